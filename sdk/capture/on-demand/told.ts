/** What an address may tell before anything is recorded: who does not want to be counted, and who it is. */
import { decide, isOwn, type Link, meet, readVisitor } from './tools.ts';

/** A link that was copied and opened later names nobody. */
const VALID_MS = 120_000;

/** `?rung=off` is for those whose visits are not to be counted, `?rung=on` brings them back. */
export function heedChoice(): void {
  const [, choice] = /[?&]rung=(on|off)\b/.exec(location.search) ?? [];
  if (choice) decide(choice === 'on' ? 'granted' : 'off', true);
}

/** One visitor across the owner's domains: who came by one of their links is who it says. */
export function heedLink(): void {
  const [told, id = '', at = ''] = /_rung=([\w-]{8,64})\.(\w+)/.exec(location.search) ?? [];
  if (!told) return;
  history.replaceState(history.state, '', location.href.replace(told, ''));
  // Nobody else's link may say who is here, and whoever copies the address names nobody.
  const own = isOwn(new URL(document.referrer).hostname);
  if (own && Date.now() - parseInt(at, 36) < VALID_MS) meet(id);
}

/** A link to another of the owner's domains carries the id for a short while. */
export function carryVisitor(link: Link, url: URL): void {
  const id = readVisitor();
  if (!id) return;
  url.searchParams.set('_rung', `${id}.${Date.now().toString(36)}`);
  link.href = url.href;
}

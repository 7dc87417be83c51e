/** What an address may tell before anything is recorded: who does not want to be counted, and who it is. */
import type { Tools } from './tools.ts';

/** A link that was copied and opened later names nobody. */
const VALID_MS = 120_000;

/** `?rung=off` is for those whose visits are not to be counted, `?rung=on` brings them back. */
export function heedChoice({ decide_ }: Tools): void {
  const [, choice] = /[?&]rung=(on|off)\b/.exec(location.search) ?? [];
  if (choice) decide_(choice === 'on' ? 'granted' : 'off', true);
}

/** One visitor across the owner's domains: links between them carry the id for a short while. */
export function linkDomains({ isOwn_, link_, listen_, readVisitor_, urlOf_ }: Tools): void {
  const [told, id = '', at = ''] = /_rung=([\w-]{8,64})\.(\w+)/.exec(location.search) ?? [];
  if (told) {
    // Nobody else's link may say who is here, and whoever copies the address names nobody.
    const from = new URL(document.referrer);
    if (isOwn_(from.hostname) && Date.now() - parseInt(at, 36) < VALID_MS) link_(id);
    history.replaceState(history.state, '', location.href.replace(told, ''));
  }
  listen_('click auxclick', (_, target) => {
    const link = target.closest<HTMLAnchorElement>('a[href]');
    const url = link && urlOf_(link);
    if (url && isOwn_(url.hostname) === 'linked' && readVisitor_()) {
      url.searchParams.set('_rung', `${readVisitor_()}.${Date.now().toString(36)}`);
      link.href = url.href;
    }
  });
}

/** What an address may tell before anything is recorded: who does not want to be counted, and who it is. */
import { tools } from './tools.ts';

/** A link that was copied and opened later names nobody. */
const VALID_MS = 120_000;

/** `?rung=off` is for those whose visits are not to be counted, `?rung=on` brings them back. */
export function heedChoice(): void {
  const choice = /[?&]rung=(on|off)\b/.exec(location.search);
  if (choice) tools.decide_(choice[1] === 'on' ? 'granted' : 'off', true);
}

/** One visitor across the owner's domains: links between them carry the id for a short while. */
export function linkDomains(): void {
  const [told, id = '', at = ''] = /_rung=([\w-]{8,64})\.(\w+)/.exec(location.search) ?? [];
  if (told) {
    history.replaceState(history.state, '', location.href.replace(told, ''));
    // Nobody else's link may say who is here, and whoever copies the address names nobody.
    const own = tools.isOwn_(new URL(document.referrer).hostname);
    if (own && Date.now() - parseInt(at, 36) < VALID_MS) tools.meet_(id);
  }
  tools.listen_('click auxclick', (_, target) => {
    const link = target.closest<HTMLAnchorElement>('a[href]');
    const url = link && tools.urlOf_(link);
    if (url && tools.isOwn_(url.hostname) === 'linked' && tools.readVisitor_()) {
      url.searchParams.set('_rung', `${tools.readVisitor_()}.${Date.now().toString(36)}`);
      link.href = url.href;
    }
  });
}

/** What a click on a link means. */
import { withoutPersonal } from './address.ts';

/** The parts of a link that matter, as `URL` names them. */
export interface Link {
  protocol: string;
  hostname: string;
  pathname: string;
  origin: string;
}

/** File types that GA4's enhanced measurement counts as downloads, and some newer ones. */
const FILE =
  /\.(pdf|(doc|xls|ppt)x?|pps|od\w|epub|txt|rtf|csv|key|zip|rar|7z|t?gz|exe|msi|dmg|pkg|apk|iso|avi|mov|mp\w+|wm[av]|wav|midi?)$/i;

/**
 * The event that a click on the link is, or nothing for a plain link within the site. The collector
 * reads a file's name from its address.
 *
 * @param own whether the link's host belongs to the site
 * @param saved whether the link has a `download` attribute
 */
export function describeLink(
  { protocol, pathname, origin }: Link,
  own: unknown,
  saved: boolean,
): [type: string, props: object] | false {
  const kind = /mailto|tel|http/.exec(protocol)?.[0];
  if (kind !== 'http') return !!kind && ['click', { kind }];
  const href = withoutPersonal(origin + pathname);
  if (saved || FILE.test(pathname)) return ['file_download', { href }];
  return !own && ['click', { kind: 'outbound', href }];
}

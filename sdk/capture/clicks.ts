/** Clicks on links: what leads out, downloads, and the way to the site's next page. */
import { describeLink } from '../core/links.ts';
import { noteExit } from '../effects/lifecycle.ts';
import { listen } from '../effects/listen.ts';
import { record } from '../effects/record.ts';
import { part } from './load.ts';
import type { Link } from './on-demand/tools.ts';
import { isOwn } from './origin.ts';

/**
 * One click is one event: what the page's author marked goes before what its link says. `auxclick` is
 * the middle button, which opens links too, and the right one, which does not.
 */
export function watchClicks(): void {
  listen('click auxclick', (event, target) => {
    if ((event as MouseEvent).button > 1) return;
    const link = target.closest('a[*|href]') as Link | null;
    const url = link && new URL(link.href.baseVal ?? link.href, document.baseURI);
    const meaning =
      part?.[1](target, link, url) ??
      (url && describeLink(url, isOwn(url.hostname), link.hasAttribute('download')));
    if (meaning) record(...meaning);
    else if (url) noteExit(event, url);
  });
}

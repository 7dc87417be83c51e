/** Clicks on links: what leads out, downloads, and the way to the site's next page. */
import { describeLink } from '../core/links.ts';
import { noteExit } from '../effects/lifecycle.ts';
import { listen } from '../effects/listen.ts';
import { record } from '../effects/record.ts';
import { state } from '../effects/state.ts';
import { isOwn } from './origin.ts';

/**
 * One click is one event: what the page's author marked goes before what its link says. `auxclick` is
 * the middle button, which opens links too, and the right one, which does not.
 */
export function watchClicks(): void {
  listen('click auxclick', (event, target) => {
    if ((event as MouseEvent).button > 1) return;
    const link = target.closest?.('a[href],area[href]');
    const marked = state.describe_(target);
    const url = link && urlOf(link);
    const own = url && isOwn(url.hostname);
    const meaning = marked ?? (url && describeLink(url, !!own, link.hasAttribute('download')));
    if (meaning) record(...meaning);
    else if (url) noteExit(event, link, url);
  });
}

/** Where a link or form leads. Links inside SVG hold their address as an object, hence attributes. */
export function urlOf(element: Element, name = 'href'): URL {
  const address = element.getAttribute(name) ?? element.getAttribute(`xlink:${name}`) ?? '';
  return new URL(address, document.baseURI);
}

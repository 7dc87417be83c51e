/** Clicks on links: what leads out, downloads, and the way to the site's next page. */
import { describeLink } from '../core/links.ts';
import { noteExit } from '../effects/lifecycle.ts';
import { listen } from '../effects/listen.ts';
import { record } from '../effects/record.ts';
import { isOwn } from './origin.ts';

/** Type and properties of the event that something is. */
export type Meaning = [type: string, props?: object];

/** What a click on marked elements means; the on-demand part knows. */
let describe = (_target: Element): Meaning | undefined => undefined;

export function describeBy(reader: typeof describe): void {
  describe = reader;
}

/**
 * One click is one event: what the page's author marked goes before what its link says. `auxclick` is
 * the middle button, which opens links too, and the right one, which does not.
 */
export function watchClicks(): void {
  listen('click auxclick', (event, target) => {
    if ((event as MouseEvent).button > 1) return;
    const link = target.closest('a[*|href]');
    const url = link && urlOf(link);
    const meaning =
      describe(target) ??
      (url && describeLink(url, isOwn(url.hostname), link.hasAttribute('download')));
    if (meaning) record(...meaning);
    else if (url) noteExit(event, url);
  });
}

/** Where a link leads. Links inside SVG hold their address as an object. */
export function urlOf(link: Element): URL {
  const { href } = link as HTMLAnchorElement & { href: string & { baseVal?: string } };
  return new URL(href.baseVal ?? href, document.baseURI);
}

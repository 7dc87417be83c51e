/** Page views: first load, navigations within the page, pages that come back from the cache. */
import { cleanUrl, withoutPersonal } from '../core/address.ts';
import { end } from '../effects/lifecycle.ts';
import { fenced, listen } from '../effects/listen.ts';
import { record, setUrl, url } from '../effects/record.ts';
import { options } from '../effects/settings.ts';
import type { WireEvent } from '../wire.ts';
import { readReferrer, recordAddress } from './origin.ts';

/** Frameworks set the title after the address; this long (ms) they get for it. */
const TITLE_MS = 100;

export function watchPages(): void {
  const check = (event?: Event) => {
    if ((event as PageTransitionEvent)?.persisted || cleanUrl(location, options) !== url) show();
  };
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name];
    history[name] = (...args) => {
      original.apply(history, args);
      fenced(check);
    };
  }
  listen('popstate hashchange pageshow', check);
  show({ title: readTitle(), ...readReferrer() });
}

/** Another page is shown: by itself it is recorded unless the owner does that. */
function show(more?: Partial<WireEvent>): void {
  if (options.auto === false) turnPage();
  else showPage(undefined, more);
}

/** Records a view of the page at the present address. */
export function showPage(props?: object, more?: Partial<WireEvent>): Promise<void> {
  turnPage();
  recordAddress();
  const address = url;
  // A view that is over by then goes without: the title is another page's.
  const titled = new Promise<Partial<WireEvent> | false>((resolve) =>
    setTimeout(() => resolve(address === url && { title: readTitle() }), TITLE_MS),
  );
  return record('page_view', props, titled, more);
}

/** The time spent so far belongs to the address before. */
export function turnPage(): void {
  end(true);
  setUrl(cleanUrl(location, options));
}

/** The collector cuts long ones. */
function readTitle(): string {
  return withoutPersonal(document.title);
}

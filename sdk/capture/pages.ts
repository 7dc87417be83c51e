/** Page views: first load, navigations within the page, pages that come back from the cache. */
import { cleanUrl, PAGE_PARAMS, withoutPersonal } from '../core/address.ts';
import { turn } from '../effects/lifecycle.ts';
import { fenced, listen } from '../effects/listen.ts';
import { record, setUrl, url } from '../effects/record.ts';
import { options } from '../effects/settings.ts';
import { readReferrer, recordAddress } from './origin.ts';

/** Frameworks set the title after the address; this long (ms) they get for it. */
const TITLE_MS = 100;
const TITLE_LENGTH = 300;

/** Takes the title that stands for that of the last view. */
let settle = (): void => {};

export function watchPages(): void {
  const check = () => currentUrl() !== url && show();
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name];
    history[name] = function (...args) {
      original.apply(this, args);
      fenced(check);
    };
  }
  listen('popstate hashchange', check);
  listen('pageshow', (event) => (event as PageTransitionEvent).persisted && show());
  show(...readReferrer());
}

/** Another page is shown: by itself it is recorded unless the owner does that. */
function show(props?: object | '', referrer?: string): void {
  if (options.auto === false) turnPage();
  else showPage(props, referrer);
}

/** Records a view of the page at the present address. */
export function showPage(props?: object | '', referrer?: string): Promise<void> {
  turnPage();
  recordAddress();
  const titled = new Promise<{ title: string }>((resolve) => {
    settle = () => resolve({ title: withoutPersonal(document.title, TITLE_LENGTH) });
    setTimeout(settle, TITLE_MS);
  });
  return record('page_view', props || undefined, titled, referrer ? { referrer } : {});
}

/** The time spent so far and the title that stands belong to the address before. */
export function turnPage(): void {
  settle();
  turn();
  setUrl(currentUrl());
}

function currentUrl(): string {
  return cleanUrl(location, options.params ?? PAGE_PARAMS, options.hash);
}

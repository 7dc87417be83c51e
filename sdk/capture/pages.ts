/** Page views: first load, navigations within the page, pages that come back from the cache. */
import { cleanUrl, PAGE_PARAMS, withoutPersonal } from '../core/address.ts';
import { endPage } from '../effects/lifecycle.ts';
import { fenced, listen } from '../effects/listen.ts';
import { record } from '../effects/record.ts';
import { state } from '../effects/state.ts';
import { readReferrer, recordAddress } from './origin.ts';

/** Frameworks set the title after the address; this long (ms) they get for it. */
const TITLE_MS = 100;
const TITLE_LENGTH = 300;

export function watchPages(): void {
  const check = () => {
    if (currentUrl() !== state.url_) turn();
  };
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name];
    history[name] = function (...args) {
      original.apply(this, args);
      fenced(check);
    };
  }
  listen('popstate hashchange', check);
  listen('pageshow', (event) => {
    if ((event as PageTransitionEvent).persisted) turn();
  });
  turn(...readReferrer());
}

/** Another page is shown: by itself it is recorded unless the owner does that. */
function turn(props?: object, referrer?: string): void {
  if (state.options_.auto === false) turnPage();
  else showPage(props, referrer);
}

/** Records a view of the page at the present address. */
export function showPage(props?: object, referrer?: string): Promise<void> {
  turnPage();
  recordAddress();
  const title = new Promise((resolve) => setTimeout(resolve, TITLE_MS));
  return record('page_view', props, title, (event) => {
    event.title ||= withoutPersonal(document.title, TITLE_LENGTH);
    if (referrer) event.referrer = referrer;
  });
}

export function turnPage(): void {
  endPage(true);
  state.url_ = currentUrl();
}

function currentUrl(): string {
  const { params = PAGE_PARAMS, hash } = state.options_;
  return cleanUrl(location.href, params, hash);
}

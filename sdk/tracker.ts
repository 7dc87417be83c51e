/** Puts the parts together; what they do stands in their own files. */
import { watchClicks } from './capture/clicks.ts';
import { watchEngagement } from './capture/engagement.ts';
import { load, loadBy, watchNeed } from './capture/load.ts';
import type { PartLoader } from './capture/on-demand/tools.ts';
import { turnPage, watchPages } from './capture/pages.ts';
import type { Options } from './core/options.ts';
import { resume } from './effects/delivery.ts';
import { watchEnd } from './effects/lifecycle.ts';
import { fenced, listen } from './effects/listen.ts';
import { options, setOptions } from './effects/settings.ts';
import { setFrom } from './effects/visit.ts';

/**
 * What the address may tell before anything is recorded: `rung=off`, or who comes from another
 * domain; or that this is where a newsletter ends.
 */
const TELLING = /[?&]_?rung=|unsub|opt-?out/;

/** Watches the page. */
export function watch(chosen: Options, loadPart: PartLoader): void {
  loadBy(loadPart);
  start(chosen, () => {
    setFrom();
    if (TELLING.test(location.href)) load().then(begin, begin);
    else begin();
  });
}

function begin(): void {
  [watchClicks, watchPages, watchEngagement, watchNeed].map(fenced);
}

/** Starts once; later calls are ignored, and so are those without a site. */
export function start(chosen: Options, begin?: () => void): void {
  if (options.site || !chosen.site) return;
  setOptions(chosen);
  watchEnd();
  turnPage();
  begin?.();
  listen('online pageshow', (event) => {
    if ((event as PageTransitionEvent).persisted !== false) resume();
  });
}

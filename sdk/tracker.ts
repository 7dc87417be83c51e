/** Puts the parts together; what they do stands in their own files. */

import { watchClicks } from './capture/clicks.ts';
import { watchEngagement } from './capture/engagement.ts';
import { loadBy, watchNeed } from './capture/load.ts';
import type { PartLoader } from './capture/on-demand/tools.ts';
import { watchPages } from './capture/pages.ts';
import type { Options } from './core/options.ts';
import { open } from './effects/calls.ts';
import { resume } from './effects/delivery.ts';
import { watchEnd, whenShown } from './effects/lifecycle.ts';
import { fenced, listen } from './effects/listen.ts';
import { state } from './effects/state.ts';
import { readFrom } from './effects/visitor.ts';

/** All that a page is watched for. */
export const WATCHERS = [watchClicks, watchEngagement, watchPages, watchNeed];

/** Starts once; later calls are ignored, and so are those without a site or on a server. */
export function start(
  options: Options,
  watchers: readonly (() => void)[],
  loadPart: PartLoader,
): void {
  if (typeof document === 'undefined' || state.options_.site || !options.site) return;
  state.options_ = options;
  loadBy(loadPart);
  whenShown(() => {
    state.from_ = readFrom();
    for (const watch of [watchEnd, ...watchers]) fenced(watch);
    listen('online pageshow', (event) => {
      if ((event as PageTransitionEvent).persisted !== false) resume();
    });
    open();
  });
}

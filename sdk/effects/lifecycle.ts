/** When the page is shown, when it may end, and whether another page of the site follows. */
import { leave } from './delivery.ts';
import { fenced, listen } from './listen.ts';
import { handOver } from './queue.ts';
import { state } from './state.ts';

/** How long (ms) after a click the end of the page still counts as that click's doing. */
const EXIT_MS = 10_000;

/** Runs when the visitor is here: a page that is rendered before it is asked for is no visit. */
export function whenShown(run: () => void): void {
  const { prerendering } = document as Document & { prerendering?: boolean };
  if (prerendering) document.addEventListener('prerenderingchange', run, { once: true });
  else run();
}

/**
 * Each time the page may be about to end, what is unfinished is finished and sent; on the way to a
 * page of the same origin that page's first request takes it along. Both events, since a closing tab
 * may fire either one alone; `unload` would keep the page out of the browser's cache.
 */
export function watchEnd(): void {
  listen('visibilitychange pagehide', ({ type }) => {
    if (type === 'pagehide' || document.hidden) {
      endPage();
      if (!isUnderWay(state.exit_)) leave();
      if (type === 'pagehide') handOver();
    }
  });
}

/** What belongs to this address is recorded before another takes its place (`turned`). */
export function endPage(turned?: boolean): void {
  for (const end of state.endings_) fenced(() => end(turned));
  for (const finish of state.held_) finish();
}

/**
 * Notes a click or submission that opens a page of the same origin in place of this one. Where that
 * is not sure, the last events are sent now instead of with the next page.
 */
export function noteExit(event: Event, element: Element, { origin, hash }: URL): void {
  const { ctrlKey, metaKey, shiftKey } = event as MouseEvent;
  const elsewhere = ctrlKey || metaKey || shiftKey || hash || element.getAttribute('target');
  if (!elsewhere && origin === location.origin) state.exit_ = event;
}

/** Asked late, because a listener of the page may prevent the click after ours has seen it. */
function isUnderWay(exit?: Event): boolean {
  return !!exit && !exit.defaultPrevented && performance.now() - exit.timeStamp < EXIT_MS;
}

/** When the page is shown, when it may end, and whether another page of the site follows. */
import { isAllowed } from './consent.ts';
import { leave } from './delivery.ts';
import { fenced, listen } from './listen.ts';
import { handOver } from './queue.ts';

/** How long (ms) after a click the end of the page still counts as that click's doing. */
const EXIT_MS = 10_000;

/** The last click or submission that leads to a page of the same origin. */
let exit: Event | undefined;
/** Records the last stretch, before the page ends and before its address changes (`turned`). */
export let end = (_turned?: boolean): void => {};

export function atEnd(run: typeof end): void {
  end = run;
}

/** Runs when the visitor is here: a page that is rendered before it is asked for is no visit. */
export function whenShown(run: () => void): void {
  if ((document as Document & { prerendering?: boolean }).prerendering) {
    listen('prerenderingchange', run);
  } else fenced(run);
}

/**
 * Each time the page may be about to end, the last stretch is recorded and, where that is allowed, all
 * is sent; on the way to a page of the same origin that page's first request takes it along. Both
 * events, since a closing tab may fire either one alone; `unload` would keep the page out of the
 * browser's cache.
 */
export function watchEnd(): void {
  listen('visibilitychange pagehide', ({ type, timeStamp }) => {
    const ends = type === 'pagehide';
    if (ends || document.hidden) {
      fenced(end);
      // The visitor may not have decided yet, or has opted out in another tab.
      if (isAllowed()) {
        // Asked late, because a listener of the page may prevent the click after ours has seen it.
        const follows = exit && !exit.defaultPrevented && timeStamp - exit.timeStamp < EXIT_MS;
        if (!follows) leave();
        if (ends) handOver();
      }
    }
  });
}

/**
 * Notes a click or submission that opens a page of the same origin, perhaps in another tab: its
 * first request takes along what the disk holds.
 */
export function noteExit(event: Event, href: string | URL): void {
  const { origin, hash } = new URL(href, document.baseURI);
  if (!hash && origin === location.origin) exit = event;
}

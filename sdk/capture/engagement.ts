/** Engaged time and scroll depth, reported when the address changes and when the page may end. */
import { engagedIn } from '../core/engagement.ts';
import { atEnd } from '../effects/lifecycle.ts';
import { listen } from '../effects/listen.ts';
import { record } from '../effects/record.ts';
import { options } from '../effects/settings.ts';

/** Until when the clock was brought, and whether the page is looked at (visible, focused) since then. */
let at: number;
let here: boolean | undefined;
/** When the visitor last did something; coming back counts. */
let active: number;
/** Engaged milliseconds, and pixels from the top that were seen, since the last report. */
let spent = 0;
let deepest = 0;

function tick(acts?: unknown): void {
  const now = performance.now();
  if (here) spent += engagedIn(now - at, now - active, options.idle as number);
  if (acts || !here) active = now;
  here = !document.hidden && document.hasFocus();
  at = now;
  deepest = Math.max(deepest, scrollY + innerHeight);
}

export function watchEngagement(): void {
  listen('pointermove pointerdown keydown scroll', tick);
  // Focus that went into a frame of ours is known only after the event.
  listen('focus blur visibilitychange pageshow', () => setTimeout(tick));
  atEnd(report);
  tick(1);
}

/** `turned`: another page follows in this document. */
function report(turned?: boolean): void {
  tick();
  const engaged_ms = Math.round(spent);
  // Of the page as it is now: content that came later makes the depth smaller.
  const read = Math.min(1, deepest / document.documentElement.scrollHeight);
  const scroll_pct = Math.round(read * 100);
  if (engaged_ms) record('user_engagement', { engaged_ms, scroll_pct });
  spent = 0;
  if (turned) deepest = 0;
  // The clock stands still: between the events of one page's end nothing is read.
  else here = false;
}

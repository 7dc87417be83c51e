/** Engaged time and scroll depth, reported when the address changes and when the page may end. */
import { type Clock, step } from '../core/engagement.ts';
import { atEnd } from '../effects/lifecycle.ts';
import { fenced, listen } from '../effects/listen.ts';
import { record } from '../effects/record.ts';
import { options } from '../effects/settings.ts';

/** Long reading is reported this often (ms), so that a crash takes no more with it. */
const MOST_MS = 300_000;
/** Without activity for this long (ms) reading no longer counts, unless the site says otherwise. */
const IDLE_MS = 60_000;

export function watchEngagement(): void {
  let clock: Clock = [0, false, 0, 0];
  let deepest = 0;
  const tick = (acts?: unknown) => {
    const here = !document.hidden && document.hasFocus();
    clock = step(clock, performance.now(), here, acts, Number(options.idle ?? IDLE_MS));
  };
  /** Of the page as it is now: content that came later makes the depth smaller. */
  const depth = () => {
    deepest = Math.max(deepest, scrollY + innerHeight);
    return Math.min(100, Math.round((deepest / document.documentElement.scrollHeight) * 100));
  };
  /** The clock stands still after this: between the events of one page's end nothing is read. */
  const report = (turned?: boolean) => {
    tick();
    const scroll_pct = fenced(depth);
    const [at, , active, spent] = clock;
    clock = [at, false, active, 0];
    const engaged_ms = Math.round(spent);
    if (engaged_ms) record('user_engagement', { engaged_ms, scroll_pct });
    if (turned) {
      deepest = 0;
      tick();
    }
  };
  listen('pointermove pointerdown keydown scroll wheel touchstart', () => {
    if (clock[3] > MOST_MS) report(true);
    tick(1);
  });
  listen('focus blur visibilitychange load pageshow', () => {
    tick();
    setTimeout(tick);
  });
  listen('scroll', depth);
  atEnd(report);
  tick(1);
}

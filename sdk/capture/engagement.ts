/** Engaged time and scroll depth, reported when the address changes and when the page may end. */
import { STOPPED, step } from '../core/engagement.ts';
import { fenced, listen } from '../effects/listen.ts';
import { record } from '../effects/record.ts';
import { state } from '../effects/state.ts';

/** Long reading is reported this often (ms), so that a crash takes no more with it. */
const MOST_MS = 300_000;
/** Without activity for this long (ms) reading no longer counts, unless the site says otherwise. */
const IDLE_MS = 60_000;

export function watchEngagement(): void {
  let clock = STOPPED;
  let deepest = 0;
  const tick = (active?: boolean) => {
    const here = !document.hidden && document.hasFocus();
    const idle = Number(state.options_.idle ?? IDLE_MS);
    clock = step(clock, performance.now(), here, !!active, idle);
  };
  const look = () => {
    deepest = Math.max(deepest, scrollY + innerHeight);
  };
  /** Of the page as it is now: content that came later makes the depth smaller. */
  const depth = () => {
    look();
    return Math.min(100, Math.round((deepest / document.documentElement.scrollHeight) * 100));
  };
  /** The clock stands still after this: between the events of one page's end nothing is read. */
  const report = (turned?: boolean) => {
    tick();
    const scroll_pct = fenced(depth);
    const engaged_ms = Math.round(clock.spent_);
    if (engaged_ms) record('user_engagement', { engaged_ms, scroll_pct });
    clock = { ...clock, spent_: 0, here_: false };
    if (turned) {
      deepest = 0;
      tick();
    }
  };
  listen('pointermove pointerdown keydown scroll wheel touchstart', () => {
    if (clock.spent_ > MOST_MS) report(true);
    tick(true);
  });
  listen('focus blur visibilitychange load pageshow', () => {
    tick();
    setTimeout(tick);
  });
  listen('scroll', look);
  state.endings_.push(report);
  tick(true);
}

/** Engaged time and scroll depth, reported when the address changes and when the page may end. */
import { type Clock, step } from '../core/engagement.ts';
import { atEnd } from '../effects/lifecycle.ts';
import { listen } from '../effects/listen.ts';
import { record } from '../effects/record.ts';
import { options } from '../effects/settings.ts';

export function watchEngagement(): void {
  let clock: Clock = [0, false, 0, 0];
  let deepest = 0;
  const tick = (acts?: unknown) => {
    const here = !document.hidden && document.hasFocus();
    clock = step(clock, performance.now(), here, acts, Number(options.idle));
    deepest = Math.max(deepest, scrollY + innerHeight);
  };
  listen('pointermove pointerdown keydown scroll', tick);
  // Focus that went into a frame of ours is known only after the event.
  listen('focus blur visibilitychange pageshow', () => setTimeout(tick));
  atEnd((turned) => {
    tick();
    const [at, , active, spent] = clock;
    const engaged_ms = Math.round(spent);
    // Of the page as it is now: content that came later makes the depth smaller.
    const read = Math.round((deepest / document.documentElement.scrollHeight) * 100);
    if (engaged_ms) record('user_engagement', { engaged_ms, scroll_pct: Math.min(100, read) });
    // It stands still: between the events of one page's end nothing is read.
    clock = [at, false, active, 0];
    if (turned) {
      deepest = 0;
      tick();
    }
  });
  tick(1);
}

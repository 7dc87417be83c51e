/** Clicks into the frames of advertisements. */
import { slotClick, slotOf } from './markup.ts';
import { fenced, listen, record } from './tools.ts';

/** How Google's tags, and the most used ad servers after them, mark their slots and frames. */
const FRAMES = ',.adsbygoogle,[id^=google_ads_],[src*=doubleclick],[src*=syndication]';

/**
 * A click into a frame is not ours to see, but the focus that it takes from the page is. Not seen: a
 * second click into the same frame before the focus came back, and frames that let go of the focus.
 */
export function watchAdFrames(): void {
  const look = () => {
    const frame = document.activeElement;
    const slot = frame?.matches('iframe') && slotOf(frame, FRAMES);
    if (slot) record(...slotClick(slot));
  };
  listen('blur', (_, target) => {
    if ((target as unknown) === window) setTimeout(fenced, 0, look);
  });
}

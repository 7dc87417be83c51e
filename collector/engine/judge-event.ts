/** The owner's word on whether software made a device's events, and the taking back of it. */
import type { CanonicalEvent, Judged } from './types.ts';

/**
 * An event under the owner's word; without one as it was found to be. Only where the word differs
 * from what was found is it noted, so that taking it back gives exactly the event that was.
 */
export function judgeEvent(event: CanonicalEvent, word: Judged | undefined): CanonicalEvent {
  const found = asFound(event);
  if (word === undefined || (word === 'bot') === (found.bot === true)) return found;
  const { bot: _, ...rest } = found;
  return word === 'bot' ? { ...rest, bot: true, judged: word } : { ...rest, judged: word };
}

/** What was found about the event when it came. */
export function asFound(event: CanonicalEvent): CanonicalEvent {
  const { judged, ...found } = event;
  if (judged === undefined) return event;
  if (judged === 'person') return { ...found, bot: true };
  const { bot: _, ...rest } = found;
  return rest;
}

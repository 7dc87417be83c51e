/** The events of an envelope, each checked by itself: one bad event never costs its batch. */
import { EVENTS, LIMITS } from '../../sdk/wire.ts';
import { type CheckedEvent, checkEvent, type Door, isId, isOversize } from './check-event.ts';
import { type Refusal, refuse } from './refusal.ts';

export interface SoundEvent {
  /** how the answer names it: its id as it was sent */
  name: string;
  wire: CheckedEvent;
}

export interface RefusedEvent {
  /** its id, or `#INDEX` without a usable one */
  name: string;
  /** a standard type or `custom`; what else was sent may be personal */
  type: string;
  refusal: Refusal;
}

export interface CheckedBatch {
  sound: SoundEvent[];
  refused: RefusedEvent[];
}

/** @param bytes of the whole body: no event of a small one can be too large */
export function checkBatch(
  events: readonly unknown[],
  bytes: number,
  door: Door = 'page',
): CheckedBatch {
  const batch: CheckedBatch = { sound: [], refused: [] };
  for (const [index, value] of events.entries()) {
    const name = nameOf(value, index, door);
    const check = checkEvent(value, door);
    const refusal = check.ok ? sizeRefusal(check.event, bytes) : check.refusal;
    if (check.ok && !refusal) batch.sound.push({ name, wire: check.event });
    else if (refusal) batch.refused.push({ name, type: publicType(typeOf(value)), refusal });
  }
  return batch;
}

/** Asked last: only what has been found shallow can safely be written out to be measured. */
const sizeRefusal = (event: CheckedEvent, bytes: number): Refusal | undefined =>
  bytes > LIMITS.eventBytes && isOversize(event) ? refuse('too_large') : undefined;

const nameOf = (value: unknown, index: number, door: Door): string => {
  const id = (value as { id?: unknown } | null)?.id;
  return isId(id, door) ? id : `#${index}`;
};

const typeOf = (value: unknown): unknown => (value as { type?: unknown } | null)?.type;

/** A custom name is the owner's own word and might hold anything. */
export function publicType(type: unknown): string {
  return typeof type === 'string' && Object.hasOwn(EVENTS, type) ? type : 'custom';
}

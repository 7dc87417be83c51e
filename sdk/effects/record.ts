/** From something seen to an event on its way: made, held until allowed, stored. */
import { matchesPath } from '../core/address.ts';
import { readArrival } from '../core/arrival.ts';
import { byteLength, type Row } from '../core/batch.ts';
import { VERSION } from '../core/version.ts';
import { LIMITS, type Props, WIRE_VERSION, type WireEvent } from '../wire.ts';
import { consentNow, decided, decisionOf } from './consent.ts';
import { add } from './delivery.ts';
import { tell } from './listen.ts';
import { options } from './settings.ts';
import { ensureVisitor, fresh, from, newId } from './visitor.ts';

/** Page views are sent after this long (ms), so that what a page tells at once travels along. */
const PAGE_WAIT_MS = 500;
const WAIT_MS = 5000;

/** The page's cleaned address; what happens is credited to it. */
export let url = '';

/** From now on it is this page that things happen on. */
export function setUrl(address: string): void {
  url = address;
}

/** What an event lacks while it is stored for the first time. */
export type Later = Promise<Partial<WireEvent>>;

/**
 * Resolves when the event is durable, or when it is sure that it is not to be recorded. What need
 * not wait for consent reaches the queue before this returns, so that it counts even when the page
 * is ending; what is known `later` is added to it, unless the page ends before.
 */
export async function record(
  type: string,
  props?: object,
  later?: Later,
  more?: Partial<WireEvent>,
): Promise<void> {
  const said = { url, ...more, props: props as Props };
  const event: WireEvent = { id: newId(), type, ts: Date.now(), ...said };
  if (consentNow() === 'pending') await decided();
  const reason = refusal(event);
  if (reason) return tell('drop', { event, reason });
  const row: Row = [event.id, head(), JSON.stringify(event), 0];
  const whole = later?.then((found) => JSON.stringify({ ...event, ...found }));
  tell('event', event);
  return add(row, type === 'page_view' ? PAGE_WAIT_MS : (options.wait ?? WAIT_MS), whole);
}

/** Why an event may not be recorded. */
function refusal(event: WireEvent): string | false {
  if (consentNow() !== 'granted') return 'consent';
  if (!/^http/.test(event.url) || matchesPath(location.pathname, options.exclude))
    return 'excluded';
  return byteLength(JSON.stringify(event)) > LIMITS.eventBytes && 'too_large';
}

/** The envelope's unchanging part. */
function head(): string {
  const visitor = ensureVisitor();
  return JSON.stringify({
    v: WIRE_VERSION,
    key: options.site,
    visitor,
    new: fresh,
    sdk: `rung.js/${VERSION}`,
    ctx: {
      webdriver: navigator.webdriver || undefined,
      consent: decisionOf(),
      ...readArrival(new URLSearchParams(from)).from_,
    },
  });
}

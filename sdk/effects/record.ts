/** From something seen to an event on its way: made, held until allowed, stored. */
import { patternOf } from '../core/address.ts';
import type { Row } from '../core/batch.ts';
import { VERSION } from '../core/version.ts';
import { type Props, WIRE_VERSION, type WireEvent } from '../wire.ts';
import { decided, decisionOf, isAllowed } from './consent.ts';
import { flush } from './delivery.ts';
import { tell } from './listen.ts';
import { put, waiting } from './queue.ts';
import { options, SOON_MS } from './settings.ts';
import { readVisit } from './visit.ts';
import { ensureVisitor, newId } from './visitor.ts';

/** The page's cleaned address; what happens is credited to it. */
export let url: string;

/** From now on it is this page that things happen on. */
export function setUrl(address: string): void {
  url = address;
}

/** What an event lacks while it is stored for the first time, if that was found. */
export type Later = Promise<Partial<WireEvent> | false | undefined>;

/**
 * Resolves when the event is durable, or when it is sure that it is not to be recorded. What need
 * not wait for consent reaches the queue before this returns, so that it counts even when the page
 * is ending; what is known `later` is added to it, unless the page ends before. Never rejects.
 */
export async function record(
  type: string,
  props?: object,
  later?: Later,
  more?: Partial<WireEvent>,
): Promise<void> {
  try {
    const event = { id: newId(), type, ts: Date.now(), url, props: props as Props, ...more };
    isAllowed() ?? (await decided);
    const reason = isAllowed()
      ? patternOf(options.exclude).test(location.pathname) && 'excluded'
      : 'consent';
    if (reason) tell('drop', { event, reason });
    else {
      const wait = type === 'page_view' ? SOON_MS : options.wait;
      const row: Row = [event.id, head(), JSON.parse(JSON.stringify(event))];
      waiting[event.id] = row;
      tell('event', event);
      setTimeout(flush, wait);
      const found = await later?.catch(() => {});
      // Unless a request took the event along as it was.
      if (waiting[event.id] && !row[3]) {
        Object.assign(row[2], found);
        await put([row]);
      }
    }
  } catch (error) {
    tell('error', error);
  }
}

/** The envelope's unchanging part. */
function head(): string {
  return JSON.stringify({
    v: WIRE_VERSION,
    key: options.site,
    visitor: ensureVisitor(),
    sdk: `rung.js/${VERSION}`,
    ctx: {
      webdriver: navigator.webdriver,
      consent: decisionOf(),
      ...readVisit(),
    },
  });
}

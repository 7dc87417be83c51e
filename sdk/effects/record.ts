/** From something seen to an event on its way: made, held until complete and allowed, stored. */
import { matchesPath } from '../core/address.ts';
import { byteLength } from '../core/batch.ts';
import { VERSION } from '../core/version.ts';
import { LIMITS, type Props, WIRE_VERSION, type WireEvent } from '../wire.ts';
import { consentNow, decisionOf } from './consent.ts';
import { add } from './delivery.ts';
import { fenced, tell } from './listen.ts';
import { state } from './state.ts';
import { ensureVisitor, keepFrom, newId } from './visitor.ts';

/** Page views are sent after this long (ms), so that what a page tells at once travels along. */
const PAGE_WAIT_MS = 500;
const WAIT_MS = 5000;

/**
 * Resolves when the event is durable, or when it is sure that it is not to be recorded. Never
 * rejects. What need not wait reaches the queue before this returns, so that it counts even when the
 * page is ending.
 *
 * @param complete adds what is known only then; called after `after`, or when the page ends before
 */
export function record(
  type: string,
  props?: object,
  after?: Promise<unknown>,
  complete?: (event: WireEvent) => void,
): Promise<void> {
  const event: WireEvent = { id: newId(), type, ts: Date.now(), url: state.url_ };
  if (props) event.props = props as Props;
  return new Promise((resolve) => {
    const finish = () => {
      complete?.(event);
      const consent = consentNow();
      if (consent !== 'pending' && state.held_.delete(finish)) {
        resolve(fenced(() => (consent === 'granted' ? store(event) : drop(event, 'consent'))));
      }
    };
    state.held_.add(finish);
    if (after) after.then(finish, finish);
    else finish();
  });
}

/** Like {@link record}, with properties that are known only later, or never. */
export function recordLater(type: string, props?: object, later?: Promise<object>): Promise<void> {
  let more = {};
  const known = later?.then((found) => {
    more = found;
  });
  return record(type, props, known, (event) => {
    event.props = { ...event.props, ...more };
  });
}

function store(event: WireEvent): Promise<void> | undefined {
  const { exclude = '', wait = WAIT_MS } = state.options_;
  const json = JSON.stringify(event);
  const hidden = !/^http/.test(event.url) || matchesPath(location.pathname, exclude);
  if (hidden || byteLength(json) > LIMITS.eventBytes) {
    return drop(event, hidden ? 'excluded' : 'too_large');
  }
  const viewed = event.type === 'page_view';
  if (viewed) keepFrom();
  const durable = add([event.id, head(), json, 0], viewed ? PAGE_WAIT_MS : Number(wait));
  tell('event', event);
  return durable;
}

function drop(event: WireEvent, reason: string): undefined {
  tell('drop', { event, reason });
}

/** The envelope's unchanging part. */
function head(): string {
  ensureVisitor();
  state.about_ ??= {
    lang: navigator.language,
    tz: Intl.DateTimeFormat().resolvedOptions().timeZone,
    screen: `${screen.width}x${screen.height}`,
    webdriver: navigator.webdriver || undefined,
  };
  return JSON.stringify({
    v: WIRE_VERSION,
    key: state.options_.site,
    visitor: state.visitor_,
    sdk: `rung.js/${VERSION}`,
    ctx: { ...state.about_, consent: decisionOf(), ...state.from_ },
  });
}

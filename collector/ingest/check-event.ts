/** One event as it arrived → one event as the contract has it, or why not. */
import { EVENTS, LIMITS, type Props, type WireEvent } from '../../sdk/wire.ts';
import { checkProps } from './check-props.ts';
import { LAST_MS } from './clock.ts';
import { kindOfId } from './event-id.ts';
import { type Refusal, refuse } from './refusal.ts';
import { tidy, tidyText } from './tidy-json.ts';

/** What a program tells of need not have happened on a page. */
export type CheckedEvent = Omit<WireEvent, 'url'> & { url?: string };

export type EventCheck = { ok: true; event: CheckedEvent } | { ok: false; refusal: Refusal };

/** Printable: no control, surrogate, private or unassigned characters; ZWNJ is a letter's help. */
const NAME = /^[^\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]+$/u;
const FIELDS = new Set(['id', 'type', 'ts', 'url', 'title', 'referrer', 'props']);

type Fields = Record<string, unknown>;

/**
 * Who speaks. What a `page` sends has a UUID and happens at an address; a `program` may have ids of
 * its own, and what it tells of need not have happened on a page.
 */
export type Door = 'page' | 'program';

/**
 * Checks one event. The event is tidied in place: it was just parsed and belongs to nobody else.
 * Its size is not looked at here, see {@link isOversize}.
 */
export function checkEvent(value: unknown, door: Door = 'page'): EventCheck {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, refusal: refuse('invalid_event') };
  }
  const event = value as Fields;
  const refusal = checkFields(event, door) ?? checkPage(event, door) ?? checkOwnProps(event);
  return refusal ? { ok: false, refusal } : { ok: true, event: event as unknown as CheckedEvent };
}

function checkFields(event: Fields, door: Door): Refusal | undefined {
  const unknown = Object.keys(event).find((name) => !FIELDS.has(name));
  if (unknown !== undefined) return refuse('invalid_event', tidyText(unknown.slice(0, 100)));
  if (!isId(event.id, door)) return refuse('invalid_id', 'id');
  if (!isName(event.type)) return refuse('invalid_type', 'type');
  if (!isTime(event.ts)) return refuse('invalid_ts', 'ts');
  return undefined;
}

function checkPage(event: Fields, door: Door): Refusal | undefined {
  if (door === 'program' && event.url === undefined) delete event.url;
  else if (!isWebAddress(event.url)) return refuse('invalid_url', 'url');
  else event.url = tidyText(event.url);
  for (const [field, max] of [
    ['title', LIMITS.titleLength],
    ['referrer', LIMITS.urlLength],
  ] as const) {
    const text = event[field];
    if (text === undefined || text === null) delete event[field];
    else if (typeof text !== 'string') return refuse('invalid_text', field);
    else event[field] = tidyText(text.slice(0, max));
  }
  return undefined;
}

function checkOwnProps(event: Fields): Refusal | undefined {
  const props = event.props ?? {};
  if (typeof props !== 'object' || Array.isArray(props)) return refuse('invalid_prop', 'props');
  const wrong = tidy(props as Props, 'props', 1, { keys: 0 });
  if (wrong) return wrong;
  event.props = props;
  return checkProps(event.type as string, props as Props);
}

/** Bytes of an event as JSON; asked only for batches that could hold so large a one. */
export function isOversize(event: unknown): boolean {
  const text = JSON.stringify(event) ?? '';
  if (text.length > LIMITS.eventBytes) return true;
  if (text.length * 3 <= LIMITS.eventBytes) return false;
  return new TextEncoder().encode(text).byteLength > LIMITS.eventBytes;
}

function isName(type: unknown): type is string {
  if (typeof type !== 'string') return false;
  if (Object.hasOwn(EVENTS, type)) return true;
  return type.length <= LIMITS.nameLength && type.trim() !== '' && NAME.test(type);
}

/** Whether an id may name an event. */
export function isId(id: unknown, door: Door): id is string {
  if (kindOfId(id) !== undefined) return true;
  return door === 'program' && typeof id === 'string' && id !== '' && id.length <= LIMITS.idLength;
}

const isTime = (ts: unknown): boolean =>
  typeof ts === 'number' && Number.isInteger(ts) && ts >= 0 && ts <= LAST_MS;

const isWebAddress = (url: unknown): url is string =>
  typeof url === 'string' &&
  url.length <= LIMITS.urlLength &&
  /^https?:\/\//i.test(url) &&
  URL.canParse(url);

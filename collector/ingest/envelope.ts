/** The own format: text → envelope, or what is wrong with it and where. Events are checked later. */
import { type Context, LIMITS, type Problem, WIRE_VERSION } from '../../sdk/wire.ts';
import { LAST_MS } from './clock.ts';
import { type Fields, isFields } from './fields.ts';
import { problem } from './problem.ts';

/** A sound envelope whose events have not been looked at. */
export interface OpenEnvelope {
  key: string;
  visitor: string;
  isNew: boolean;
  sent_at: number;
  sdk: string;
  ctx: Context;
  events: unknown[];
  confirm: string[];
}

export type EnvelopeResult = { ok: true; envelope: OpenEnvelope } | { ok: false; problem: Problem };

const VISITOR = /^[A-Za-z0-9_-]{8,64}$/;
const SHORT_TEXT = 100;

/** Field, test, and what the field must be. The first that fails is the answer. */
const CHECKS: readonly (readonly [string, (value: unknown) => boolean, string])[] = [
  ['v', (v) => v === WIRE_VERSION, `must be ${WIRE_VERSION}`],
  ['key', (v) => isText(v, SHORT_TEXT) && v !== '', 'must be the write key of a site'],
  ['visitor', isVisitor, 'must be 8 to 64 of A-Z a-z 0-9 _ -'],
  ['new', (v) => v === undefined || typeof v === 'boolean', 'must be true or absent'],
  ['sent_at', isMoment, 'must be milliseconds since 1970'],
  ['sdk', (v) => v === undefined || isText(v, SHORT_TEXT), `must be text of at most ${SHORT_TEXT}`],
  ['ctx', (v) => v === undefined || isFields(v), 'must be an object'],
  ['events', Array.isArray, 'must be a list'],
  ['confirm', (v) => v === undefined || isTextList(v), 'must be a list of event ids'],
];

/**
 * Reads the body of `POST /e`. Unknown fields of the envelope are ignored, so that a newer script
 * can talk to an older collector.
 */
export function readEnvelope(text: string): EnvelopeResult {
  const body = parse(text);
  if (!isFields(body)) return refuse('The body is not a JSON object.');
  for (const [field, test, must] of CHECKS) {
    if (!test(body[field])) return refuse(`${field} ${must}.`, field);
  }
  const envelope = open(body);
  const over = overLong(envelope);
  return over ? { ok: false, problem: over } : { ok: true, envelope };
}

function open(body: Fields): OpenEnvelope {
  return {
    key: body.key as string,
    visitor: body.visitor as string,
    isNew: body.new === true,
    sent_at: body.sent_at as number,
    sdk: (body.sdk as string | undefined) ?? '',
    ctx: readContext((body.ctx as Fields | undefined) ?? {}),
    events: body.events as unknown[],
    confirm: (body.confirm as string[] | undefined) ?? [],
  };
}

/** Too many answers 413, so that the script halves the batch as it does for too many bytes. */
function overLong(envelope: OpenEnvelope): Problem | undefined {
  const lists = [
    ['events', envelope.events.length, LIMITS.batchEvents],
    ['confirm', envelope.confirm.length, LIMITS.confirmIds],
  ] as const;
  const over = lists.find(([, length, limit]) => length > limit);
  return over && problem('too_large', `${over[0]} has more than ${over[2]} entries.`, over[0]);
}

/** What a browser says about itself costs no batch: a field of the wrong type is left out. */
function readContext(ctx: Fields): Context {
  return {
    ...(ctx.webdriver === true && { webdriver: true }),
    ...((ctx.consent === 'granted' || ctx.consent === 'denied') && { consent: ctx.consent }),
    ...(isFields(ctx.campaign) && { campaign: texts(ctx.campaign) }),
    ...(isFields(ctx.click_ids) && { click_ids: texts(ctx.click_ids) }),
  };
}

const FIELDS_READ = 30;
const FIELD_LENGTH = 500;

function texts(fields: Fields): Record<string, string> {
  const read = Object.entries(fields).slice(0, FIELDS_READ);
  const kept = read.filter(([name, value]) => name !== '__proto__' && isText(value, FIELD_LENGTH));
  return Object.fromEntries(kept) as Record<string, string>;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const refuse = (detail: string, field?: string): EnvelopeResult => ({
  ok: false,
  problem: problem('invalid_envelope', detail, field),
});

/** Whether a text may name a device. */
export function isVisitor(value: unknown): value is string {
  return typeof value === 'string' && VISITOR.test(value);
}

/** Events are moved by the difference to it, and must stay dates. */
function isMoment(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= LAST_MS;
}

const isText = (value: unknown, max: number): boolean =>
  typeof value === 'string' && value.length <= max;

const isTextList = (value: unknown): boolean =>
  Array.isArray(value) && value.every((entry) => isText(entry, SHORT_TEXT));

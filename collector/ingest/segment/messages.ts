/** The body of a Segment call: one message or a batch → messages that have not been looked at. */
import { LIMITS } from '../../../sdk/wire.ts';
import { type Fields, isFields } from '../fields.ts';

/** Segment's six calls. */
export const CALLS = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const;
export type Call = (typeof CALLS)[number];

/** One entry of a batch; `fields` is undefined for what is no object. */
export interface Message {
  fields: Fields | undefined;
  /** undefined for a type that there is not */
  call: Call | undefined;
}

export type MessagesResult =
  | { ok: true; messages: Message[]; writeKey: string | undefined; sentAt: unknown }
  | { ok: false; detail: string; field?: string };

/** @param kind what the path says: in a batch each message has its own `type` */
export function readMessages(text: string, kind: Call | 'batch'): MessagesResult {
  const body = parse(text);
  if (!isFields(body)) return { ok: false, detail: 'The body is not a JSON object.' };
  const writeKey = typeof body.writeKey === 'string' ? body.writeKey : undefined;
  const { sentAt, batch } = body;
  if (kind !== 'batch') {
    return { ok: true, messages: [{ fields: body, call: kind }], writeKey, sentAt };
  }
  if (!Array.isArray(batch)) return { ok: false, detail: 'batch must be a list.', field: 'batch' };
  if (batch.length > LIMITS.batchEvents) {
    const detail = `batch has more than ${LIMITS.batchEvents} entries.`;
    return { ok: false, detail, field: 'batch' };
  }
  const messages = batch.map((entry: unknown) => {
    const fields = isFields(entry) ? entry : undefined;
    return { fields, call: CALLS.find((call) => call === fields?.type) };
  });
  return { ok: true, messages, writeKey, sentAt };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Brings what waits in the outbox to its receivers: a few at a time, each with a time limit. */
import { allRows, type Database } from '../store/database.ts';
import {
  claimMessages,
  clearOutbox,
  type Delivery,
  settleMessages,
  type Waiting,
} from '../store/outbox.ts';
import { addressProblem } from '../store/webhook-address.ts';
import type { WebhookBody, WebhookSecrets } from '../store/webhooks.ts';
import { bodyFor } from './formats.ts';
import { signedHeaders } from './sign.ts';

/** What the outside world gives to a delivery. */
export interface Outside {
  fetch: (request: Request) => Promise<Response>;
  /** milliseconds since 1970 */
  now: number;
  /** `http://localhost` is allowed: development alone */
  local: boolean;
}

/** Messages a tick: each is a request, and a plan may allow fifty in one run. */
const AT_ONCE = 20;
const PATIENCE_MS = 10_000;
/** What a receiver answers is read no further. */
const ANSWER_BYTES = 4096;
const ANSWER_SHOWN = 200;
/** Nobody else takes a message for this long: longer than a tick may last. */
const LEASE_MS = 120_000;

const MINUTE = 60_000;
/** Minutes until the next try; the last one repeats until three days have passed. */
const PAUSES = [1, 5, 30, 120, 300, 600];
const GIVE_UP_MS = 3 * 86_400_000;
const CLEAR_EVERY_MS = 60 * MINUTE;

/**
 * Does the next deliveries; a handful of statements.
 *
 * @returns how many messages were tried
 * @throws StorageUnavailable; what was sent then is sent again, under the same id
 */
export async function deliver(db: Database, outside: Outside): Promise<number> {
  const { now } = outside;
  if (now % CLEAR_EVERY_MS < MINUTE) await clearOutbox(db, now);
  const claimed = await claimMessages(db, { now, lease: now + LEASE_MS, limit: AT_ONCE });
  if (claimed.length === 0) return 0;
  const webhooks = await webhooksOf(db, claimed);
  const ended = claimed.map(async (waiting) => {
    const webhook = webhooks.get(`${waiting.site}\n${waiting.webhook}`);
    return deliveryOf(waiting, await tried(outside, waiting, webhook), now);
  });
  await settleMessages(db, await Promise.all(ended));
  return claimed.length;
}

interface Webhook {
  body: WebhookBody;
  secrets: WebhookSecrets;
}

const WEBHOOKS = `
  SELECT DISTINCT w.site, w.webhook, w.body, w.secrets FROM json_each(?1) AS j
   CROSS JOIN webhooks AS w ON w.site = j.value ->> 0 AND w.webhook = j.value ->> 1
   CROSS JOIN sites AS s ON s.site = w.site
   WHERE w.live = 1 AND s.disabled_at IS NULL`;

async function webhooksOf(
  db: Database,
  claimed: readonly Waiting[],
): Promise<Map<string, Webhook>> {
  const keys = JSON.stringify(claimed.map(({ site, webhook }) => [site, webhook]));
  type Row = { site: string; webhook: string; body: string; secrets: string };
  const rows = await allRows<Row>(db.prepare(WEBHOOKS).bind(keys));
  return new Map(
    rows.map(({ site, webhook, body, secrets }) => [
      `${site}\n${webhook}`,
      { body: JSON.parse(body), secrets: JSON.parse(secrets) },
    ]),
  );
}

interface Try {
  /** `hopeless`: no further try would do better */
  end: 'delivered' | 'failed' | 'hopeless';
  answer: string;
}

async function tried(
  outside: Outside,
  waiting: Waiting,
  webhook: Webhook | undefined,
): Promise<Try> {
  if (!webhook) return { end: 'hopeless', answer: 'The webhook is switched off.' };
  const wrong = addressProblem(webhook.body.url, outside.local);
  if (wrong) return { end: 'hopeless', answer: `The address ${wrong}.` };
  try {
    const response = await outside.fetch(await requestOf(webhook, waiting, outside.now));
    const said = await beginningOf(response);
    const answer = `${response.status} ${said}`.trim();
    if (response.ok) return { end: 'delivered', answer };
    // 410: the receiver wants no more of it.
    return { end: response.status === 410 ? 'hopeless' : 'failed', answer };
  } catch (error) {
    return {
      end: 'failed',
      answer: (error as Error).name === 'TimeoutError' ? 'No answer in time.' : 'No connection.',
    };
  }
}

/** A redirect is not followed: it could lead inside, and with the receiver's headers. */
async function requestOf(
  { body, secrets }: Webhook,
  waiting: Waiting,
  now: number,
): Promise<Request> {
  const text = bodyFor(body, JSON.parse(waiting.body));
  const signed = await signedHeaders(secrets, { id: waiting.message, body: text }, now);
  const headers = { 'User-Agent': 'Rung-Webhooks/1', ...secrets.headers, ...signed };
  return new Request(body.url, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: text,
    redirect: 'manual',
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
}

async function beginningOf(response: Response): Promise<string> {
  if (!response.body) return '';
  const reader = response.body.getReader();
  const utf8 = new TextDecoder();
  let text = '';
  for (let bytes = 0; bytes < ANSWER_BYTES; ) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.byteLength;
    text += utf8.decode(value, { stream: true });
  }
  await reader.cancel().catch(() => {});
  return text.slice(0, ANSWER_SHOWN).toWellFormed().replaceAll('\0', '');
}

function deliveryOf(waiting: Waiting, { end, answer }: Try, now: number): Delivery {
  const { site, webhook, message, tries, at } = waiting;
  const known = { site, webhook, message, answer };
  if (end === 'delivered') return { ...known, state: 'delivered', next_at: null };
  const pause = PAUSES[Math.min(tries, PAUSES.length) - 1] ?? 1;
  const next = now + pause * MINUTE;
  if (end === 'hopeless' || next > at + GIVE_UP_MS) {
    return { ...known, state: 'dead', next_at: null };
  }
  return { ...known, state: 'waiting', next_at: next };
}

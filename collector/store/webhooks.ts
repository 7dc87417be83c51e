/** Webhooks: made, changed, taken away; who is told what, in which form. */
import { type Database, firstRow, runBatch, type Statement } from './database.ts';
import { nextDigest } from './digest-time.ts';
import type { Message } from './messages.ts';
import { putMessage } from './outbox.ts';
import { addressProblem } from './webhook-address.ts';

export interface WebhookBody {
  url: string;
  name: string;
  events: string[];
  format: 'json' | 'slack' | 'mail';
  /** one message a day or a week instead of one a fact */
  digest?: 'daily' | 'weekly';
  /** local hour of the digest; weekly ones come on Mondays */
  hour: number;
  /** of mails */
  from?: string;
  to?: string;
  /** instead of the format's own */
  template?: unknown;
  created_at: number;
}

export interface WebhookSecrets {
  /** `whsec_` and 32 bytes as base64 */
  signing: string;
  /** signs too until then, so that a receiver can change over */
  former?: { signing: string; until: number };
  headers: Record<string, string>;
}

export interface WebhookWish {
  url?: string;
  name?: string;
  events?: string[];
  format?: WebhookBody['format'];
  digest?: WebhookBody['digest'] | null;
  hour?: number;
  from?: string;
  to?: string;
  template?: unknown;
  headers?: Record<string, string>;
  live?: boolean;
  rotate?: boolean;
}

export interface Surroundings {
  /** `http://localhost` is allowed */
  local: boolean;
  now: number;
}

/** `secret` only when it is new: it is shown this once. */
export type WebhookOutcome =
  | { done: true; webhook: string; secret?: string }
  | { done: false; because: 'unknown' | 'too_many' }
  | { done: false; because: 'invalid'; field: string; reason: string };

/** Webhooks of a site: each fact is written once for each of them. */
const MOST = 20;
/** A rotated secret still signs for this long. */
const OVERLAP_MS = 86_400_000;

const READ = `
  SELECT s.time_zone, w.body, w.secrets, w.live, w.digest_at
    FROM sites AS s LEFT JOIN webhooks AS w ON w.site = s.site AND w.webhook = ?2 WHERE s.site = ?1`;
const COUNT_HOOKS =
  'UPDATE sites SET hooks = (SELECT count(*) FROM webhooks WHERE site = ?1 AND live = 1) WHERE site = ?1';
const PUT = `
  INSERT INTO webhooks (site, webhook, body, secrets, live, digest_at)
  SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE (SELECT count(*) FROM webhooks WHERE site = ?1 AND webhook <> ?2) < ${MOST}
  ON CONFLICT DO UPDATE SET body = excluded.body, secrets = excluded.secrets,
     live = excluded.live, digest_at = excluded.digest_at`;
const DELETE = 'DELETE FROM webhooks WHERE site = ? AND webhook = ?';
const DELETE_OUTBOX = 'DELETE FROM outbox WHERE site = ? AND webhook = ?';
const RESEND = `
  UPDATE outbox SET state = 'waiting', next_at = ?3, at = ?3, tries = 0
   WHERE site = ?1 AND webhook = ?2 AND state = 'dead' AND (?4 IS NULL OR message = ?4)`;

interface Stored {
  body: WebhookBody;
  secrets: WebhookSecrets;
  live: boolean;
}

/**
 * Makes a webhook, or changes the one named.
 *
 * @throws StorageUnavailable
 */
export async function saveWebhook(
  db: Database,
  { site, webhook }: { site: string; webhook?: string },
  wish: WebhookWish,
  { local, now }: Surroundings,
): Promise<WebhookOutcome> {
  const id = webhook ?? `wh_${crypto.randomUUID().replaceAll('-', '')}`;
  const read = await readWebhook(db, site, id);
  if (!read || (webhook !== undefined && !read.stored)) return { done: false, because: 'unknown' };
  const before = read.stored ?? fresh(now);
  const after = changed(before, wish, now);
  const wrong = wrongIn(after.body, local);
  if (wrong) return { done: false, because: 'invalid', ...wrong };
  const due = after.body.digest ? nextDigest(read.timeZone, now, after.body) : null;
  const texts = [JSON.stringify(after.body), JSON.stringify(after.secrets)];
  const [put] = await runBatch(db, [
    db.prepare(PUT).bind(site, id, ...texts, after.live ? 1 : 0, due),
    db.prepare(COUNT_HOOKS).bind(site),
  ]);
  if (put?.meta.changes === 0) return { done: false, because: 'too_many' };
  const { signing } = after.secrets;
  const isNew = !read.stored || signing !== before.secrets.signing;
  return { done: true, webhook: id, ...(isNew && { secret: signing }) };
}

async function readWebhook(db: Database, site: string, webhook: string) {
  const row = await firstRow<{
    time_zone: string;
    body: string | null;
    secrets: string;
    live: number;
  }>(db.prepare(READ).bind(site, webhook));
  if (!row) return null;
  const stored: Stored | undefined =
    row.body === null
      ? undefined
      : { body: JSON.parse(row.body), secrets: JSON.parse(row.secrets), live: row.live === 1 };
  return { timeZone: row.time_zone, stored };
}

const fresh = (now: number): Stored => ({
  body: { url: '', name: '', events: ['lead.strong'], format: 'json', hour: 8, created_at: now },
  secrets: { signing: newSecret(), headers: {} },
  live: true,
});

function changed(before: Stored, wish: WebhookWish, now: number): Stored {
  const { headers, live, rotate, digest, ...body } = wish;
  const { digest: known, ...kept } = before.body;
  const wanted = digest === undefined ? known : (digest ?? undefined);
  const { signing } = before.secrets;
  return {
    body: { ...kept, ...body, ...(wanted && { digest: wanted }) },
    secrets: {
      ...before.secrets,
      ...(headers && { headers }),
      ...(rotate && { signing: newSecret(), former: { signing, until: now + OVERLAP_MS } }),
    },
    live: live ?? before.live,
  };
}

function wrongIn(body: WebhookBody, local: boolean): { field: string; reason: string } | undefined {
  const address = addressProblem(body.url, local);
  if (address) return { field: 'url', reason: address };
  const mail = body.format === 'mail' && body.template === undefined;
  const missing = (['from', 'to'] as const).find((field) => mail && !body[field]);
  return missing && { field: missing, reason: 'is needed for mails' };
}

const newSecret = (): string =>
  `whsec_${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))}`;

/** Takes a webhook and its messages away. False when there is none. @throws StorageUnavailable */
export async function deleteWebhook(db: Database, site: string, webhook: string): Promise<boolean> {
  const [gone] = await runBatch(db, [
    db.prepare(DELETE).bind(site, webhook),
    db.prepare(DELETE_OUTBOX).bind(site, webhook),
    db.prepare(COUNT_HOOKS).bind(site),
  ]);
  return gone?.meta.changes === 1;
}

/** Puts a message out that says nothing but that it came. Gives its id. @throws StorageUnavailable */
export async function testWebhook(
  db: Database,
  to: { site: string; webhook: string },
  now: number,
): Promise<string> {
  const id = `msg_${now.toString(16).padStart(12, '0')}${crypto.randomUUID().slice(0, 8)}`;
  const timestamp = new Date(now).toISOString();
  const body: Message['body'] = { type: 'webhook.test', timestamp, data: { webhook: to.webhook } };
  await runBatch(db, [putMessage(db, to, { id, body }, now)]);
  return id;
}

/** Lets dead messages live again: one, or all. Gives how many. @throws StorageUnavailable */
export async function resendDead(
  db: Database,
  { site, webhook, message }: { site: string; webhook: string; message?: string },
  now: number,
): Promise<number> {
  const again: Statement = db.prepare(RESEND).bind(site, webhook, now, message ?? null);
  const [result] = await runBatch(db, [again]);
  return result?.meta.changes ?? 0;
}

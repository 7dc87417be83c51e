/** What is to be told: written with the unit of work, taken out by cron, kept a while to be seen. */
import type { Compiled } from '../engine/index.ts';
import { allRows, type Database, runBatch, type Statement } from './database.ts';
import { type Message, messagesOf } from './messages.ts';
import type { Settled } from './settle.ts';
import type { Owner } from './write-rows.ts';

const DAY = 86_400_000;
/** Longer than a `lead.strong` counts against the cap. */
const DELIVERED_DAYS = 10;
const DEAD_DAYS = 30;
const CLEARED = 500;

const PUT = `
  INSERT INTO outbox (site, webhook, message, person, at, next_at, body)
  SELECT w.site, w.webhook, m.value ->> 1, m.value ->> 2, ?2, ?2, m.value -> 4
    FROM json_each(?1) AS m CROSS JOIN webhooks AS w ON w.site = m.value ->> 0
   WHERE w.live = 1 AND w.digest_at IS NULL
     AND EXISTS (SELECT 1 FROM json_each(w.body, '$.events') AS e WHERE e.value = m.value ->> 3)
  ON CONFLICT DO NOTHING`;
const PUT_ONE = `
  INSERT INTO outbox (site, webhook, message, person, at, next_at, body)
  VALUES (?1, ?2, ?3, '', ?4, ?4, ?5) ON CONFLICT DO NOTHING`;
const CLAIM = `
  UPDATE outbox SET next_at = ?2, tries = tries + 1
   WHERE (site, webhook, message) IN (
     SELECT site, webhook, message FROM outbox WHERE next_at <= ?1 ORDER BY next_at LIMIT ?3)
  RETURNING site, webhook, message, at, tries, body`;
const RESULT = 'FROM json_each(?1) AS j WHERE j.value ->> 0 = site AND j.value ->> 1 = webhook';
const SETTLE = `
  UPDATE outbox SET (state, next_at, answer) = (
     SELECT j.value ->> 3, j.value ->> 4, j.value ->> 5 ${RESULT} AND j.value ->> 2 = message)
   WHERE (site, webhook, message) IN (
     SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?1))`;
const CLEAR = `
  DELETE FROM outbox WHERE (site, webhook, message) IN (
    SELECT site, webhook, message FROM outbox
     WHERE (state = 'delivered' AND at < ?1) OR (state = 'dead' AND at < ?2) LIMIT ${CLEARED})`;

/** Whose messages, where the site has webhooks; `tell` is the model that the person is folded with. */
export interface Telling extends Owner {
  tell?: Compiled | undefined;
  settled: Settled;
}

/** One statement for many people; none when nothing is to be told. */
export function outboxStatements(db: Database, all: readonly Telling[], now: number): Statement[] {
  const rows = all.flatMap(({ site, person, tell, settled }) =>
    (tell ? messagesOf(tell, { site, person }, settled, now) : []).map(({ id, type, body }) => [
      ...[site, id, person, type],
      body,
    ]),
  );
  return rows.length > 0 ? [db.prepare(PUT).bind(JSON.stringify(rows), now)] : [];
}

/** A message to one webhook about nobody in particular. */
export function putMessage(
  db: Database,
  { site, webhook }: { site: string; webhook: string },
  { id, body }: Pick<Message, 'id' | 'body'>,
  now: number,
): Statement {
  return db.prepare(PUT_ONE).bind(site, webhook, id, now, JSON.stringify(body));
}

export interface Waiting {
  site: string;
  webhook: string;
  message: string;
  at: number;
  /** with the one that begins now */
  tries: number;
  body: string;
}

/** Takes the messages that wait longest; until `lease` nobody else does. @throws StorageUnavailable */
export function claimMessages(
  db: Database,
  { now, lease, limit }: { now: number; lease: number; limit: number },
): Promise<Waiting[]> {
  return allRows<Waiting>(db.prepare(CLAIM).bind(now, lease, limit));
}

export interface Delivery extends Pick<Waiting, 'site' | 'webhook' | 'message'> {
  state: 'waiting' | 'delivered' | 'dead';
  /** when to try again */
  next_at: number | null;
  /** a status, or what went wrong */
  answer: string;
}

/** Notes how tries ended. @throws StorageUnavailable */
export async function settleMessages(db: Database, ended: readonly Delivery[]): Promise<void> {
  const rows = ended.map(({ site, webhook, message, state, next_at, answer }) => [
    ...[site, webhook, message, state, next_at, answer],
  ]);
  await runBatch(db, [db.prepare(SETTLE).bind(JSON.stringify(rows))]);
}

/** Forgets some of what was delivered or given up long ago. @throws StorageUnavailable */
export async function clearOutbox(db: Database, now: number): Promise<void> {
  const statement = db.prepare(CLEAR);
  await runBatch(db, [statement.bind(now - DELIVERED_DAYS * DAY, now - DEAD_DAYS * DAY)]);
}

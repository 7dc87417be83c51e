/** Digests: once a day or week, who became a strong lead and who fell, as one message. */
import type { Compiled, Move } from '../engine/index.ts';
import { allRows, type Database, GUARD_CHANGED, runBatch, StaleWrite } from '../store/database.ts';
import { nextDigest, periodOf } from '../store/digest-time.ts';
import { compiledModel } from '../store/models.ts';
import { putMessage } from '../store/outbox.ts';
import type { WebhookBody } from '../store/webhooks.ts';

/** Digests a tick, moves that one looks at (the latest), people that it names. */
const AT_ONCE = 3;
const LOOKED = 2000;
const NAMED = 50;

const DUE = `
  SELECT w.site, w.webhook, w.body, w.digest_at, s.time_zone, s.model
    FROM webhooks AS w CROSS JOIN sites AS s ON s.site = w.site
   WHERE w.live = 1 AND w.digest_at <= ?1 AND s.disabled_at IS NULL LIMIT ${AT_ONCE}`;
const MOVES = `
  SELECT person, body FROM moves WHERE site = ?1 AND at > ?2 AND at <= ?3
   ORDER BY at DESC LIMIT ${LOOKED}`;
const NEXT =
  'UPDATE webhooks SET digest_at = ?1 WHERE site = ?2 AND webhook = ?3 AND digest_at = ?4';

interface Due {
  site: string;
  webhook: string;
  body: string;
  digest_at: number;
  time_zone: string;
  model: number;
}

/**
 * Writes the digests that are due into the outbox, each once, however many crons run.
 *
 * @param now milliseconds since 1970
 * @throws StorageUnavailable
 */
export async function writeDigests(db: Database, now: number): Promise<void> {
  for (const due of await allRows<Due>(db.prepare(DUE).bind(now))) await writeDigest(db, due, now);
}

async function writeDigest(db: Database, due: Due, now: number): Promise<void> {
  const { site, webhook, digest_at, time_zone } = due;
  const body = JSON.parse(due.body) as WebhookBody;
  const from = digest_at - periodOf(body.digest ?? 'daily');
  const rows = await allRows<{ person: string; body: string }>(
    db.prepare(MOVES).bind(site, from, digest_at),
  );
  const moves = rows.map((row) => ({ ...(JSON.parse(row.body) as Move), person: row.person }));
  const data = digestOf(await compiledModel(db, site, due.model), moves.reverse());
  const timestamp = new Date(digest_at).toISOString();
  const told = { type: 'digest', timestamp, data: { from: new Date(from).toISOString(), ...data } };
  const id = `msg_${digest_at.toString(16).padStart(12, '0')}digest`;
  const message = putMessage(db, { site, webhook }, { id, body: told }, now);
  const empty = data.strong_count + data.fell_count === 0;
  try {
    await runBatch(db, [
      db.prepare(NEXT).bind(nextDigest(time_zone, now, body), site, webhook, digest_at),
      db.prepare(GUARD_CHANGED),
      ...(empty ? [] : [message]),
    ]);
  } catch (error) {
    // Another cron was first.
    if (!(error instanceof StaleWrite)) throw error;
  }
}

type PersonMove = Move & { person: string };

/** Each person once, from where they stood at first to where they stand at last. */
export function digestOf(model: Compiled, moves: readonly PersonMove[]) {
  const strong = new Map<string, PersonMove>();
  const fell = new Map<string, PersonMove>();
  const first = new Map<string, string>();
  const rank = (id: string): number => model.rungs.findIndex((rung) => rung.id === id);
  for (const move of moves.filter(({ cause }) => cause.by !== 'model' || cause.alert)) {
    const key = `${move.person}\n${move.kind}`;
    const from = first.get(key) ?? move.from;
    first.set(key, from);
    if (move.kind === 'grade') {
      const risen = move.to === model.grades.at(-1)?.id && from !== move.to;
      if (risen) strong.set(move.person, move);
      else strong.delete(move.person);
    } else if (rank(move.to) < rank(from)) fell.set(move.person, { ...move, from });
    else fell.delete(move.person);
  }
  return {
    strong_count: strong.size,
    fell_count: fell.size,
    strong: latest(strong).map(({ person, score, at }) => ({
      person,
      score: score / 100,
      at: new Date(at).toISOString(),
    })),
    fell: latest(fell).map(({ person, from, to, at }) => ({
      person,
      from,
      to,
      at: new Date(at).toISOString(),
    })),
  };
}

const latest = (moves: ReadonlyMap<string, PersonMove>): PersonMove[] =>
  [...moves.values()].sort((a, b) => b.at - a.at).slice(0, NAMED);

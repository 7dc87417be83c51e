/** Whether a site's store is what the events say: log, chunks, checkpoints and the rows beside. */
import { env } from 'cloudflare:workers';
import { expect } from 'vitest';
import {
  type Act,
  type CanonicalEvent,
  type Compiled,
  compareEvents,
  compile,
  type Move,
  type Order,
  PRESETS,
  type Replay,
  replay,
  type State,
  searchWords,
  start,
  type Visit,
} from '../../collector/engine/index.ts';
import type { WireEvent } from '../../sdk/wire.ts';
import { DAY, onlyPerson, type Person, people, rowsOf } from './visitor.ts';

const model = compile(PRESETS.loyalty, 1);

/** The log of a person as stored: chunks, then the tail. */
async function storedLog(site: string, { person, doc }: Person) {
  const { results } = await env.DB.prepare(
    'SELECT base, events FROM log_chunks WHERE site = ? AND person = ? ORDER BY seq',
  )
    .bind(site, person)
    .all<{ base: string; events: string }>();
  const chunks = results.map(({ base, events }) => ({
    base: JSON.parse(base) as State,
    events: JSON.parse(events) as CanonicalEvent[],
  }));
  return { doc, chunks, events: [...chunks.flatMap(({ events }) => events), ...doc.tail] };
}

/**
 * A person's log is what was sent, and all rows are those of one replay until `end`.
 *
 * @param person default: the only one, who then has all rows of the site
 */
export async function expectSound(
  site: string,
  sent: WireEvent[],
  end: number,
  person?: string,
): Promise<void> {
  const named = (await people(site)).find((one) => one.person === person);
  const { doc, chunks, events } = await storedLog(site, named ?? (await onlyPerson(site)));
  expect(events.map(({ id }) => id)).toEqual(
    [...sent].sort((a, b) => a.ts - b.ts || (a.id < b.id ? -1 : 1)).map(({ id }) => id),
  );
  expect(events).toEqual([...events].sort(compareEvents));
  expect(doc.chunks).toBe(chunks.length);
  let base = start();
  for (const chunk of chunks) {
    expect(chunk.base).toEqual(base);
    base = replay(model, base, chunk.events, chunk.events.at(-1)?.ts ?? 0).state;
    expect(chunk.events.every(({ id }) => id <= (doc.max_archived_id ?? ''))).toBe(true);
  }
  expect(doc.base).toEqual(base);
  await expectRows(site, replay(model, start(), events, end), model, person);
  await expectColumns(site);
  const words = (await rowsOf<{ word: string; person: string }>('search', site)).filter(
    (row) => person === undefined || row.person === person,
  );
  const { state } = replay(model, start(), events, end);
  expect(words.map(({ word }) => word).sort()).toEqual(searchWords(state, doc.users).sort());
}

/** Rows beside the person are what a replay of the whole log says. */
async function expectRows(
  site: string,
  whole: Replay,
  { segments }: Compiled,
  person: string | undefined,
): Promise<void> {
  const rowsIn = async <Row extends object>(table: string) =>
    (await rowsOf<Row & { person: string }>(table, site)).filter(
      (row) => person === undefined || row.person === person,
    );
  const rows = async <T>(table: string) =>
    (await rowsIn<{ body: string; ended: number }>(table)).map(({ body, ended }) => ({
      body: JSON.parse(body) as T,
      ended,
    }));
  const moves = (await rows<Move>('moves')).map(({ body }) => body);
  const keyOf = ({ at, kind, to }: Move) => `${at} ${kind} ${to}`;
  const byTime = (a: Move, b: Move) => (keyOf(a) < keyOf(b) ? -1 : 1);
  expect(moves.sort(byTime)).toEqual([...whole.moves].sort(byTime));
  const orders = (await rows<Order>('orders')).map(({ body }) => body);
  const byId = (a: Order, b: Order) => (a.order_id < b.order_id ? -1 : 1);
  expect(orders.sort(byId)).toEqual([...whole.orders].sort(byId));
  const visits = await rows<Visit>('visits');
  expect(visits.map(({ body }) => body.start)).toEqual(whole.visits.map(({ start }) => start));
  expect(visits.filter(({ ended }) => ended).map(({ body }) => body)).toEqual(
    whole.visits.filter(({ ended }) => ended),
  );
  const acts = (await rows<Act>('acts')).map(({ body }) => body);
  expect(acts.sort((a, b) => a.at - b.at || (a.event < b.event ? -1 : 1))).toEqual(whole.acts);
  const members = (await rowsIn<{ segment: string }>('members')).map(({ segment }) => segment);
  expect(members.sort()).toEqual(Object.keys(whole.state.segments).sort());
  expect(segments.map(({ id }) => id)).toEqual(expect.arrayContaining(members));
}

/** The columns that reports read say the same as the body beside them. The site's zone is UTC. */
async function expectColumns(site: string): Promise<void> {
  type Row = Record<string, unknown> & { body: string };
  for (const { body, ...row } of await rowsOf<Row>('orders', site)) {
    const { at, value_minor, refunded_minor, currency } = JSON.parse(body) as Order;
    const day = Math.floor(at / DAY);
    expect(row).toMatchObject({ at, day, value_minor, refunded_minor, currency });
  }
  for (const { body, ...row } of await rowsOf<Row>('visits', site)) {
    const { start } = JSON.parse(body) as Visit;
    expect(row).toMatchObject({ start, day: Math.floor(start / DAY) });
  }
  for (const { body, ...row } of await rowsOf<Row>('moves', site)) {
    const { at, kind, from, to } = JSON.parse(body) as Move;
    expect(row).toMatchObject({ at, kind, from_id: from, to_id: to });
  }
}

/** All that the recomputation is told: the log as stored, and the site's settings and campaigns. */
import { env } from 'cloudflare:workers';
import { type CanonicalEvent, type Compiled, compile } from '../../../collector/engine/index.ts';

export interface RawLog {
  timeZone: string;
  model: Compiled;
  /** by person, in fold order, events of software included */
  people: Map<string, CanonicalEvent[]>;
}

interface Row {
  person: string;
  event: string;
}

const EVENTS = `SELECT person, event.value AS event
    FROM people, json_each(doc, '$.tail') AS event WHERE site = ?1
  UNION ALL SELECT person, event.value
    FROM log_chunks, json_each(events) AS event WHERE site = ?1`;
const SITE = `SELECT time_zone, body FROM sites JOIN models USING (site) WHERE site = ? AND version = 1`;

export async function readLog(site: string): Promise<RawLog> {
  const { results } = await env.DB.prepare(EVENTS).bind(site).all<Row>();
  const settings = await env.DB.prepare(SITE)
    .bind(site)
    .first<{ time_zone: string; body: string }>();
  if (!settings) throw new Error(`No site ${site}`);
  await expectViewAgrees(site, results.length);
  const people = new Map<string, CanonicalEvent[]>();
  for (const { person, event } of results) {
    const log = people.get(person) ?? [];
    people.set(person, [...log, JSON.parse(event) as CanonicalEvent]);
  }
  for (const log of people.values()) log.sort(byTime);
  const model = compile(JSON.parse(settings.body), 1);
  return { timeZone: settings.time_zone, model, people };
}

const byTime = (a: CanonicalEvent, b: CanonicalEvent) => a.ts - b.ts || (a.id < b.id ? -1 : 1);

/** The view for plain SQL has the same events. */
async function expectViewAgrees(site: string, count: number): Promise<void> {
  const all = 'SELECT count(*) AS n FROM events WHERE site = ?';
  const n = await env.DB.prepare(all).bind(site).first<number>('n');
  if (n !== count) throw new Error(`The view has ${n} events, the documents have ${count}`);
}

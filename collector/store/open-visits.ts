/** Finds people whose visit has ended without anybody saying so, at a bounded cost. */
import { VISIT_GAP_MS } from '../engine/index.ts';
import { allRows, type Database } from './database.ts';

const MINUTE = 60_000;

/** Visits looked at in one sweep; each open one costs its person's row too. */
const LOOKED = 2000;

/**
 * When to look for visits that have ended, by the age of their beginning, in minutes. Open visits
 * have no index: most end within the hour, and a row read costs a thousandth of a row written.
 * The last line finds what a cron that was away for days has missed.
 */
const SWEEPS = [
  { every: 1, from: 30, to: 60 },
  { every: 30, from: 60, to: 270 },
  { every: 240, from: 240, to: 1740 },
  { every: 1440, from: 1440, to: 20 * 1440 },
] as const;

const SITES = 'SELECT site FROM sites ORDER BY site';

/**
 * Visits that began in one of the stretches `[site, after, until]` of ?1, in their order, ?4 at most;
 * of these the people whose last event is older than ?2.
 */
const SILENT = `
  SELECT v.site, v.person
    FROM (SELECT v.site, v.person, v.ended
            FROM json_each(?1) AS s
           CROSS JOIN visits AS v ON v.site = s.value ->> 0 AND v.start > s.value ->> 1 AND v.start <= s.value ->> 2
           LIMIT ?4) AS v
   CROSS JOIN people AS p ON p.site = v.site AND p.person = v.person
   WHERE v.ended = 0 AND p.doc ->> '$.tail[#-1].ts' < ?2
   LIMIT ?3`;

export interface Silent {
  site: string;
  person: string;
}

/**
 * People with an open visit and half an hour of silence.
 *
 * @param limit of people
 * @throws StorageUnavailable
 */
export async function silentVisitors(db: Database, now: number, limit: number): Promise<Silent[]> {
  const minute = Math.floor(now / MINUTE);
  const due = SWEEPS.filter(({ every }) => minute % every === 0);
  const sites = (await allRows<{ site: string }>(db.prepare(SITES))).map(({ site }) => site);
  const found: Silent[] = [];
  for (const { every, from, to } of due) {
    if (found.length >= limit) break;
    const range = { after: now - to * MINUTE, until: now - from * MINUTE };
    const stretches = JSON.stringify(stretchesOf(sites, range, minute / every));
    const wanted = [now - VISIT_GAP_MS, limit - found.length, LOOKED];
    found.push(...(await allRows<Silent>(db.prepare(SILENT).bind(stretches, ...wanted))));
  }
  return found;
}

/** The golden section: its multiples fall into all parts of a range alike. */
const GOLDEN = 0.618033988749895;

type Stretch = [site: string, after: number, until: number];

/**
 * Each sweep begins with another site and at another moment of the range, and goes round. So where
 * there are more visits than it may look at, none is left out for long.
 */
export function stretchesOf(
  sites: readonly string[],
  { after, until }: { after: number; until: number },
  sweep: number,
): Stretch[] {
  const first = sites.length > 0 ? sweep % sites.length : 0;
  const round = [...sites.slice(first), ...sites.slice(0, first)];
  const begin = after + Math.floor(((sweep * GOLDEN) % 1) * (until - after));
  return [
    ...round.map((site): Stretch => [site, begin, until]),
    ...round.map((site): Stretch => [site, after, begin]),
  ];
}

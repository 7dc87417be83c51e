/**
 * Every number of the reports, of seeded histories that came through the real doors, against a
 * slow recomputation from the raw log. `npm run reports` tries more seeds.
 */
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, test, vi } from 'vitest';
import { tablesWith } from '../../../collector/store/schema.ts';
import { SOURCE_DIMENSIONS } from '../../../dashboard-api/present/schemas/sources.ts';
import { diceOf } from './dice.ts';
import { ownCampaign } from './expected-campaigns.ts';
import { historyOf } from './history.ts';
import { DAY, wallClock } from './local-time.ts';
import { countAll, play } from './play.ts';
import {
  askCampaigns,
  askCustomers,
  askLadder,
  askRhythm,
  askSegments,
  askSources,
  type Questioner,
  readCampaigns,
} from './questions.ts';
import { readLog } from './raw-log.ts';
import { type Asked, pastOf, segmentsOn } from './recompute.ts';

const SEEDS = Array.from({ length: Number(env.REPORT_SEEDS) }, (_, i) => i + 1);
const PATIENCE = 120_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
/** Cron goes over all sites: without it each history would pay for those before. */
afterEach(async () => {
  vi.useRealTimers();
  const tables = await tablesWith(env.DB, ['site']);
  await env.DB.batch(tables.map(({ name }) => env.DB.prepare(`DELETE FROM ${name}`)));
});

/** All there is, the last days or today alone, and what the dice say. */
function periodsOf({ seed, past }: Questioner, from: number): Asked[] {
  const dice = diceOf(seed + 1_000_000);
  const today = wallClock(past.zone, past.now).day;
  const first = Math.floor(from / DAY) - 2;
  const begin = dice.int(first, today);
  const some = { from: begin, to: dice.int(begin, today) };
  return [{ from: today - 1000, to: today }, { from: today - dice.int(0, 30), to: today }, some];
}

/** Segments in which somebody was on a day on which they visited. */
function segmentsIn({ past }: Questioner): string[] {
  const found = past.lives.flatMap((life) =>
    life.sittings.flatMap(({ day }) => segmentsOn(past, life, day)),
  );
  return [...new Set(found)].sort();
}

async function live(seed: number): Promise<{ who: Questioner; from: number }> {
  const history = historyOf(seed);
  const { site, secret_key: key } = await play(history);
  const now = await countAll(site, history.end);
  const campaigns = await readCampaigns(key, now);
  const moments = { end: history.end, now };
  const past = pastOf(await readLog(site), campaigns.map(ownCampaign), moments);
  return { who: { seed, key, past, campaigns }, from: history.from };
}

describe('Every number of a history is the one that its raw log comes to', () => {
  test.each(SEEDS)(
    'seed %i',
    async (seed) => {
      const { who, from } = await live(seed);
      const periods = periodsOf(who, from);
      for (const asked of periods) {
        await askSources(who, asked);
        await askRhythm(who, asked);
        await askLadder(who, asked);
        await askCustomers(who, asked);
        await askSegments(who, asked);
      }
      await askCampaigns(who);
      const dice = diceOf(seed + 2_000_000);
      for (const segment of segmentsIn(who)) {
        const asked = { ...dice.pick(periods), segment };
        await askSources(who, asked, ['channel', dice.pick(SOURCE_DIMENSIONS)]);
        await askRhythm(who, asked);
      }
    },
    PATIENCE,
  );
});

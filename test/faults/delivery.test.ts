/**
 * What can go wrong between a page and the collector, in every engine: in the end each captured event
 * is stored or refused, once, or still on the device. RUNG_FAULT_SEEDS says how many scenes are played.
 * The default plays every mood of the collector and every fate of the page in each engine; 63 for each
 * engine play every pair of them. `npm run faults` plays 200.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Driver } from '../browser/driver.ts';
import { type Engine, findEngines } from '../browser/engines.ts';
import { openSite } from '../browser/site.ts';
import { seeded } from '../security/nasty.ts';
import { type Account, account } from './account.ts';
import { FATES, type Fate } from './fates.ts';
import { MOODS, WELL } from './moods.ts';

const engines = await findEngines();
const SEEDS = Number(process.env.RUNG_FAULT_SEEDS ?? FATES.length * engines.length);
const accounts: Account[] = [];

engines.forEach((engine, which) => {
  describe(`nothing lost, nothing doubled (${engine.name})`, () => {
    let first: Driver;
    beforeAll(async () => {
      first = await engine.open();
    });
    afterAll(() => first.close());

    for (let seed = which; seed < SEEDS; seed += engines.length) {
      const { title, fate, mood } = sceneOf(seed, which);
      it(`seed ${seed}: ${title}`, async () => {
        const found = await play(engine, () => first.tab(), { seed, fate, mood: mood() });
        accounts.push(found);
        expect(found).toMatchObject({ lost: [], doubled: [] });
        expect(found.stored + found.rejected + found.pending).toBe(found.captured);
        expect(found.captured).toBeGreaterThan(0);
      });
    }
  });
});

afterAll(() => {
  const sum = (of: (one: Account) => number) => accounts.reduce((all, one) => all + of(one), 0);
  const [captured, stored] = [sum((one) => one.captured), sum((one) => one.stored)];
  const [rejected, pending] = [sum((one) => one.rejected), sum((one) => one.pending)];
  const [lost, doubled] = [sum((one) => one.lost.length), sum((one) => one.doubled.length)];
  console.log(
    `FAULTS ${accounts.length} scenes: lost ${lost}, doubled ${doubled}; ` +
      `captured ${captured} = stored ${stored} + rejected ${rejected} + pending ${pending}`,
  );
});

/** Each engine goes through the fates in turn, each round with another mood for each of them. */
function sceneOf(seed: number, which: number) {
  const turn = Math.floor(seed / engines.length);
  const round = Math.floor(turn / FATES.length);
  const [fateName, fate, well] = FATES[turn % FATES.length] as (typeof FATES)[number];
  const moods = well ? [WELL] : MOODS;
  const [moodName, mood] = moods[
    (turn + round + which * 2) % moods.length
  ] as (typeof MOODS)[number];
  return { title: `the collector ${moodName}, ${fateName}`, fate, mood };
}

async function play(
  engine: Engine,
  tab: () => Promise<Driver>,
  given: { seed: number; fate: Fate; mood: ReturnType<(typeof MOODS)[0][1]> },
): Promise<Account> {
  const { seed, fate, mood } = given;
  const profile = mkdtempSync(join(tmpdir(), 'rung-'));
  const site = await openSite();
  try {
    const tracked: string[] = [];
    const random = seeded(seed + 1);
    const memory = await fate({ engine, tab, profile, site, mood, random, tracked });
    return account(site, tracked, memory);
  } finally {
    await site.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

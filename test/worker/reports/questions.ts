/** What is asked of a site with a history, and what the recomputation would answer. */
import type { Ladder } from '../../../dashboard-api/present/schemas/ladder.ts';
import type { Rhythm } from '../../../dashboard-api/present/schemas/rhythm.ts';
import { SOURCE_DIMENSIONS, type Sources } from '../../../dashboard-api/present/schemas/sources.ts';
import { answer } from '../api-fixture.ts';
import { expectSame, type Tree } from './compare.ts';
import {
  comparableFlows,
  comparableStanding,
  expectedFlows,
  expectedStanding,
} from './expected-ladder.ts';
import { comparableRhythm, expectedRhythm } from './expected-rhythm.ts';
import { comparableSources, expectedSources } from './expected-sources.ts';
import { DAY } from './local-time.ts';
import type { Asked, Past } from './recompute.ts';

export interface Questioner {
  seed: number;
  key: string;
  past: Past;
}

const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

export function queryOf({ from, to, segment }: Asked, more: Record<string, string> = {}): string {
  const period = { from: dateOf(from), to: dateOf(to) };
  return `${new URLSearchParams({ ...period, ...(segment && { segment }), ...more })}`;
}

interface Fresh {
  pending_days: number;
}

/** Asks, and refuses figures that cron has not come to yet: they could not be compared. */
export async function ask<T extends Fresh>({ key, past }: Questioner, path: string): Promise<T> {
  const answered = await answer<T>(path, { key, now: past.now });
  if (answered.pending_days > 0) throw new Error(`${path}: ${answered.pending_days} days pending`);
  return answered;
}

export async function askSources(who: Questioner, asked: Asked): Promise<void> {
  for (const by of SOURCE_DIMENSIONS) {
    const dimension = by === 'landing_page' ? 'landing' : by;
    const pages: Sources[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const more: Record<string, string> =
        cursor === '' ? { by, limit: '5' } : { by, limit: '5', cursor };
      const page: Sources = await ask(who, `/sources?${queryOf(asked, more)}`);
      pages.push(page);
      cursor = page.next_cursor;
    }
    const expected = expectedSources(who.past, dimension, asked);
    expectSame(who.seed, `sources?${queryOf(asked, { by })}`, comparableSources(pages), expected);
  }
}

export async function askRhythm(who: Questioner, asked: Asked): Promise<void> {
  const path = `/rhythm?${queryOf(asked)}`;
  const answered = comparableRhythm(await ask<Rhythm>(who, path));
  expectSame(who.seed, path, answered, expectedRhythm(who.past, asked));
}

export async function askLadder(who: Questioner, asked: Asked): Promise<void> {
  const path = `/ladder?${queryOf(asked)}`;
  const ladder = await ask<Ladder>(who, path);
  const days = asked.to - asked.from + 1;
  const before = { from: asked.from - days, to: asked.from - 1 };
  const answered: Tree = {
    now: comparableStanding(ladder),
    period: comparableFlows(who.past, ladder.period),
    before: comparableFlows(who.past, ladder.before),
  };
  expectSame(who.seed, path, answered, {
    now: expectedStanding(who.past),
    period: expectedFlows(who.past, asked, ladder.period.stuck_at),
    before: expectedFlows(who.past, before, ladder.before.stuck_at),
  });
}

/** Satisfaction as `customers` tells it: of the period, and stretch by stretch. */
import type { Tree } from './compare.ts';
import { DAY } from './local-time.ts';
import type { Asked, Past } from './recompute.ts';
import { type Spoken, spokenIn } from './recompute-customers.ts';
import { shareOf } from './share.ts';

export function feelings({ csat, nps }: Pick<Spoken, 'csat' | 'nps'>): { csat: Tree; nps: Tree } {
  const sum = csat.reduce((all, score) => all + score, 0);
  const promoters = nps.filter((score) => score >= 9).length;
  const detractors = nps.filter((score) => score <= 6).length;
  const n = nps.length;
  return {
    csat: {
      n: csat.length,
      mean: csat.length === 0 ? null : sum / csat.length,
      satisfied: shareOf(csat.filter((score) => score >= 4).length, csat.length),
    },
    nps: {
      n,
      promoters,
      passives: n - promoters - detractors,
      detractors,
      score: n === 0 ? null : (100 * (promoters - detractors)) / n,
    },
  };
}

const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** Of half a year and less weeks, else months; the first and the last are cut by the period. */
export function expectedOverTime(past: Past, { from, to }: Asked): Tree {
  const unit = to - from + 1 > 26 * 7 ? 'month' : 'week';
  const stretches: Asked[] = [];
  for (let day = from; day <= to; day++) {
    const last = stretches.at(-1);
    if (last && !begins(day, unit)) last.to = day;
    else stretches.push({ from: day, to: day });
  }
  const data = stretches.map((stretch) => {
    const spoken = spokenIn(past, stretch);
    const { complaints, resolved } = spoken;
    const days = { from: dateOf(stretch.from), to: dateOf(stretch.to) };
    return { ...days, ...feelings(spoken), complaints, resolved };
  });
  return { unit, data };
}

function begins(day: number, unit: 'week' | 'month'): boolean {
  const date = new Date(day * DAY);
  return unit === 'week' ? date.getUTCDay() === 1 : date.getUTCDate() === 1;
}

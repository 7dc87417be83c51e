/** What most reports are asked, and what they read first. */
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Environment } from '../environment.ts';
import { presentFreshness, presentPeriod } from '../present/freshness.ts';
import type { Period } from '../present/local-day.ts';
import { modelOf } from '../queries/models.ts';
import { countedOf, type Wanted } from '../queries/totals.ts';
import { assertNamed } from './model-names.ts';
import { periodOf } from './period.ts';

export const segmentQuery = z.string().min(1).max(100).optional().openapi({
  description:
    'Only people who were in this segment at the end of the day, for today: who are in it now',
  example: 'potential',
});

export interface Asked {
  from?: number | undefined;
  to?: number | undefined;
  segment?: string | undefined;
}

export interface Report {
  period: Period;
  /** which rows of `totals` */
  wanted: Wanted;
  /** of the days' sums, read before them */
  version: string;
  /** of the answer: period and freshness */
  head: ReturnType<typeof presentFreshness> & ReturnType<typeof presentPeriod>;
}

/** Period, rows and freshness of a report. Throws a problem for what is not valid. */
export async function reportOf(context: Context<Environment>, asked: Asked): Promise<Report> {
  const { site } = context.get('caller');
  const database = context.env.DB;
  const now = context.get('now');
  const period = periodOf(site, now, asked);
  const { segment } = asked;
  if (segment !== undefined) {
    const { model } = await modelOf(database, site.id, site.model);
    assertNamed(model.segments, 'segment', segment);
  }
  const report = segment === undefined ? 'all' : `segment:${segment}`;
  const counted = await countedOf(database, { site: site.id, ...period });
  return {
    period,
    wanted: { site: site.id, report, ...period },
    version: counted.version,
    head: { ...presentFreshness(now, counted), ...presentPeriod(period) },
  };
}

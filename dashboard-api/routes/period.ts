/** The stretch of days that a report is about, as callers name it. */
import { z } from '@hono/zod-openapi';
import type { SiteFacts } from '../environment.ts';
import { localDayOf, type Period } from '../present/local-day.ts';
import { DAY_MS } from '../present/time.ts';
import { ApiProblem } from '../problem.ts';

/** Days of one call: three years. */
export const MOST_DAYS = 1100;
const DEFAULT_DAYS = 30;

export const dateParameter = (description: string) =>
  z.iso
    .date({ error: 'must be a date as in 2026-05-08' })
    .transform((text) => Date.parse(text) / DAY_MS)
    .refine((day) => day >= 0, { error: 'must not lie before 1970' })
    .optional()
    .openapi({ type: 'string', format: 'date', description, example: '2026-05-08' });

export const periodQuery = {
  from: dateParameter(
    `First day, in the site’s time zone. Default ${DEFAULT_DAYS - 1} days before \`to\`.`,
  ),
  to: dateParameter(`Last day, included. Default today. At most ${MOST_DAYS} days a call.`),
};

/** The period that was asked for. Throws a problem for one that is too long or ends too early. */
export function periodOf(
  site: SiteFacts,
  now: number,
  asked: { from?: number | undefined; to?: number | undefined },
): Period {
  const { to = localDayOf(site.timeZone, now) } = asked;
  const { from = Math.max(0, to - DEFAULT_DAYS + 1) } = asked;
  if (from > to) {
    throw new ApiProblem('invalid_parameter', '`from` is later than `to`.', { field: 'from' });
  }
  if (to - from >= MOST_DAYS) {
    const detail = `A period has at most ${MOST_DAYS} days.`;
    throw new ApiProblem('invalid_parameter', detail, { field: 'from' });
  }
  return { from, to };
}

/** As many days just before. */
export const periodBefore = ({ from, to }: Period): Period => ({
  from: from - (to - from + 1),
  to: from - 1,
});

/** What people answered, and said. */
import { wilson } from '../../collector/engine/index.ts';
import { addAll } from '../../collector/engine/reports/record.ts';
import type { Act, Voices } from '../../collector/engine/reports/types.ts';
import { ACTS_READ, type ComplaintRow, type TextRow } from '../queries/acts.ts';
import type { CustomerTotals } from '../queries/customer-totals.ts';
import { mondayOf, monthOf, type Period } from './local-day.ts';
import type { Customers } from './schemas/customers.ts';
import { toDate, toRfc3339 } from './time.ts';

type Answers = Readonly<Record<string, number>>;
type Unit = Customers['over_time']['unit'];

/** Beyond this the weeks would be too many to look at. */
const MOST_WEEKS = 26;

export const unitOf = ({ from, to }: Period): Unit =>
  to - from + 1 > MOST_WEEKS * 7 ? 'month' : 'week';

/** First day of the week or month that a day is in. */
export const beginOf = (unit: Unit, day: number): number =>
  unit === 'week' ? mondayOf(day) : monthOf(day);

const endOf = (unit: Unit, begin: number): number =>
  (unit === 'week' ? begin + 7 : monthOf(begin, 1)) - 1;

const answersOf = (answers: Answers): [score: number, n: number][] =>
  Object.entries(answers).map(([score, n]) => [Number(score), n]);

const countOf = (answers: Answers, from: number, to: number): number =>
  answersOf(answers).reduce((sum, [score, n]) => sum + (score >= from && score <= to ? n : 0), 0);

export function presentCsat(answers: Answers = {}): Customers['csat'] {
  const n = countOf(answers, 1, 5);
  const points = answersOf(answers).reduce((sum, [score, people]) => sum + score * people, 0);
  return {
    n,
    mean: n === 0 ? null : points / n,
    satisfied: wilson(countOf(answers, 4, 5), n),
  };
}

export function presentNps(answers: Answers = {}): Customers['nps'] {
  const [promoters, detractors] = [countOf(answers, 9, 10), countOf(answers, 0, 6)];
  const n = countOf(answers, 0, 10);
  return {
    n,
    promoters,
    passives: n - promoters - detractors,
    detractors,
    score: n === 0 ? null : (100 * (promoters - detractors)) / n,
  };
}

/** Each week or month of the period, also those in which nobody said anything. */
export function presentOverTime(
  voices: CustomerTotals['voices'],
  { from, to }: Period,
): Customers['over_time'] {
  const unit = unitOf({ from, to });
  const data: Customers['over_time']['data'] = [];
  for (let begin = beginOf(unit, from); begin <= to; begin = endOf(unit, begin) + 1) {
    const { csat, nps, complaints = 0, resolved = 0 } = voices.get(begin) ?? {};
    const days = {
      from: toDate(Math.max(from, begin)),
      to: toDate(Math.min(to, endOf(unit, begin))),
    };
    data.push({ ...days, csat: presentCsat(csat), nps: presentNps(nps), complaints, resolved });
  }
  return { unit, data };
}

export function sumOfVoices(voices: CustomerTotals['voices']): Partial<Voices> {
  const sum: Partial<Voices> = {};
  for (const one of voices.values()) addAll(sum, one);
  return sum;
}

/** People whose last complaint came after their last resolution. */
export function presentOpen(acts: readonly ComplaintRow[]) {
  const last = { complaint: new Map<string, number>(), resolved: new Map<string, number>() };
  for (const { person, at, kind } of acts) {
    if (kind !== 'complaint' && kind !== 'resolved') continue;
    last[kind].set(person, Math.max(at, last[kind].get(person) ?? 0));
  }
  const open = [...last.complaint].filter(([person, at]) => at > (last.resolved.get(person) ?? 0));
  return { open: open.length, complete: acts.length < ACTS_READ };
}

export function presentVoice({ person, at, body }: TextRow): Customers['voices'][number] {
  const { kind, score = null, topic = null, text = '' } = JSON.parse(body) as Act;
  return { person, at: toRfc3339(at), kind, score, topic, text };
}

/** What people said in their own words, and which complaints nobody has answered yet. */
import { DAY, wallClock } from './local-time.ts';
import { type Asked, counts, type Past } from './recompute.ts';

/** The newest that one answer shows. */
const SHOWN = 50;
const YEAR = 365 * DAY;

/** Each as the JSON of its fields in the order of the answer, sorted. */
export function textsIn(past: Past, asked: Asked): string[] {
  const said = past.lives.flatMap((life) =>
    life.log
      .filter(({ ts }) => counts(past, life, wallClock(past.zone, ts).day, asked))
      .flatMap(({ type, ts, props }) => {
        const kind = kindOf(type, props?.kind);
        const text = props?.text;
        if (!kind || typeof text !== 'string' || text === '') return [];
        const topic = type === 'complaint' ? (props?.topic ?? null) : null;
        const at = new Date(ts).toISOString();
        return [{ ts, voice: [life.person, at, kind, props?.score ?? null, topic, text] }];
      }),
  );
  const newest = said.sort((a, b) => b.ts - a.ts).slice(0, SHOWN);
  return newest.map(({ voice }) => JSON.stringify(voice)).sort();
}

function kindOf(type: string, feedback: unknown): string | undefined {
  if (type === 'complaint') return 'complaint';
  if (type === 'complaint_resolved') return 'resolved';
  if (type !== 'feedback') return undefined;
  return feedback === 'text' ? 'feedback' : String(feedback);
}

/** People whose last complaint of a year was followed by no resolution. */
export function openComplaints({ lives, now }: Past): number {
  const last = (log: Past['lives'][number]['log'], type: string) =>
    log.findLast((event) => event.type === type && event.ts >= now - YEAR)?.ts;
  return lives.filter(({ log }) => {
    const complained = last(log, 'complaint');
    const resolved = last(log, 'complaint_resolved') ?? Number.NEGATIVE_INFINITY;
    return complained !== undefined && complained >= resolved;
  }).length;
}

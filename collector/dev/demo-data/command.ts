/** What `npm run demo-data` was asked to do: its usage and the reading of its arguments. Pure. */
import { parseArgs } from 'node:util';
import { DAY } from './calendar.ts';
import type { HistoryOptions } from './history.ts';

export const USAGE = `Fills a site with the believable history of a shop, through the real ingest.

  npm run demo-data                 500 people and 120 days into the demo site of \`npm start\`, which
                                    may be running or not; doing it again on the same day adds nothing

      --people 500                  how many
      --days 120                    how far back, at most 3650
      --seed 1                      another number tells another history
      --until 2026-06-01            the last day is the one before. Default: today (UTC). Give the
                                    day of an earlier run to go on with it
      --url https://your-host       another collector
      --key SECRET_KEY              of the site, with the scopes read and write. Default: the demo
                                    site's, or RUNG_SECRET_KEY
      --write-key WRITE_KEY         with which pages speak. Default: the demo shop's

A collector on this machine is looked for at PORT (default 8787); where there is none, one is
started on the database under RUNG_STATE (default .rung/) for as long as it takes.`;

/** A mistake in the arguments, in one sentence. */
export class Misuse extends Error {
  override name = 'Misuse';
}

export interface AskedData extends HistoryOptions {
  url?: string;
  key?: string;
  writeKey?: string;
}

const TEXT = { type: 'string' } as const;
const OPTIONS = {
  ...{ people: TEXT, days: TEXT, seed: TEXT, until: TEXT },
  ...{ url: TEXT, key: TEXT, 'write-key': TEXT },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/**
 * @param now milliseconds since 1970
 * @returns undefined when the usage is all that is wanted
 * @throws Misuse
 */
export function readDemoData(
  args: string[],
  { RUNG_SECRET_KEY }: Readonly<Record<string, string | undefined>>,
  now: number,
): AskedData | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  const key = values.key ?? RUNG_SECRET_KEY;
  const url = values.url?.replace(/\/+$/, '');
  if (url !== undefined && !URL.canParse(url)) throw new Misuse('--url is no address.');
  if (url !== undefined && !(key && values['write-key'])) {
    throw new Misuse('Another collector needs --key and --write-key of the site to fill.');
  }
  return {
    people: whole('people', values.people ?? '500', 1_000_000),
    days: whole('days', values.days ?? '120', 3650),
    seed: whole('seed', values.seed ?? '1', Number.MAX_SAFE_INTEGER),
    until: dayOf(values.until, now),
    ...(url !== undefined && { url }),
    ...(key && { key }),
    ...(values['write-key'] && { writeKey: values['write-key'] }),
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    throw new Misuse((error as Error).message);
  }
}

function whole(option: string, text: string, most: number): number {
  const number = Number(text);
  if (/^[1-9]\d*$/.test(text) && number <= most) return number;
  throw new Misuse(`--${option} is a whole number from 1 to ${most}, not "${text}".`);
}

/** The begin of a day in UTC: within a day, the same history. */
function dayOf(text: string | undefined, now: number): number {
  if (text === undefined) return Math.floor(now / DAY) * DAY;
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : NaN;
  if (new Date(day).getTime() !== day || new Date(day).toISOString().slice(0, 10) !== text) {
    throw new Misuse(`--until is a day like 2026-06-01, not "${text}".`);
  }
  if (day > now) throw new Misuse(`--until lies ahead: "${text}".`);
  return day;
}

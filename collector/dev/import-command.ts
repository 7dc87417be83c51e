/** What `npm run import` was asked to do: its usage and the reading of its arguments. Pure. */
import { parseArgs } from 'node:util';

export const USAGE = `Brings past orders or contacts from a CSV file into a site.

  npm run import -- orders.csv --preview   show how the file would be read, and store nothing
  npm run import -- orders.csv             bring it in; doing it again adds nothing

      --url https://your-host     the collector. Default: at PORT (8787) of this machine
      --key SECRET_KEY            of the site, with the scope write. Default: RUNG_SECRET_KEY
      --kind contacts             orders (default) or contacts
      --columns '{"order_id": "Receipt", "coupon": null}'
                                  headers by field, where they are not found by their words
      --unit toman                of amounts that name none: rial or toman
      --currency EUR              of amounts that name none. Default: the site's
      --time-zone Asia/Tehran     of times that name none. Default: the site's
      --dates mdy                 3/4/2026 is March 4th. Default dmy
      --decimal ,                 the decimal sign
      --json                      print the answer as JSON`;

/** A mistake in the arguments, in one sentence. */
export class Misuse extends Error {
  override name = 'Misuse';
}

export interface AskedImport {
  file: string;
  url: string;
  key: string;
  /** of the route: see `POST import` */
  query: URLSearchParams;
  preview: boolean;
  json: boolean;
}

/** Options that travel as they are, by the name of the parameter. */
const PARAMETERS = {
  kind: 'kind',
  columns: 'columns',
  unit: 'unit',
  currency: 'currency',
  'time-zone': 'time_zone',
  dates: 'dates',
  decimal: 'decimal',
} as const;

const TEXT = { type: 'string' } as const;
const FLAG = { type: 'boolean', default: false } as const;
const OPTIONS = {
  ...{ url: TEXT, key: TEXT, kind: TEXT, columns: TEXT, unit: TEXT, currency: TEXT },
  ...{ 'time-zone': TEXT, dates: TEXT, decimal: TEXT, preview: FLAG, json: FLAG },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** @returns undefined when the usage is all that is wanted @throws Misuse */
export function readImport(
  args: string[],
  { RUNG_SECRET_KEY, PORT }: Readonly<Record<string, string | undefined>>,
): AskedImport | undefined {
  const { values, positionals } = parse(args);
  const [file, ...others] = positionals;
  if (values.help || file === undefined) return undefined;
  if (others.length > 0) throw new Misuse('One file at a time.');
  const key = values.key ?? RUNG_SECRET_KEY;
  if (!key) throw new Misuse('Which site? Give its secret key with --key or as RUNG_SECRET_KEY.');
  const url = (values.url ?? `http://localhost:${PORT || 8787}`).replace(/\/+$/, '');
  if (!URL.canParse(url)) throw new Misuse('--url is no address.');
  const query = new URLSearchParams();
  for (const [option, name] of Object.entries(PARAMETERS)) {
    const value = values[option as keyof typeof PARAMETERS];
    if (value !== undefined) query.set(name, value);
  }
  return { file, url, key, query, preview: values.preview, json: values.json };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new Misuse((error as Error).message);
  }
}

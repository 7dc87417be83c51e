/** Pure: what a site may be called and set to. The API and `npm run site` ask the same table. */

/** What may be changed of a site; what is absent stays. */
export interface SiteChanges {
  name?: string;
  origins?: readonly string[];
  time_zone?: string;
  currency?: string;
  /** each by its own name; null goes back to the default */
  settings?: Readonly<Record<string, unknown>>;
}

/** One thing that is wrong, and where: `origins[1]`, `settings.retention_days`. */
export interface SiteProblem {
  field: string;
  must: string;
}

/** The first thing that is wrong with what a site was to be. */
export class InvalidSite extends RangeError {
  override name = 'InvalidSite';
  readonly field: string;

  constructor({ field, must }: SiteProblem) {
    super(`${field} ${must}.`);
    this.field = field;
  }
}

const ORIGIN = /^https?:\/\/(\*\.)?[^/*\s?#@]+$/;
const MOST_ORIGINS = 100;
const LONGEST_NAME = 200;
/** Retention may not be shorter than this: events up to 30 days late must still find their place. */
const LEAST_RETENTION_DAYS = 60;
const MOST_RETENTION_DAYS = 3650;

type Test = (value: unknown) => boolean;
type Rule = readonly [test: Test, must: string];

const isText = (value: unknown, longest: number): boolean =>
  typeof value === 'string' && value.trim() !== '' && value.length <= longest;
const isFlag: Rule = [(value) => typeof value === 'boolean', 'must be true or false'];

/** An exact origin, or `https://*.example.org` for every subdomain. */
function isOrigin(value: unknown): boolean {
  if (!isText(value, 300)) return false;
  const text = value as string;
  return ORIGIN.test(text) && URL.canParse(text.replace('//*.', '//'));
}

function isTimeZone(value: unknown): boolean {
  if (!isText(value, 100)) return false;
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: value as string }));
  } catch {
    return false;
  }
}

const FIELDS: Readonly<Record<string, Rule>> = {
  name: [(value) => isText(value, LONGEST_NAME), `must be 1 to ${LONGEST_NAME} characters`],
  origins: [
    (value) => Array.isArray(value) && value.length <= MOST_ORIGINS,
    `must be a list of at most ${MOST_ORIGINS} origins`,
  ],
  time_zone: [isTimeZone, 'must be a time zone such as Europe/Berlin'],
  currency: [
    (value) => typeof value === 'string' && /^[A-Z]{3}$/.test(value),
    'must be an ISO 4217 code such as EUR',
  ],
};

/** Each setting that there is. See `SiteSettings`. */
const SETTINGS: Readonly<Record<string, Rule>> = {
  trust_unsigned: isFlag,
  visitor_cookie: isFlag,
  retention_days: [
    (value) =>
      Number.isInteger(value) &&
      (value as number) >= LEAST_RETENTION_DAYS &&
      (value as number) <= MOST_RETENTION_DAYS,
    `must be a whole number of ${LEAST_RETENTION_DAYS} to ${MOST_RETENTION_DAYS} days, or null`,
  ],
};

/** Everything that is wrong; nothing when the changes may be made. */
export function siteProblems(changes: SiteChanges): SiteProblem[] {
  const { settings = {}, ...fields } = changes;
  const own = Object.entries(fields).flatMap(([field, value]) => checked(FIELDS, field, value));
  const origins = Array.isArray(changes.origins) ? changes.origins : [];
  const wrong = origins.flatMap((origin, i) =>
    isOrigin(origin)
      ? []
      : [{ field: `origins[${i}]`, must: 'must be https://example.org or https://*.example.org' }],
  );
  const set = Object.entries(settings).flatMap(([name, value]) =>
    value === null && Object.hasOwn(SETTINGS, name)
      ? []
      : checked(SETTINGS, name, value, `settings.${name}`),
  );
  return [...own, ...wrong, ...set];
}

function checked(
  rules: Readonly<Record<string, Rule>>,
  name: string,
  value: unknown,
  field = name,
): SiteProblem[] {
  if (value === undefined) return [];
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
  if (!rule) return [{ field, must: `is none of ${Object.keys(rules).join(', ')}` }];
  const [test, must] = rule;
  return test(value) ? [] : [{ field, must }];
}

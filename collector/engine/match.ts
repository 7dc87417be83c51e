/** Tests of values and of events, compiled to functions once per model. */
import type { Read } from './fields.ts';
import { globMatches } from './glob.ts';
import type { FieldTest, Match, Scalar, Test, Where } from './model.ts';
import { foldText, hasPhrase, squash, wordsOf } from './text-fold.ts';
import type { CanonicalEvent, Visit } from './types.ts';

type Check = (value: unknown) => boolean;
export type EventTest = (event: CanonicalEvent, visit: Visit | undefined) => boolean;

const fold = (value: Scalar): Scalar => (typeof value === 'string' ? foldText(value) : value);

/** Values of choices come again and again; remembered up to this many, up to this length. */
const SPELLINGS = 2_000;
const SPELLING_LENGTH = 60;
const spellings = new Map<string, string>();

function spelling(text: string): string {
  const known = spellings.get(text);
  if (known !== undefined) return known;
  const folded = foldText(text);
  if (spellings.size >= SPELLINGS) spellings.clear();
  if (text.length <= SPELLING_LENGTH) spellings.set(text, folded);
  return folded;
}

function oneOf(wanted: readonly Scalar[]): Check {
  const folded = new Set<unknown>(wanted.map(fold));
  return (value) => folded.has(value) || (typeof value === 'string' && folded.has(spelling(value)));
}

const textual =
  (compare: (text: string) => boolean): Check =>
  (value) =>
    typeof value === 'string' && compare(value);

function containsAny(parts: readonly string[]): Check {
  const wanted = parts.map(squash);
  return textual((text) => {
    const given = squashed(text);
    return wanted.some((part) => given.includes(part));
  });
}

/** Several rules ask about the words of one text. */
function remembered<T>(compute: (text: string) => T): (text: string) => T {
  let last: { text: string; result: T } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, result: compute(text) };
    return last.result;
  };
}
const words = remembered(wordsOf);
const squashed = remembered(squash);

function hasWords(phrases: readonly string[]): Check {
  const wanted = phrases.map(squash);
  return textual((text) => {
    const given = words(text);
    return wanted.some((phrase) => hasPhrase(given, phrase));
  });
}

function globs(patterns: readonly string[]): Check {
  const folded = patterns.map(foldText);
  return textual((text) => {
    const plain = foldText(text);
    return folded.some((pattern) => globMatches(pattern, plain));
  });
}

type Maker<K extends keyof Test> = (wanted: NonNullable<Test[K]>) => Check;

/** One maker for each key of a {@link Test}. */
const MAKERS: { [K in keyof Test]-?: Maker<K> } = {
  is: (wanted) => oneOf([wanted]),
  in: oneOf,
  min: (wanted) => (value) => typeof value === 'number' && value >= wanted,
  max: (wanted) => (value) => typeof value === 'number' && value <= wanted,
  above: (wanted) => (value) => typeof value === 'number' && value > wanted,
  below: (wanted) => (value) => typeof value === 'number' && value < wanted,
  contains: containsAny,
  words: hasWords,
  glob: globs,
  exists: (wanted) => (value) => (value !== undefined && value !== null) === wanted,
};
export const TEST_KEYS = Object.keys(MAKERS) as (keyof Test)[];

function checkOf<K extends keyof Test>(test: Test, key: K): Check | undefined {
  const wanted = test[key];
  return wanted === undefined ? undefined : (MAKERS[key] as Maker<K>)(wanted);
}

function every(checks: readonly Check[]): Check {
  const [first, second] = checks;
  if (first && checks.length === 1) return first;
  if (first && second && checks.length === 2) return (value) => first(value) && second(value);
  return (value) => checks.every((check) => check(value));
}

/** Every key of the test must hold; for a list, all of them on one entry. */
export function valueTest(test: Test): Check {
  const one = every(TEST_KEYS.flatMap((key) => checkOf(test, key) ?? []));
  return (value) => {
    if (!Array.isArray(value)) return one(value);
    for (let i = 0; i < value.length; i++) if (one(value[i])) return true;
    return false;
  };
}

/** A test whose outcome is known. */
const ALWAYS: Where = { all: [] };
const NEVER: Where = { any: [] };

/** Of tests that must all hold (or of which one must), those still open; or the known outcome. */
function remaining(parts: readonly Where[], type: string, decides: Where): Where[] | undefined {
  const open: Where[] = [];
  for (const part of parts) {
    const special = specialize(part, type);
    if (special === decides) return undefined;
    if (special !== ALWAYS && special !== NEVER) open.push(special);
  }
  return open;
}

/** What is left to test once the event's type is known; {@link ALWAYS} or {@link NEVER} if nothing. */
export function specialize(where: Where, type: string): Where {
  if ('all' in where) {
    const all = remaining(where.all, type, NEVER);
    return all === undefined ? NEVER : all.length === 0 ? ALWAYS : { all };
  }
  if ('any' in where) {
    const any = remaining(where.any, type, ALWAYS);
    return any === undefined ? ALWAYS : any.length === 0 ? NEVER : { any };
  }
  if ('not' in where) {
    const not = specialize(where.not, type);
    return not === ALWAYS ? NEVER : not === NEVER ? ALWAYS : { not };
  }
  if (where.field !== 'type') return where;
  return valueTest(where)(type) ? ALWAYS : NEVER;
}

/**
 * What an event of the type must satisfy: `undefined` when any does, `false` when none can. Without
 * a type, for those that nothing names: only matches of `*` are theirs.
 */
export function matchTest(
  match: Match,
  type: string | undefined,
  reader: (field: string) => Read,
): EventTest | undefined | false {
  const types = [match.event].flat();
  if (!types.includes('*') && (type === undefined || !types.includes(type))) return false;
  const given = match.where ?? ALWAYS;
  const where = type === undefined ? given : specialize(given, type);
  return where === NEVER ? false : where === ALWAYS ? undefined : eventTest(where, reader);
}

function eventTest(where: Where, reader: (field: string) => Read): EventTest {
  const inner = (part: Where): EventTest => eventTest(part, reader);
  if ('all' in where) {
    return allOf(where.all.map(inner));
  }
  if ('any' in where) {
    return anyOf(where.any.map(inner));
  }
  if ('not' in where) {
    const part = inner(where.not);
    return (event, visit) => !part(event, visit);
  }
  return fieldTest(where, reader(where.field));
}

/** Plain loops: these run several times an event. */
function allOf(parts: readonly EventTest[]): EventTest {
  return (event, visit) => {
    for (let i = 0; i < parts.length; i++) if (!parts[i]?.(event, visit)) return false;
    return true;
  };
}

function anyOf(parts: readonly EventTest[]): EventTest {
  return (event, visit) => {
    for (let i = 0; i < parts.length; i++) if (parts[i]?.(event, visit)) return true;
    return false;
  };
}

function fieldTest(test: FieldTest, read: Read): EventTest {
  const check = valueTest(test);
  return (event, visit) => check(read(event, visit));
}

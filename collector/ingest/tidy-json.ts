/** Makes parsed JSON safe to keep: bounded in depth and keys, well-formed text, finite numbers. */
import { type Json, LIMITS } from '../../sdk/wire.ts';
import { type Refusal, refuse } from './refusal.ts';

/** NUL ends a text in SQLite; a lone surrogate has no UTF-8. */
export function tidyText(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes('\0') ? whole.replaceAll('\0', '') : whole;
}

/** Keys seen so far, over all levels of one event. */
export interface KeyCount {
  keys: number;
}

/**
 * Tidies a value in place, in one pass.
 *
 * Texts lose NUL and lone surrogates become U+FFFD; −0 becomes 0; a key `__proto__` is dropped.
 * Refused: a number that no double holds (`1e400`), too deep, too many keys, too long a key or text.
 *
 * @param path of the value, for the refusal: `props.items[2]`
 * @param depth levels of objects and lists above and including this one
 */
export function tidy(
  holder: Record<string, Json> | Json[],
  path: string,
  depth: number,
  count: KeyCount,
): Refusal | undefined {
  if (depth > LIMITS.depth) return refuse('too_deep', path);
  return Array.isArray(holder)
    ? tidyList(holder, path, depth, count)
    : tidyFields(holder, path, depth, count);
}

function tidyList(list: Json[], path: string, depth: number, count: KeyCount): Refusal | undefined {
  for (let i = 0; i < list.length; i += 1) {
    const value = list[i] as Json;
    const wrong = tidyValue(value, () => `${path}[${i}]`, depth, count);
    if (wrong) return wrong;
    list[i] = tidyLeaf(value);
  }
  return undefined;
}

function tidyFields(
  fields: Record<string, Json>,
  path: string,
  depth: number,
  count: KeyCount,
): Refusal | undefined {
  for (const key of Object.keys(fields)) {
    count.keys += 1;
    if (count.keys > LIMITS.keys) return refuse('too_many_keys', path);
    if (key.length > LIMITS.keyLength) return refuse('invalid_prop', path);
    const value = fields[key] as Json;
    const name = tidyText(key);
    if (name !== key || name === '__proto__') delete fields[key];
    if (name === '__proto__') continue;
    const wrong = tidyValue(value, () => `${path}.${name}`, depth, count);
    if (wrong) return wrong;
    fields[name] = tidyLeaf(value);
  }
  return undefined;
}

/** The path is made only when something is wrong: this runs for every value of every event. */
function tidyValue(
  value: Json,
  path: () => string,
  depth: number,
  count: KeyCount,
): Refusal | undefined {
  if (typeof value === 'object') {
    return value === null ? undefined : tidy(value, path(), depth + 1, count);
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return refuse('invalid_prop', path());
  if (typeof value === 'string' && value.length > LIMITS.textLength) {
    return refuse('invalid_prop', path());
  }
  return undefined;
}

function tidyLeaf(value: Json): Json {
  if (typeof value === 'string') return tidyText(value);
  return value === 0 ? 0 : value;
}

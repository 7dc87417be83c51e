/** Who is here, as far as this browser knows: a random id. */
import { uuid7 } from '../core/id.ts';
import { jar, NAME } from './jar.ts';

/** The longest that Chromium keeps a cookie; renewed with every page. */
const VISITOR_S = 400 * 86_400;

/** Unknown until something is recorded or asked. */
let visitor: string | undefined;
/** True while this page made the id and no answer has come yet. */
export let fresh: boolean | undefined;
/** The time of the last id. */
let last = 0;

/** The id that a visitor has; undefined before something was recorded. */
export function readVisitor(): string | undefined {
  visitor = visitor || jar(NAME);
  return visitor;
}

/** The visitor gets an id when something is stored for the first time. */
export function ensureVisitor(): string | undefined {
  if (!readVisitor()) {
    visitor = newId();
    fresh = true;
  }
  jar(NAME, visitor, VISITOR_S);
  return visitor;
}

/** The collector has met the visitor, perhaps under another id, which is kept with the next event. */
export function meet(id = visitor): void {
  fresh = false;
  visitor = id;
}

export function newId(): string {
  const now = Math.max(last + 1, Date.now());
  last = now;
  return uuid7(now, crypto.getRandomValues(new BigUint64Array(1))[0] as bigint);
}

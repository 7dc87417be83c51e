/**
 * Signed cursors: a place in a list that only the caller who was given it can come back to.
 *
 * A cursor is `base64url(JSON place).base64url(HMAC)`. The signature also covers the site, the list
 * and its filters, so a cursor of one list is refused by another. The signing secret is derived
 * from the hash of the caller's key, which never leaves the store: there is nothing to configure,
 * and a revoked key's cursors die with it. What is signed is only a place in the caller's own
 * data, and every part of it is bound, so a forged one could at most skip lines of one's own list.
 */
import type { z } from '@hono/zod-openapi';
import { sign, verify } from './digest.ts';
import type { Caller } from './environment.ts';
import { ApiProblem } from './problem.ts';

/** What a cursor belongs to: `leads` and the filters and sort that were asked for. */
export interface CursorScope {
  list: string;
  filters: Readonly<Record<string, unknown>>;
}

/** A place may name a page of 200 control characters: 1,200 bytes of JSON, a third more in base64. */
const MAX_LENGTH = 2048;

function toBase64Url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Only the one spelling that `toBase64Url` writes: the last digit's spare bits must be zero. */
function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(text) || text.length % 4 === 1) return undefined;
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  return toBase64Url(bytes) === text ? bytes : undefined;
}

const secretOf = (caller: Caller): string => `rung cursor ${caller.keyHash}`;

/** Filters in one order, so that `?grade=a&rung=b` and `?rung=b&grade=a` share their cursors. */
function signedText(caller: Caller, scope: CursorScope, place: string): string {
  const filters = Object.entries(scope.filters)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([caller.site.id, scope.list, filters, place]);
}

/** Seals a place in a list for the caller. The place must survive JSON. */
export async function sealCursor(
  caller: Caller,
  scope: CursorScope,
  place: unknown,
): Promise<string> {
  const body = toBase64Url(new TextEncoder().encode(JSON.stringify(place)));
  const mac = await sign(secretOf(caller), signedText(caller, scope, body));
  return `${body}.${toBase64Url(mac)}`;
}

/**
 * The place that a cursor names; undefined when there is no cursor.
 * Throws an `invalid_cursor` problem for one that was changed or belongs to another list.
 */
export async function openCursor<T extends z.ZodType>(
  caller: Caller,
  scope: CursorScope,
  options: { cursor: string | undefined; schema: T },
): Promise<z.output<T> | undefined> {
  const { cursor, schema } = options;
  if (cursor === undefined) return undefined;
  const [body = '', seal = '', ...rest] = cursor.length > MAX_LENGTH ? [] : cursor.split('.');
  const bytes = fromBase64Url(body);
  const mac = fromBase64Url(seal);
  if (!bytes || !mac || rest.length > 0) throw refused();
  if (!(await verify(secretOf(caller), signedText(caller, scope, body), mac))) throw refused();
  const place = schema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
  if (!place.success) throw refused();
  return place.data;
}

const refused = (): ApiProblem =>
  new ApiProblem(
    'invalid_cursor',
    'The cursor was changed, or belongs to another list. Begin again without it.',
    {
      field: 'cursor',
    },
  );

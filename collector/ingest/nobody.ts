/** Which ids name nobody. */

/** What programs send when nobody is signed in: it names nobody and links nobody. */
const NOBODY = new Set([
  '',
  '0',
  '-1',
  'null',
  'undefined',
  'none',
  'nil',
  'nan',
  'false',
  'true',
  'guest',
  'anonymous',
  'anon',
  'unknown',
  'user',
  '[object object]',
]);

/** An id that names somebody, without spaces around it; undefined for any other. */
export function nameOfUser(id: unknown): string | undefined {
  if (typeof id !== 'string') return undefined;
  const name = id.trim();
  return NOBODY.has(name.toLowerCase()) ? undefined : name;
}

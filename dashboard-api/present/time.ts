/** Moments as the API writes and reads them: RFC 3339, UTC, milliseconds. */

export const DAY_MS = 86_400_000;

/** @example toRfc3339(0) // '1970-01-01T00:00:00.000Z' */
export const toRfc3339 = (ms: number): string => new Date(ms).toISOString();

/** The civil day that a count of days since 1970 stands for. @example toDate(0) // '1970-01-01' */
export const toDate = (day: number): string => toRfc3339(day * DAY_MS).slice(0, 10);

/**
 * Records whose keys visitors choose: an address may say `utm_source=__proto__`, so only own keys
 * are looked at and the odd one is defined rather than set.
 */

/** The value of a key; a fresh one is put there where there is none. */
export function entry<T>(record: Record<string, T>, key: string, fresh: () => T): T {
  if (Object.hasOwn(record, key)) return record[key] as T;
  const value = fresh();
  put(record, key, value);
  return value;
}

export function put<T>(record: Record<string, T>, key: string, value: T): void {
  if (key !== '__proto__') record[key] = value;
  else {
    const as = { value, enumerable: true, configurable: true, writable: true };
    Object.defineProperty(record, key, as);
  }
}

/** Adds to a number; what is zero stays out of the record. */
export function add(record: object, key: string, amount: number): void {
  if (amount === 0) return;
  const numbers = record as Record<string, number>;
  put(numbers, key, (Object.hasOwn(numbers, key) ? (numbers[key] as number) : 0) + amount);
}

/** Adds each number of a record of records to the same place in another. */
export function addAll(into: object, more: object): void {
  for (const [key, value] of Object.entries(more)) {
    if (typeof value === 'number') add(into, key, value);
    else
      addAll(
        entry(into as Record<string, object>, key, () => ({})),
        value as object,
      );
  }
}

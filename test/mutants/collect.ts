/** As much of Vitest's face as the engine's tests use, so that they run inside one process. */
import { expect } from 'vitest';

export interface Case {
  id: string;
  run: () => unknown;
}

type Body = (...row: never[]) => unknown;

/** What a test file imports as `vitest`; the cases are added to the list as they are declared. */
export function collector(cases: Case[]) {
  const place: string[] = [];
  const known = new Map<string, number>();

  function declare(name: string, run: () => unknown): void {
    const title = [...place, name].join(' ');
    const copies = known.get(title) ?? 0;
    known.set(title, copies + 1);
    cases.push({ id: copies === 0 ? title : `${title} #${copies}`, run });
  }

  function group(name: string, run: () => unknown): void {
    place.push(name);
    run();
    place.pop();
  }

  const each = (make: typeof declare) => (rows: readonly unknown[]) => (name: string, run: Body) =>
    rows.forEach((row, i) => {
      const values = (Array.isArray(row) ? row : [row]) as never[];
      make(`${name} [${i}]`, () => run(...values));
    });

  const test = Object.assign(declare, { each: each(declare) });
  const describe = Object.assign(group, { each: each(group) });
  return { expect, test, it: test, describe, vi: { setConfig: () => undefined } };
}

// Every figure in the documents carries a mark and is measured here: `4,096 <!-- figure: NAME -->` is
// exact, `≤ 4,096 <!-- figure: NAME -->` a bound that the measured one must not pass.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { weighImport, weighScripts } from '../../sdk/build/size.ts';
import { measureSession } from '../bench/session.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const MARK = /(≤ )?([\d,.]+) <!-- figure: ([\w.]+) -->/g;

interface Figure {
  file: string;
  bound: boolean;
  said: number;
  name: string;
}

const figures: Figure[] = ['README.md', 'ARCHITECTURE.md'].flatMap((file) =>
  [...readFileSync(join(ROOT, file), 'utf8').matchAll(MARK)].map(
    ([, bound, said = '', name = '']) => ({
      file,
      bound: bound !== undefined,
      said: Number(said.replaceAll(',', '')),
      name,
    }),
  ),
);

describe('the figures in the documents', () => {
  let measured: Record<string, number>;

  beforeAll(async () => {
    const cost = await measureSession();
    const { tag, all } = weighScripts();
    const { first, later } = await weighImport();
    measured = {
      'tag.brotli': tag,
      'all.brotli': all,
      'import.brotli': first,
      'import.later': later,
      'session.events': cost.events,
      'session.requests': cost.requests,
      'session.preflights': cost.preflights,
      'session.rows_written': cost.rows_written_with_cron,
      'count.rows_written': cost.rows_written_by_count,
    };
  });

  it('are there', () => {
    expect(figures.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(measured)));
  });

  it.each(figures)('$file: $name is $said', ({ name, bound, said }) => {
    const value = measured[name];
    if (bound) expect(value).toBeLessThanOrEqual(said);
    else expect(value).toBe(said);
  });
});

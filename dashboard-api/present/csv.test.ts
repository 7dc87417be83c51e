import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toCsv } from './csv.ts';

/** RFC 4180, read back: records of cells. */
function parse(csv: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  const cell = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n)/y;
  for (let match = cell.exec(csv); match; match = cell.exec(csv)) {
    const [, text = '', end] = match;
    record.push(text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text);
    if (end === ',') continue;
    records.push(record);
    record = [];
    if (cell.lastIndex === csv.length) break;
  }
  return records;
}

test('Every text comes back as it was, or with one apostrophe in front of a formula', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 2 }), (cells) => {
      const [, read = []] = parse(toCsv(['a'], [cells]));
      expect(read.map((cell, i) => (cell === cells[i] ? cell : cell.replace(/^'/, '')))).toEqual(
        cells,
      );
    }),
  );
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1', '\n@x'])(
  'The text %j is never a formula in a spreadsheet',
  (evil) => {
    const [, [cell] = []] = parse(toCsv(['a'], [[evil]]));
    expect(cell).toBe(`'${evil}`);
  },
);

test('A number stays a number, also a negative one, and nothing stays empty', () => {
  expect(toCsv(['a', 'b', 'c'], [[-1.5, null, undefined]])).toBe('a,b,c\r\n-1.5,,\r\n');
});

/** What the documents say in numbers is what the engine gives, cell by cell. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PRESETS } from '../../collector/engine/index.ts';
import { readTable, TABLES } from './document-tables.ts';
import { CHAPTERS, fallRows, riseRows } from './pet-shop.ts';

describe('The tables in the documents', () => {
  test.each(Object.entries(TABLES))('%s says what the engine gives', (name, { file, make }) => {
    const written = readTable(readFileSync(file, 'utf8'), name);
    expect(written, `no table ${name} in ${file}`).toBeDefined();
    expect(written).toEqual(make());
  });
});

describe('The story', () => {
  const rungs = (rows: string[][], ladder: number) => rows.map((row) => row.at(ladder - 3));

  test('leads to advocate in each ladder and, in silence, all the way down', () => {
    const [rise, fall] = [riseRows(), fallRows()];
    Object.values(PRESETS).forEach(({ ladder }, i) => {
      const order = ladder.map((rung) => rung.id);
      const up = rungs(rise, i).map((rung) => order.indexOf(rung ?? ''));
      const down = rungs(fall, i).map((rung) => order.indexOf(rung ?? ''));
      expect(up).toEqual([...up].sort((a, b) => a - b));
      expect(up.at(-1)).toBe(order.length - 1);
      expect(down).toEqual([...down].sort((a, b) => b - a));
      expect(down.at(-1)).toBe(0);
    });
  });

  /** By hand: points of each day, decayed by half in 30 days; no cap is reached. */
  test('has the scores that paper and pencil give', () => {
    const half = (days: number) => 2 ** (-days / 30);
    const points = [13, 13, 42, 52, 10, 75, -30, 30, 75, 75, 25, 15];
    const rows = riseRows();
    let sum = 0;
    let before = 0;
    CHAPTERS.forEach(([day], i) => {
      sum = sum * half(day - before) + (points[i] as number);
      before = day;
      expect([day, rows[i]?.[2]]).toEqual([day, sum.toFixed(2)]);
    });
  });
});

describe('The ladders', () => {
  test('bound every way in by time, so that silence leads down from every rung', () => {
    for (const { ladder } of Object.values(PRESETS)) {
      for (const { id, enter } of ladder.slice(1)) {
        expect([id, JSON.stringify(enter)]).toEqual([id, expect.stringMatching(/within_days/)]);
      }
    }
  });
});

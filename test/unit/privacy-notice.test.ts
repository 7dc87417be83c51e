// The README says exactly what is stored of a person: no more, no less.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readTable } from '../../collector/store/schema.ts';
import { EVENTS } from '../../sdk/wire.ts';

const read = (path: string): string => readFileSync(path, 'utf8');

const [, list = ''] = /<!-- stored -->(.*)<!-- \/stored -->/s.exec(read('README.md')) ?? [];
const [table = '', kinds = ''] = list.split('Kinds of acts:');
const named = (text: string): string[] =>
  [...text.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);

/** Names of the fields of an interface, as its source has them. */
function fieldsOf(path: string, name: string): string[] {
  const [, body = ''] =
    new RegExp(`export interface ${name} \\{\\n(.*?)\\n\\}`, 's').exec(read(path)) ?? [];
  return [...body.matchAll(/^ {2}(\w+)\??:/gm)].map(([, field = '']) => field);
}

/** Tables of sums that people have gone into. */
const SUMS = ['totals', 'days', 'counts'];

/** Tables in which a person has rows. */
function tablesOfPeople(): string[] {
  const folder = 'collector/store/migrations';
  const sql = readdirSync(folder).map((file) => read(`${folder}/${file}`));
  const tables = [...sql.join('\n').matchAll(/CREATE TABLE (\w+) \(.*?\n\)/gs)];
  return tables
    .filter(([text]) => readTable(text).columns.includes('person'))
    .map(([, name = '']) => name);
}

test('Every table, every part of a person’s document and every field of an event is in the list, and nothing else', () => {
  const stored = [
    ...tablesOfPeople(),
    ...SUMS,
    ...fieldsOf('collector/engine/document.ts', 'PersonDocument'),
    ...fieldsOf('collector/engine/types.ts', 'CanonicalEvent'),
  ];
  expect(stored.length).toBeGreaterThan(30);
  expect(new Set(named(table))).toEqual(new Set(stored));
});

test('Every type of event is named, and no other', () => {
  expect(named(kinds).sort()).toEqual(Object.keys(EVENTS).sort());
});

test('Both languages of the notice say what the list says', () => {
  const rows = [...table.matchAll(/^\|[^|]+\|([^|]+)\|/gm)]
    .slice(2)
    .map(([, words = '']) => words.trim());
  const readme = read('README.md').replace(list, '');
  for (const words of rows.filter((row) => row !== '')) {
    const [en = '', fa = ''] = words.split(' / ');
    for (const part of en.replace(' …', '').split(', ')) expect(readme).toContain(part);
    expect(readme).toContain(fa);
  }
});

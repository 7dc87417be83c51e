/** Tables of the documents whose cells come from the engine. `node test/documents.ts` writes them there. */
import { defaultModel, type Model, PRESETS, type Rule } from '../../collector/engine/index.ts';
import { inWords } from './conditions-in-words.ts';
import { fallRows, riseRows } from './pet-shop.ts';

export type Table = readonly (readonly string[])[];

const STANDING = ['score', 'grade', ...Object.keys(PRESETS).map((name) => `\`${name}\``)];

function limitOf({ limit, highest_of }: Rule): string {
  if (highest_of !== undefined) return 'highest only';
  if (!limit) return 'always';
  const often = 'times' in limit ? limit.times : `${limit.points} points`;
  const per = limit.per === 'lifetime' ? 'ever' : `a ${limit.per}`;
  return `${often === 1 ? 'once' : often === 2 ? 'twice' : `${often} ×`} ${per}`;
}

const signed = (points = 0): string => `${points}`.replace('-', '−');

function sheet(): Table {
  const rows = defaultModel.rules.map((rule) => [
    rule.label.en,
    `\`${rule.id}\``,
    signed(rule.points),
    limitOf(rule),
    rule.group,
  ]);
  return [['activity', 'rule', 'points', 'limit', 'group'], ...rows];
}

function groups(): Table {
  const rows = defaultModel.groups.map(({ id, decays, floor, cap }) => [
    id,
    decays ? `halves every ${defaultModel.half_life_days} d` : 'keeps',
    signed(floor),
    signed(cap),
  ]);
  return [['group', 'time', 'floor', 'cap'], ...rows];
}

/** Rungs that several ladders share come once. */
function ladders(): Table {
  const rows = Object.entries<Model>(PRESETS).flatMap(([preset, { ladder }]) =>
    ladder.map(({ id, enter, keep, min_days }) => [
      preset,
      id,
      inWords(enter),
      (keep ? inWords(keep) : 'same') + (min_days ? `; at least ${min_days} d` : ''),
    ]),
  );
  return [['ladder', 'rung', 'enter', 'keep'], ...rows];
}

/** Markdown tables by the name in the comment before them, and the file they stand in. */
export const TABLES: Readonly<Record<string, { file: string; make: () => Table }>> = {
  rise: {
    file: 'ARCHITECTURE.md',
    make: () => [['day', 'what she does', ...STANDING], ...riseRows()],
  },
  fall: { file: 'ARCHITECTURE.md', make: () => [['day', ...STANDING], ...fallRows()] },
  sheet: { file: 'ARCHITECTURE.md', make: sheet },
  groups: { file: 'ARCHITECTURE.md', make: groups },
  ladders: { file: 'ARCHITECTURE.md', make: ladders },
};

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** The table as Markdown. */
export function markdown([head = [], ...rows]: Table): string {
  return [row(head), `|${'---|'.repeat(head.length)}`, ...rows.map(row)].join('\n');
}

const place = (name: string): RegExp => new RegExp(`(<!-- table: ${name} -->\n)((?:\\|.*\n)*)`);

/** The cells of the named table as they stand in a document. */
export function readTable(text: string, name: string): Table | undefined {
  const lines = place(name).exec(text)?.[2]?.trim().split('\n');
  return lines
    ?.filter((_, i) => i !== 1)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** The document with the named table put in its place. */
export function writeTable(text: string, name: string, table: Table): string {
  return text.replace(place(name), (_, mark: string) => `${mark}${markdown(table)}\n`);
}

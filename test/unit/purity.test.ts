// The pure folders take the time, chance and every effect as arguments; here each way round that is tried.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const TRIAL = join(ROOT, '.build/purity');

const IMPURE = {
  'the time by Date.now': 'export const at: number = Date.now();',
  'the time by new Date': 'export const at: Date = new Date();',
  'the time by Date()': 'export const at: string = Date();',
  chance: 'export const dice: number = Math.random();',
  'random bytes': 'export const id = crypto.randomUUID();',
  'a request': "export const answer = fetch('/');",
  'a timer': 'setTimeout(() => {}, 1);',
  'the console': "console.log('here');",
  'the page': 'export const title = document.title;',
  'the database': 'export const rows = (db: D1Database) => db;',
  'the process': 'export const env = process.env;',
};

const PURE = `
export const day = (ms: number): string => new Date(ms).toISOString();
export const midnight: number = Date.UTC(2026, 0, 1);
export const larger: number = Math.max(1, 2);`;

/** The compiler's complaints about each trial file, in the settings of one pure folder. */
function compile(folder: string): string {
  const settings = join(TRIAL, `${folder.replaceAll('/', '-')}.json`);
  const config = {
    extends: join(ROOT, folder, 'tsconfig.json'),
    compilerOptions: { incremental: false, tsBuildInfoFile: null },
    include: [join(TRIAL, '*.ts'), ...declarationsOf(folder)],
  };
  writeFileSync(settings, JSON.stringify(config));
  return tsc('-p', settings, '--pretty', 'false');
}

/** The ambient declarations that the folder's own settings take in, such as sdk/pure.d.ts. */
function declarationsOf(folder: string): string[] {
  const { files = [] } = JSON.parse(tsc('-p', folder, '--showConfig'));
  return files
    .filter((file: string) => file.endsWith('.d.ts'))
    .map((file: string) => join(ROOT, folder, file));
}

function tsc(...args: string[]): string {
  return spawnSync('tsc', args, { encoding: 'utf8', cwd: ROOT }).stdout;
}

function fileOf(title: string): string {
  return `${title.toLowerCase().replaceAll(/[^a-z]+/g, '-')}.ts`;
}

describe.each(['sdk/core', 'collector/engine'])('%s', (folder) => {
  let complaints = '';

  beforeAll(() => {
    mkdirSync(TRIAL, { recursive: true });
    for (const [title, code] of Object.entries(IMPURE)) {
      writeFileSync(join(TRIAL, fileOf(title)), `export {};\n${code}\n`);
    }
    writeFileSync(join(TRIAL, 'allowed.ts'), PURE);
    complaints = compile(folder);
  }, 60_000);

  afterAll(() => rmSync(TRIAL, { recursive: true, force: true }));

  test.each(Object.keys(IMPURE))('%s does not compile', (title) => {
    expect(complaints).toContain(`${fileOf(title)}(`);
  });

  test('A date made from a number compiles', () => {
    expect(complaints).not.toContain('allowed.ts');
  });
});

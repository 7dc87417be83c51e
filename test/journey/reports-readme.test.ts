/** The README's examples of reports do what it says, on a real server. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Served, serve } from '../../collector/dev/serve.ts';
import { type CreatedSite, createSite } from '../../collector/store/sites.ts';

const README = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
const section = README.split('\n## ').find((text) => text.startsWith('Reports')) ?? '';
const [reports = '', campaigns = ''] = [...section.matchAll(/```sh\n([^`]+)```/g)].map(
  ([, commands]) => commands ?? '',
);

let rung: Served;
let site: CreatedSite;
let folder: string;
beforeAll(async () => {
  rung = await serve({ tickEverySeconds: 0 });
  site = await createSite(rung.db, { name: 'Shop' }, Date.now());
  folder = mkdtempSync(join(tmpdir(), 'rung-reports-'));
});
afterAll(async () => {
  await rung?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs commands one after the other; an answer that is no success ends them. Gives each answer. */
function run(commands: string): unknown[] {
  const [names = ''] = reports.split('\n');
  const told = `set -e; curl() { command curl -sSf "$@"; echo; }\n${names}\n${commands}`
    .replaceAll('SECRET_KEY', site.secret_key)
    .replaceAll('http://localhost:8787', rung.url);
  const out = execFileSync('sh', ['-c', told], { encoding: 'utf8', cwd: folder });
  return out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

it('each report answers, and sources come as a file that Excel reads', () => {
  const answers = run(reports);
  expect(answers).toHaveLength(6);
  expect(answers[0]).toMatchObject({ people: 0, period: { to: '2026-05-31' } });
  for (const answer of answers) expect(answer).toHaveProperty('as_of');
  const csv = readFileSync(join(folder, 'sources.csv'), 'utf8');
  expect(csv).toMatch(/^\ufeffitem,visits,/);
});

it('a campaign is planned, paid for from a file, reported and changed', () => {
  const [plan = '', rest = ''] = campaigns.split(/(?=printf)/);
  const [made] = run(plan);
  const { id } = made as { id: string };
  const [spent, all, report, changed] = run(rest.replaceAll('CAMPAIGN', id));
  expect(spent).toMatchObject({ id, spent: 81.1 });
  expect(all).toMatchObject({ data: [{ id }] });
  expect(report).toMatchObject({ campaign: id, attribution: 'linear', budget: { spent: 81.1 } });
  expect(changed).toMatchObject({ id, to: '2026-05-15' });
});

// `npm test`: the checks, then every suite, cheapest first; the last line sums them up.
// `npm test -- unit worker` runs these suites alone.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { check } from './check.ts';

interface Count {
  passed: number;
  failed: number;
  /** what failed, a line each */
  names?: string[];
}

const SUITES = ['unit', 'worker', 'browser', 'journey'];
const RESULTS = '.build/results';

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !['check', ...SUITES].includes(name));
if (unknown.length > 0) throw new Error(`No such suite: ${unknown}. There are: check ${SUITES}`);
const wanted = (name: string) => chosen.length === 0 || chosen.includes(name);

const counts: Count[] = [];
if (wanted('check')) counts.push(check());
for (const name of SUITES.filter(wanted)) counts.push(runSuite(name));

const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
// Said once more at the end: the place where it failed may be thousands of lines above.
for (const name of counts.flatMap((count) => count.names ?? [])) console.log(`FAILED ${name}`);
console.log(`\n${passed} passed, ${failed} failed`);

function runSuite(name: string): Count {
  const file = `${RESULTS}/${name}.json`;
  mkdirSync(RESULTS, { recursive: true });
  rmSync(file, { force: true });
  const reporters = `--reporter=default --reporter=json --outputFile.json=${file}`;
  const { status } = spawnSync(`vitest run --project ${name} --passWithNoTests ${reporters}`, {
    shell: true,
    stdio: 'inherit',
  });
  return readCount(file, status === 0);
}

/** A suite that broke before or beside its tests counts as one more failure. */
function readCount(file: string, ended: boolean): Count {
  const count = existsSync(file)
    ? countOf(JSON.parse(readFileSync(file, 'utf8')))
    : { passed: 0, failed: 0, names: [] };
  if (ended || count.failed > 0) return count;
  return { ...count, failed: 1, names: [`${file}: the suite broke beside its tests`] };
}

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  testResults: {
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
  }[];
}

function countOf({ numPassedTests: passed, numFailedTests: failed, testResults }: Report) {
  const names = testResults
    .flatMap((file) => file.assertionResults)
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => `${fullName}: ${failureMessages[0]?.slice(0, 600)}`);
  return { passed, failed, names };
}

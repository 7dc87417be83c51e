// `npm run properties`: the engine's property tests, a million runs each, in rounds of new random histories.
// It may be stopped and started again: it goes on where it was. `npm run properties -- 50000` asks for fewer.
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const WANTED = Number(process.argv[2] ?? 1_000_000);
/** Runs of each property in one round: a minute or a few, and memory stays small. */
const ROUND = 5_000;
const DONE = '.build/properties.json';

if (!(WANTED > 0)) throw new Error(`How many runs is "${process.argv[2]}"?`);
const files = globSync('{collector,sdk,dashboard-api,test}/**/*.test.ts').filter((file) =>
  readFileSync(file, 'utf8').includes('RUNS,'),
);

function readDone(): number {
  try {
    return JSON.parse(readFileSync(DONE, 'utf8')).runs;
  } catch {
    return 0;
  }
}

/** The seed is new in each round and printed by fast-check with a counterexample. */
function round(runs: number): boolean {
  const { status, stdout, stderr } = spawnSync('vitest', ['run', '--project', 'unit', ...files], {
    encoding: 'utf8',
    env: { ...process.env, RUNG_RUNS: String(runs) },
  });
  if (status !== 0) console.log(stdout + stderr);
  return status === 0;
}

let done = readDone();
if (done >= WANTED) done = 0;
mkdirSync('.build', { recursive: true });
while (done < WANTED) {
  const begun = performance.now();
  const runs = Math.min(ROUND, WANTED - done);
  if (!round(runs)) {
    process.exitCode = 1;
    break;
  }
  done += runs;
  writeFileSync(DONE, JSON.stringify({ runs: done }));
  const seconds = (performance.now() - begun) / 1000;
  const hours = ((((WANTED - done) / runs) * seconds) / 3600).toFixed(1);
  console.log(
    `${done.toLocaleString('en')} of ${WANTED.toLocaleString('en')} runs of each property; about ${hours} h to go`,
  );
}

// `npm run bench`: runs the benches and prints a table of each; `npm run bench -- engine` runs one,
// with its own options behind it.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** What each measures; all are programs of their own, so that none warms up or slows down another. */
const BENCHES: Readonly<Record<string, string>> = {
  engine: 'events folded on one core',
  calls: 'rows read and time of every call at 1,000, 10,000 and 100,000 people (minutes)',
  preview: 'a draft previewed on 100,000 people of 1,000,000 events (some minutes)',
  session: 'what a standard visit costs (builds the script, needs a Chromium)',
  peers: 'bytes, requests and main-thread time beside scripts from npm (needs a Chromium; minutes)',
};

const args = process.argv.slice(2);
const firstOption = args.findIndex((arg) => arg.startsWith('--'));
const options = firstOption < 0 ? [] : args.slice(firstOption);
const chosen = args.slice(0, args.length - options.length);
const unknown = chosen.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) throw new Error(`No bench ${unknown}. There are: ${Object.keys(BENCHES)}`);

for (const [name, what] of Object.entries(BENCHES)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  console.log(`\n${name}: ${what}`);
  const { status } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, `${name}.ts`), ...options],
    {
      stdio: 'inherit',
    },
  );
  if (status !== 0) process.exitCode = 1;
}

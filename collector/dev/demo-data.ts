/** `npm run demo-data`: makes up a shop's history and tells it to a collector. */
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AskedData, Misuse, readDemoData, USAGE } from './demo-data/command.ts';
import { fill, type Progress } from './demo-data/fill.ts';
import { planCampaigns } from './demo-data/plan-campaigns.ts';
import { Refused } from './demo-data/send.ts';
import { openTarget } from './demo-data/target.ts';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

try {
  const asked = readDemoData(process.argv.slice(2), process.env, Date.now());
  if (!asked) console.log(USAGE);
  else process.exitCode = await run(asked);
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}

/** @returns the exit code: 1 when the collector refused some of it */
async function run(asked: AskedData): Promise<number> {
  const { RUNG_STATE, PORT } = process.env;
  const around = { state: resolve(ROOT, RUNG_STATE || '.rung'), port: PORT || '8787' };
  const target = await openTarget(asked, around);
  try {
    say(`${asked.people} people, ${asked.days} days up to ${dayOf(asked.until)} → ${target.url}`);
    const begun = performance.now();
    const done = await fill(target, asked, Date.now(), (progress) => {
      say(progressLine(progress, asked.people, (performance.now() - begun) / 1000));
    });
    await planCampaigns(target, asked);
    const next = await target.finish(say);
    say(outcomeLine(done));
    console.log(`${next}\n\n  ${question(target.secret_key)}`);
    return Object.keys(done.outcomes).some((result) => result.startsWith('rejected')) ? 1 : 0;
  } finally {
    await target.close();
  }
}

/** Progress goes to standard error, so that standard output holds the answer alone. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function progressLine({ people, events }: Progress, of: number, seconds: number): string {
  const rate = Math.round(events / Math.max(seconds, 0.001));
  return `${people} of ${of} people, ${events} events, ${rate} a second`;
}

function outcomeLine({ outcomes }: Progress): string {
  const parts = Object.entries(outcomes).map(([result, count]) => `${count} ${result}`);
  return parts.join(', ');
}

function question(key: string): string {
  const host = `http://localhost:${process.env.PORT || 8787}`;
  return `curl -H "Authorization: Bearer ${key}" "${host}/api/v1/leads"`;
}

/** Mistakes are told in a sentence; what is unexpected is told whole. */
function explain(error: unknown): unknown {
  if (error instanceof Misuse) return `${error.message}\n\n${USAGE}`;
  return error instanceof Refused ? error.message : error;
}

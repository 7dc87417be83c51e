/**
 * How many events the engine folds in a second on one core. Plain Node runs it (type stripping):
 * `node test/bench/engine.ts [people] [events each]`.
 */
import {
  type CanonicalEvent,
  type Compiled,
  close,
  compile,
  defaultModel,
  open,
  replay,
  start,
} from '../../collector/engine/index.ts';
import { historyOf, numbers } from './history.ts';
import { printTable, type Result } from './table.ts';

/** Processor time of this process in seconds: other work on the machine does not count. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Processor time of some work, the least of several tries, in seconds. */
function leastTime(work: () => void): number {
  const tries = Array.from({ length: 9 }, () => {
    const begun = cpuSeconds();
    work();
    return cpuSeconds() - begun;
  });
  return Math.min(...tries);
}

/** A fixed piece of plain arithmetic, to tell a slow engine from a slow or busy machine. */
const REFERENCE_STEPS = 5_000_000;
function referenceLoop(): number {
  const random = numbers(1);
  let sum = 0;
  for (let i = 0; i < REFERENCE_STEPS; i++) sum += random();
  return sum;
}

/** Opening and closing a person costs the same whatever the log: with short ones it shows. */
function openings(compiled: Compiled, logs: CanonicalEvent[][]): number {
  const states = logs.slice(0, 1_000).map((log) => replay(compiled, start(), log, 0).state);
  const seconds = leastTime(() => {
    for (const state of states) close(open(compiled, state));
  });
  return (seconds / states.length) * 1e6;
}

function report(people: number, each: number): Result {
  const compiled = compile(defaultModel, 1);
  const text = JSON.stringify(Array.from({ length: people }, (_, i) => historyOf(i, each)));
  const logs = JSON.parse(text) as CanonicalEvent[][];
  const folding = leastTime(() => {
    for (const log of logs) replay(compiled, start(), log, 0);
  });
  const steps = REFERENCE_STEPS / leastTime(referenceLoop);
  const rate = (people * each) / folding;
  return {
    people: people.toLocaleString('en'),
    'events each': each.toLocaleString('en'),
    'events folded per CPU second': Math.round(rate).toLocaleString('en'),
    'reference steps in the time of one': (steps / rate).toFixed(0),
    'times JSON.parse of the log': (folding / leastTime(() => JSON.parse(text))).toFixed(2),
    'µs to open and close one': openings(compiled, logs).toFixed(1),
  };
}

/** Many events of few people, the usual lengths, and people of one visit. */
const SIZES = [
  [20, 10_000],
  [1_000, 200],
  [10_000, 12],
] as const;

/** A row for each size. */
export function measureEngine(sizes: readonly (readonly [number, number])[] = SIZES): Result[] {
  return sizes.map(([people, each]) => report(people, each));
}

if (import.meta.main) {
  const [people, each] = process.argv.slice(2).map(Number);
  printTable(measureEngine(people && each ? [[people, each]] : SIZES));
}

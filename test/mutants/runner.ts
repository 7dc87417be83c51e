/**
 * Runs the engine's tests on Stryker's mutants within one process.
 *
 * The tests are pure, so they need no worker each: they are bundled once and evaluated anew for
 * every mutant, which takes milliseconds where a start of Vitest takes seconds.
 */
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';
import type { InstrumenterContext } from '@stryker-mutator/api/core';
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  type DryRunResult,
  DryRunStatus,
  determineHitLimitReached,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import { buildSync } from 'esbuild';
import { type Case, collector } from './collect.ts';

/** RUNG_TESTS asks only some of them, with commas between: quicker while one works on one file */
const { RUNG_TESTS = 'collector/engine/**/*.test.ts' } = process.env;
/** few runs a property, and always the same ones: a survivor stays one */
const FEW = { RUNG_RUNS: '12', RUNG_SEED: '1' };
/** take longer than all others together, and kill nothing that those do not */
const LONG = [
  'Memory stays bounded however many events match',
  'Dates agree with the platform on every day of a century',
];
/** how long each test took on the unchanged engine; kept for the next process after a timeout */
const TOOK = '.build/took.json';
/** where instrumented code looks for the mutant and counts what it covers */
const context: InstrumenterContext = {};
Object.assign(globalThis, { __stryker__: context });

type Evaluate = (require: (name: string) => unknown, module: { exports: unknown }) => void;

/** All test files and what they test as one function. */
function bundle(): Evaluate {
  const files = RUNG_TESTS.split(',')
    .flatMap((pattern) => globSync(pattern))
    .sort();
  const { outputFiles } = buildSync({
    stdin: {
      contents: files.map((file) => `import './${file}';`).join('\n'),
      resolveDir: process.cwd(),
    },
    absWorkingDir: process.cwd(),
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    packages: 'external',
    // `sideEffects: false` of the package is not about its tests
    ignoreAnnotations: true,
    logLevel: 'error',
  });
  const [code] = outputFiles;
  const script = new Script(`(function (require, module) {${code?.text}\n})`);
  return script.runInThisContext() as Evaluate;
}

async function resultOf({ id, run }: Case): Promise<TestResult> {
  const begun = performance.now();
  const told = () => ({ id, name: id, timeSpentMs: Math.round(performance.now() - begun) });
  try {
    await run();
    return { ...told(), status: TestStatus.Success };
  } catch (error) {
    return { ...told(), status: TestStatus.Failed, failureMessage: String(error) };
  }
}

class OneProcess implements TestRunner {
  readonly #load = createRequire(join(process.cwd(), 'package.json'));
  #evaluate: Evaluate = () => undefined;
  /** milliseconds by test: the quick ones are asked first */
  #took: Record<string, number> = {};
  /** what killed a mutant may well kill the next one, too */
  readonly #kills = new Map<string, number>();

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init(): Promise<void> {
    Object.assign(process.env, FEW);
    this.#evaluate = bundle();
    if (existsSync(TOOK)) this.#took = JSON.parse(readFileSync(TOOK, 'utf8'));
  }

  async dryRun(): Promise<DryRunResult> {
    delete context.activeMutant;
    const tests: TestResult[] = [];
    for (const it of this.#cases()) {
      context.currentTestId = it.id;
      const result = await resultOf(it);
      delete context.currentTestId;
      tests.push(result);
      this.#took[it.id] = result.timeSpentMs;
    }
    mkdirSync(dirname(TOOK), { recursive: true });
    writeFileSync(TOOK, JSON.stringify(this.#took));
    const { mutantCoverage = { static: {}, perTest: {} } } = context;
    return { status: DryRunStatus.Complete, tests, mutantCoverage };
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    Object.assign(context, {
      activeMutant: options.activeMutant.id,
      hitCount: 0,
      hitLimit: options.hitLimit,
    });
    const tests = await this.#untilKilled(options);
    const endless = determineHitLimitReached(context.hitCount, options.hitLimit);
    return toMutantRunResult(endless ?? { status: DryRunStatus.Complete, tests });
  }

  async #untilKilled(options: MutantRunOptions): Promise<TestResult[]> {
    const tests: TestResult[] = [];
    for (const it of this.#chosen(options)) {
      const result = await resultOf(it);
      tests.push(result);
      if (result.status === TestStatus.Success) continue;
      this.#kills.set(it.id, (this.#kills.get(it.id) ?? 0) + 1);
      break;
    }
    return tests;
  }

  /** Loaded anew: what one mutant put into a cache must not judge the next. */
  #chosen({ testFilter }: MutantRunOptions): Case[] {
    const wanted = testFilter && new Set(testFilter);
    const dear = ({ id }: Case): number =>
      (1 + (this.#took[id] ?? 0)) / (1 + (this.#kills.get(id) ?? 0));
    try {
      const cases = this.#cases().filter(({ id }) => !wanted || wanted.has(id));
      return cases.sort((a, b) => dear(a) - dear(b));
    } catch (error) {
      const run = (): never => {
        throw error;
      };
      return [{ id: 'The tests load', run }];
    }
  }

  #cases(): Case[] {
    const cases: Case[] = [];
    const vitest = collector(cases);
    const load = (name: string): unknown => (name === 'vitest' ? vitest : this.#load(name));
    this.#evaluate(load, { exports: {} });
    return cases.filter(({ id }) => !LONG.includes(id));
  }
}

export const strykerPlugins = [
  declareFactoryPlugin(PluginKind.TestRunner, 'one-process', () => new OneProcess()),
];

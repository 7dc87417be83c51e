// `npm run check`: every check that needs no test run, cheapest first; all of them run, so that one run tells all.
import { spawnSync } from 'node:child_process';

const CHECKS: { name: string; run: string }[] = [
  { name: 'format and lint', run: 'biome check --error-on-warnings .' },
  { name: 'types', run: 'tsc -b' },
  { name: 'import direction', run: 'depcruise sdk collector dashboard-api test' },
  { name: 'dead code', run: 'knip' },
  { name: 'build', run: 'node sdk/build/build.ts' },
  { name: 'examples', run: 'tsc -p sdk/examples' },
  { name: 'public interface', run: 'node sdk/build/api.ts' },
  { name: 'size', run: 'node sdk/build/size.ts' },
  { name: 'package shape', run: 'publint --strict' },
  { name: 'package types', run: 'attw --pack . --profile esm-only' },
];

export function check(): { passed: number; failed: number; names: string[] } {
  const names = CHECKS.filter((step) => !passes(step)).map(({ name }) => name);
  return { passed: CHECKS.length - names.length, failed: names.length, names };
}

function passes({ name, run }: { name: string; run: string }): boolean {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(run, { shell: true, encoding: 'utf8' });
  const ok = status === 0;
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${ok ? '✓' : '✗'} ${name} (${seconds} s)`);
  if (!ok) console.log(`${stdout}${stderr}`.trim());
  if (ok && name === 'size') console.log(stdout.trimEnd().replace(/^/gm, '  '));
  return ok;
}

if (import.meta.main) {
  const { passed, failed } = check();
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

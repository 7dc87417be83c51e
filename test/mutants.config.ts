// The engine's tests as Stryker runs them: few runs a property, always the same ones, so that a survivor stays one.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    isolate: false,
    include: ['collector/engine/**/*.test.ts'],
    env: { RUNG_RUNS: '20', RUNG_SEED: '1' },
  },
});

import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-pool-workers';
import { defineConfig } from 'vitest/config';

// The pool would ask a host of Cloudflare's for a sample of `request.cf`; the tests need no network.
process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false';
process.env.X_LOCAL_OBSERVABILITY = 'false';

const MINUTE = 60_000;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: [
            '{sdk,collector/engine,dashboard-api}/**/*.test.ts',
            'test/{unit,contract}/**/*.test.ts',
          ],
        },
      },
      {
        plugins: [
          cloudflareTest(async () => ({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              ratelimits: { TIGHT_LIMIT: { namespace_id: '9', simple: { limit: 3, period: 60 } } },
              bindings: {
                MIGRATIONS: await readD1Migrations('collector/store/migrations'),
                REPORT_SEEDS: process.env.RUNG_REPORT_SEEDS ?? '20',
              },
            },
          })),
        ],
        test: {
          name: 'worker',
          // Files share a runtime each worker; `migrate.ts` empties the database between them.
          isolate: false,
          maxWorkers: 2,
          testTimeout: MINUTE / 2,
          include: ['test/worker/**/*.test.ts'],
          setupFiles: ['test/worker/migrate.ts'],
        },
      },
      {
        test: {
          name: 'browser',
          environment: 'node',
          include: ['test/{browser,faults}/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 2 * MINUTE,
          hookTimeout: 2 * MINUTE,
        },
      },
      {
        test: {
          name: 'journey',
          environment: 'node',
          include: ['test/{journey,security}/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 5 * MINUTE,
          hookTimeout: 2 * MINUTE,
        },
      },
    ],
  },
});

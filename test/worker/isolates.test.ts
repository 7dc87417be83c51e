import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test, vi } from 'vitest';
import { createIngest } from '../../collector/ingest/index.ts';
import type { Answer } from '../../sdk/wire.ts';
import { wrap } from './database-wrappers.ts';
import {
  BROWSER,
  envelope,
  event,
  logOf,
  newSite,
  newVisitor,
  onlyPerson,
  send,
} from './visitor.ts';

describe('Several isolates', () => {
  /** Each has its own lanes, so that only the guard in the database keeps them apart. */
  const isolate = () => {
    const door = createIngest();
    return async (body: string, db = env.DB): Promise<Answer> => {
      const context = createExecutionContext();
      const headers = { 'User-Agent': BROWSER };
      const request = new Request('https://rung.example/e', { method: 'POST', body, headers });
      const response = await door.fetch(request, { DB: db }, context);
      await waitOnExecutionContext(context);
      expect(response.status).toBe(200);
      return response.json<Answer>();
    };
  };

  test('writers that do not know of each other lose nothing', async () => {
    vi.useRealTimers();
    const site = await newSite();
    const visitor = newVisitor();
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => isolate()(envelope(site, visitor, [event(Date.now())]))),
    );
    expect(answers.flatMap(({ results }) => Object.values(results))).toEqual(Array(12).fill('ok'));
    expect(await logOf(site.site)).toHaveLength(12);
    expect((await onlyPerson(site.site)).version).toBe(12);
  });

  test('one that is overtaken for five seconds says retry, and nothing of it is stored', async () => {
    vi.useRealTimers();
    const site = await newSite();
    const visitor = newVisitor();
    await send(site, visitor, [event(Date.now())]);
    // Before each write of the slow one somebody else writes.
    let clock = Date.now();
    vi.useFakeTimers({ toFake: ['Date'], now: clock });
    const overtaken = wrap(env.DB, {
      before: () => {
        clock += 1500;
        vi.setSystemTime(clock);
      },
      beforeBatch: () =>
        env.DB.prepare('UPDATE people SET version = version + 1 WHERE site = ?')
          .bind(site.site)
          .run(),
    });
    const late = event(Date.now());
    const answer = await isolate()(envelope(site, visitor, [late, null]), overtaken);
    expect(answer.results).toEqual({ [late.id]: 'retry', '#1': 'rejected: invalid_event' });
    expect(answer.retry_after_s).toBeGreaterThan(0);
    expect(answer.standing).toBeUndefined();
    expect(await logOf(site.site)).toHaveLength(1);
    expect((await isolate()(envelope(site, visitor, [late]))).results).toEqual({ [late.id]: 'ok' });
  });
});

import { expect, test, vi } from 'vitest';
import { Lanes } from '../../collector/ingest/lanes.ts';

/** Work that ends when the test says so. */
function gate() {
  const calls: string[][] = [];
  const open: (() => void)[] = [];
  const perform = async (jobs: string[]): Promise<string[]> => {
    calls.push(jobs);
    await new Promise<void>((resolve) => open.push(resolve));
    return jobs.map((job) => job.toUpperCase());
  };
  return { calls, open, perform };
}

test('Those who come while one works share the next turn, and each gets its own result', async () => {
  const { calls, open, perform } = gate();
  const lanes = new Lanes<string, string>();
  const results = ['a', 'b', 'c'].map((job) => lanes.run('lane', job, perform));
  await vi.waitFor(() => expect(calls).toEqual([['a']]));
  open[0]?.();
  await vi.waitFor(() => expect(calls).toEqual([['a'], ['b', 'c']]));
  open[1]?.();
  expect(await Promise.all(results)).toEqual(['A', 'B', 'C']);
});

test('Other lanes do not wait', async () => {
  const { calls, open, perform } = gate();
  const lanes = new Lanes<string, string>();
  const results = [lanes.run('one', 'a', perform), lanes.run('two', 'b', perform)];
  await vi.waitFor(() => expect(calls).toEqual([['a'], ['b']]));
  for (const done of open) done();
  expect(await Promise.all(results)).toEqual(['A', 'B']);
});

test('A failure fails those who shared the work, and nobody after them', async () => {
  const lanes = new Lanes<string, string>();
  let failing = true;
  const perform = async (jobs: string[]): Promise<string[]> => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (failing && jobs.includes('b')) throw new Error('down');
    return jobs;
  };
  const results = ['a', 'b', 'c'].map((job) => lanes.run('lane', job, perform));
  expect((await Promise.allSettled(results)).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'rejected',
  ]);
  failing = false;
  expect(await lanes.run('lane', 'b', perform)).toBe('b');
});

test('A write takes no more than its capacity; the rest has the next turn', async () => {
  const { calls, open, perform } = gate();
  const lanes = new Lanes<string, string>({ capacity: 4, weigh: (job) => job.length });
  const results = ['a', 'bbb', 'cc', 'd'].map((job) => lanes.run('lane', job, perform));
  for (let turn = 0; turn < 3; turn += 1) {
    await vi.waitFor(() => expect(open.length).toBeGreaterThan(turn));
    open[turn]?.();
  }
  await Promise.all(results);
  expect(calls).toEqual([['a'], ['bbb'], ['cc', 'd']]);
});

test('Who waits for a leader that never comes back does its work itself', async () => {
  const lanes = new Lanes<string, string>({ patienceMs: 30 });
  const never = () => new Promise<string[]>(() => {});
  void lanes.run('lane', 'lost', never);
  const perform = async (jobs: string[]) => jobs;
  expect(await lanes.run('lane', 'saved', perform)).toBe('saved');
  expect(await lanes.run('lane', 'next', perform)).toBe('next');
});

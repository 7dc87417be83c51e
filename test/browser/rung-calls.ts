/** What tests do with the script in a page. */
import type { ServerResponse } from 'node:http';
import type { Driver } from './driver.ts';
import { type Stage, until } from './suite.ts';

export interface Rung {
  track(name: string, props?: object): Promise<void>;
  identify(id: string, traits?: object): Promise<void>;
  flush(): Promise<void>;
  consent(decision: string): Promise<void>;
  optOut(): Promise<void>;
  optIn(): Promise<void>;
  reset(): Promise<void>;
  visitorId(): string | undefined;
  standing(): unknown;
  on(name: string, react: (notice: unknown) => void): void;
}

export const track = (browser: Driver, name: string) =>
  browser.evaluate((name) => (window as never as { rung: Rung }).rung.track(name), name);
export const flush = (browser: Driver) =>
  browser.evaluate(() => (window as never as { rung: Rung }).rung.flush());
export const visitor = (browser: Driver) =>
  browser.evaluate(() => (window as never as { rung: Rung }).rung.visitorId());

export const names = (on: Stage) => on.site.stored.map(({ type }) => type);

/** Opens a page whose first request gets no answer before the function that this resolves to is called. */
export async function holdAnswer(
  on: Stage,
  answer: (response: ServerResponse) => 'store and answer' | 'neither',
): Promise<() => Promise<void>> {
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  on.site.mood = (_, response) => held.then(() => answer(response));
  await on.browser.goto(on.site.url('/'));
  await until(() => on.site.requests.length);
  await on.browser.evaluate(() => {
    document.addEventListener('rung:sent', () => Object.assign(window, { answered: true }));
  });
  return async () => {
    release();
    await on.browser.waitFor(() => 'answered' in window);
  };
}

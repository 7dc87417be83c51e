/** Runs a suite of facts in every engine of this machine, each on a site of its own. */
import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest';
import { type Driver, poll } from './driver.ts';
import { type Engine, type EngineName, findEngines } from './engines.ts';
import { openSite, type Site } from './site.ts';

/** What a test has: filled anew before each. */
export interface Stage {
  engine: EngineName;
  browser: Driver;
  site: Site;
}

const engines = await findEngines();

/** The browser is opened once; a site's own host keeps tests apart. `those`: engines that can do it. */
export function inEveryEngine(
  title: string,
  facts: (stage: Stage) => void,
  those: readonly EngineName[] = ['chromium', 'firefox', 'webkit'],
): void {
  for (const engine of engines.filter(({ name }) => those.includes(name))) {
    describe(`${title} (${engine.name})`, () => {
      const stage = { engine: engine.name } as Stage;
      let first: Driver;
      beforeAll(async () => {
        first = await engine.open();
      });
      beforeEach(async () => {
        stage.site = await openSite();
        stage.browser = await first.tab();
      });
      afterEach(async () => {
        await stage.browser.close().catch(() => {});
        await stage.site.close();
      });
      afterAll(() => first.close());
      facts(stage);
    });
  }
}

export type { Driver, Engine };

/** Waits until something holds on our side. */
export function until(check: () => unknown, timeout = 15_000): Promise<void> {
  return poll(async () => check(), timeout);
}

// WebKit: MiniBrowser of WebKitGTK, driven over WebDriver, on a screen of its own (Xvfb).
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Builder, By, type WebDriver } from 'selenium-webdriver';
import { type Driver, type OpenOptions, poll } from './driver.ts';

export interface WebKitPrograms {
  driver: string;
  miniBrowser: string;
  xvfbRun: string;
}

export async function openWebKit(programs: WebKitPrograms, options: OpenOptions): Promise<Driver> {
  const port = await freePort();
  const locale = `${(options.language ?? 'en-US').replace('-', '_')}.UTF-8`;
  const server = onScreen(programs.xvfbRun, [programs.driver, `--port=${port}`], {
    LANG: locale,
    LANGUAGE: locale,
  });
  const url = `http://127.0.0.1:${port}`;
  await poll(async () => (await fetch(`${url}/status`)).ok, 20_000);
  const web = await new Builder()
    .usingServer(url)
    .withCapabilities({
      browserName: 'MiniBrowser',
      'webkitgtk:browserOptions': { binary: programs.miniBrowser, args: ['--automation'] },
    })
    .build();
  await web.manage().setTimeouts({ script: 30_000, pageLoad: 60_000 });
  return drive(web, server, await web.getWindowHandle(), true);
}

/** A driven MiniBrowser forgets everything at its end; one that a person opened keeps it. */
export async function visitInWebKit(
  { xvfbRun, miniBrowser }: Pick<WebKitPrograms, 'xvfbRun' | 'miniBrowser'>,
  url: string,
  profile: string,
): Promise<() => Promise<void>> {
  const browser = onScreen(xvfbRun, [miniBrowser, url], {
    XDG_DATA_HOME: join(profile, 'data'),
    XDG_CACHE_HOME: join(profile, 'cache'),
  });
  return () => end(browser, 'SIGKILL');
}

/** In a process group of its own, so that `kill` reaches the browser and its screen as well. */
function onScreen(xvfbRun: string, command: string[], env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(xvfbRun, ['-a', ...command], {
    detached: true,
    stdio: 'ignore',
    env: {
      ...process.env,
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
      LIBGL_ALWAYS_SOFTWARE: '1',
      ...env,
    },
  });
}

function drive(web: WebDriver, server: ChildProcess, handle: string, first: boolean): Driver {
  const here = () => web.switchTo().window(handle);
  const evaluate: Driver['evaluate'] = async (run, ...args) => {
    await here();
    const answer: { value?: unknown; error?: string } = await web.executeAsyncScript(
      `const done = arguments[arguments.length - 1];
       const args = [...arguments].slice(0, -1);
       Promise.resolve().then(() => (${run})(...args)).then((value) => done({ value }), (error) => done({ error: String(error) }));`,
      ...args,
    );
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.value as never;
  };
  return {
    async goto(url) {
      await here();
      await web.get(url);
    },
    evaluate,
    waitFor: (run, args, timeout = 10_000) =>
      poll(() => evaluate(run, ...(args ?? ([] as never))), timeout),
    async click(selector) {
      await here();
      await web.findElement(By.css(selector)).click();
    },
    async type(selector, text) {
      await here();
      await web.findElement(By.css(selector)).sendKeys(text);
    },
    async tab() {
      // The window that was current may be closed by now.
      await here();
      // A tab of MiniBrowser opens in the background and stays hidden; a window comes to the front.
      await web.switchTo().newWindow('window');
      return drive(web, server, await web.getWindowHandle(), false);
    },
    async close() {
      await here();
      await web.close();
      if (first) {
        await web.quit().catch(() => {});
        await end(server, 'SIGTERM');
      }
    },
    kill: () => end(server, 'SIGKILL'),
  };
}

async function end(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.pid === undefined) return;
  const gone = new Promise((resolve) => server.once('exit', resolve));
  process.kill(-server.pid, signal);
  await gone;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

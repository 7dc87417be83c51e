// Finds the real browsers of this machine: Chromium (Debian's, or the one inside an npm package), Firefox, WebKit.
// CHROME_PATH names another Chromium (`npm`: the one in the package).
// RUNG_BROWSERS=all makes a missing one an error; RUNG_BROWSERS=chromium,webkit names those to run.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Driver, OpenOptions } from './driver.ts';
import { openChromium, openFirefox, type Program } from './puppeteer-driver.ts';
import { openWebKit, visitInWebKit } from './webkit-driver.ts';

export type EngineName = 'chromium' | 'firefox' | 'webkit';

export interface Engine {
  name: EngineName;
  /** What was found, for people: path and version. */
  about: string;
  /** Whether it can hide that a program drives it: `navigator.webdriver`, "Headless" in its name. */
  canLookHuman: boolean;
  open(options?: OpenOptions): Promise<Driver>;
  /**
   * Shows a page in a browser that keeps its profile, and answers how to end that browser at once. In
   * WebKit nobody drives it: what is to be done there, the page's own script does.
   */
  visit(url: string, profile: string): Promise<() => Promise<void>>;
}

const FINDERS: Record<EngineName, () => Promise<Engine | undefined>> = {
  chromium: findChromium,
  firefox: findFirefox,
  webkit: findWebKit,
};
const NAMES = Object.keys(FINDERS) as EngineName[];

/**
 * The engines that tests run in, said aloud.
 *
 * @example
 * for (const engine of await findEngines()) {
 *   const page = await engine.open();
 *   await page.goto(url);
 *   await page.close();
 * }
 * @throws when RUNG_BROWSERS asks for one that is not on this machine
 */
export async function findEngines(wanted = process.env.RUNG_BROWSERS ?? 'any'): Promise<Engine[]> {
  const names =
    wanted === 'all' || wanted === 'any'
      ? NAMES
      : NAMES.filter((name) => wanted.split(',').includes(name));
  const engines: Engine[] = [];
  for (const name of names) {
    const engine = await FINDERS[name]();
    console.log(`BROWSER ${name}: ${engine ? engine.about : 'NOT FOUND, its tests do not run'}`);
    if (engine) engines.push(engine);
    else if (wanted !== 'any')
      throw new Error(`RUNG_BROWSERS=${wanted}, but ${name} was not found`);
  }
  if (engines.length === 0) throw new Error('No browser was found.');
  return engines;
}

async function findChromium(): Promise<Engine | undefined> {
  const { CHROME_PATH } = process.env;
  const path =
    CHROME_PATH === 'npm'
      ? undefined
      : firstExisting(CHROME_PATH, '/usr/bin/chromium', '/usr/bin/google-chrome');
  const program = path ? { executablePath: path } : await chromiumFromNpm();
  const version = versionOf(program.executablePath);
  const full: Program = { ...program, major: version.match(/\d+/)?.[0] ?? '150' };
  return {
    name: 'chromium',
    about: `${program.executablePath} (${version})`,
    canLookHuman: true,
    open: (options = {}) => openChromium(full, options),
    visit: (url, profile) => visit(openChromium(full, { profile }), url),
  };
}

async function visit(opened: Promise<Driver>, url: string): Promise<() => Promise<void>> {
  const browser = await opened;
  await browser.goto(url);
  return () => browser.kill();
}

/** The Chromium that @sparticuz/chromium carries, with the libraries it needs where the system lacks them. */
async function chromiumFromNpm() {
  const {
    default: chromium,
    inflate,
    setupLambdaEnvironment,
  } = await import('@sparticuz/chromium');
  const executablePath = await chromium.executablePath();
  if (runs('ldd', executablePath).includes('not found')) {
    const bin = join(import.meta.dirname, '../../node_modules/@sparticuz/chromium/bin');
    await inflate(join(bin, 'al2023.tar.br'));
    setupLambdaEnvironment(join(tmpdir(), 'al2023', 'lib'));
  }
  return { executablePath, args: ['--headless=shell', '--no-zygote'] };
}

async function findFirefox(): Promise<Engine | undefined> {
  const path = firstExisting(process.env.FIREFOX_PATH, '/usr/bin/firefox-esr', '/usr/bin/firefox');
  if (!path) return undefined;
  const version = versionOf(path);
  const program: Program = { executablePath: path, major: version.match(/\d+/)?.[0] ?? '' };
  return {
    name: 'firefox',
    about: `${path} (${version})`,
    canLookHuman: true,
    open: (options = {}) => openFirefox(program, options),
    visit: (url, profile) => visit(openFirefox(program, { profile }), url),
  };
}

async function findWebKit(): Promise<Engine | undefined> {
  const driver = firstExisting('/usr/bin/WebKitWebDriver');
  const xvfbRun = firstExisting('/usr/bin/xvfb-run');
  const miniBrowser = firstExisting(...miniBrowsers());
  if (!driver || !xvfbRun || !miniBrowser) return undefined;
  return {
    name: 'webkit',
    about: miniBrowser,
    canLookHuman: false,
    open: (options = {}) => openWebKit({ driver, xvfbRun, miniBrowser }, options),
    visit: (url, profile) => visitInWebKit({ xvfbRun, miniBrowser }, url, profile),
  };
}

/** Debian keeps MiniBrowser under the triplet of the machine and the version of the library's interface. */
function miniBrowsers(): string[] {
  const lib = '/usr/lib';
  const folders = existsSync(lib)
    ? readdirSync(lib).filter((name) => name.includes('-linux-gnu'))
    : [];
  return folders.flatMap((folder) =>
    ['webkit2gtk-4.1', 'webkit2gtk-4.0', 'webkitgtk-6.0'].map(
      (api) => `${lib}/${folder}/${api}/MiniBrowser`,
    ),
  );
}

function firstExisting(...paths: (string | undefined)[]): string | undefined {
  return paths.find((path) => path && existsSync(path));
}

function versionOf(path: string): string {
  return runs(path, '--version').trim();
}

function runs(program: string, ...args: string[]): string {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}

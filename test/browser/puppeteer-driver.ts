// Chromium (DevTools protocol) and Firefox (WebDriver BiDi), driven by puppeteer-core.
import puppeteer, {
  type Browser,
  type CDPSession,
  type LaunchOptions,
  type Page,
} from 'puppeteer-core';
import { type Driver, type OpenOptions, poll } from './driver.ts';

/** Without these Chromium looks for hosts of its maker's at every start. */
const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const FIREFOX_PREFS = {
  'app.normandy.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': '',
};

export interface Program {
  executablePath: string;
  /** Major version, for the name a person's browser would give. */
  major: string;
  args?: string[];
}

export function openChromium(program: Program, options: OpenOptions): Promise<Driver> {
  const { human = true, language = 'en-US' } = options;
  const disguise = [
    '--disable-blink-features=AutomationControlled',
    `--user-agent=${chromeName(program).userAgent}`,
  ];
  return launch(
    {
      browser: 'chrome',
      executablePath: program.executablePath,
      headless: program.args?.includes('--headless=shell') ? 'shell' : true,
      args: [
        ...CHROMIUM_FLAGS,
        `--lang=${language}`,
        `--accept-lang=${language}`,
        ...(program.args ?? []),
        ...(human ? disguise : []),
      ],
      ...(human ? { ignoreDefaultArgs: ['--enable-automation'] } : {}),
    },
    options,
    human ? (page) => page.setUserAgent(chromeName(program)) : undefined,
  );
}

export function openFirefox(program: Program, options: OpenOptions): Promise<Driver> {
  const { language = 'en-US' } = options;
  return launch(
    {
      browser: 'firefox',
      executablePath: program.executablePath,
      headless: true,
      extraPrefsFirefox: { ...FIREFOX_PREFS, 'intl.accept_languages': language },
    },
    options,
  );
}

async function launch(
  launchOptions: LaunchOptions,
  options: OpenOptions,
  disguise: (page: Page) => Promise<void> = async () => {},
): Promise<Driver> {
  const { human = true, profile } = options;
  const browser = await puppeteer.launch({
    ...launchOptions,
    ...(profile ? { userDataDir: profile } : {}),
  });
  const [first] = await browser.pages();
  const page = first ?? (await browser.newPage());
  return drive(browser, page, true, async (page) => {
    if (!human) return;
    await disguise(page);
    await page.evaluateOnNewDocument(hideWebdriver);
  });
}

async function drive(
  browser: Browser,
  page: Page,
  first: boolean,
  prepare: (page: Page) => Promise<void>,
): Promise<Driver> {
  await prepare(page);
  const chromium = !browser.process()?.spawnfile.includes('firefox');
  // Opened when it is needed: Chromium renders no page ahead while somebody listens in.
  let session: Promise<CDPSession> | undefined;
  const cdp: Driver['cdp'] = async (method, params) => {
    session ??= page.createCDPSession();
    return (await session).send(method as never, params as never);
  };
  return {
    ...(chromium && { cdp }),
    async goto(url, from) {
      await page.goto(url, { waitUntil: 'load', ...(from && { referer: from }) });
    },
    evaluate: (run, ...args) =>
      page.evaluate(run as never, ...(args as unknown as never[])) as never,
    waitFor: (run, args, timeout = 10_000) =>
      poll(() => page.evaluate(run as never, ...((args ?? []) as never[])), timeout),
    click: (selector) => page.click(selector),
    type: (selector, text) => page.type(selector, text),
    async answer(pages) {
      await page.setRequestInterception(true);
      page.on('request', (request) => {
        const known = Object.entries(pages).find(([prefix]) => request.url().startsWith(prefix));
        const answer = { contentType: 'text/html', body: known?.[1] ?? '' };
        void (known ? request.respond(answer) : request.continue());
      });
    },
    tab: async () => drive(browser, await browser.newPage(), false, prepare),
    async close() {
      await page.close({ runBeforeUnload: false });
      if (first) await browser.close();
    },
    async kill() {
      const process = browser.process();
      const gone = new Promise((resolve) => process?.once('exit', resolve));
      process?.kill('SIGKILL');
      await gone;
    },
  };
}

function hideWebdriver(): void {
  Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false, configurable: true });
}

/** The name alone is not enough: a headless shell also gives itself away in the `Sec-CH-UA` header. */
function chromeName({ major }: Program) {
  const version = `${major}.0.0.0`;
  return {
    userAgent: `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version} Safari/537.36`,
    userAgentMetadata: {
      brands: [
        { brand: 'Chromium', version: major },
        { brand: 'Not:A-Brand', version: '8' },
      ],
      fullVersion: version,
      platform: 'Linux',
      platformVersion: '',
      architecture: 'x86',
      model: '',
      mobile: false,
    },
  };
}

// What a test may do to a page, alike in every engine.

export interface Driver {
  /** Loads a page and waits for its `load` event. `from`: the page that links to it (Chromium only). */
  goto(url: string, from?: string): Promise<void>;
  /** Runs a function in the page and answers with what it returns (JSON, awaited). It sees only its arguments. */
  evaluate<A extends unknown[], R>(run: (...args: A) => R, ...args: A): Promise<Awaited<R>>;
  /** Waits until a function in the page returns something true; throws after `timeout` ms (default 10 s). */
  waitFor<A extends unknown[]>(
    run: (...args: A) => unknown,
    args?: A,
    timeout?: number,
  ): Promise<void>;
  /** Clicks as a person does: with trusted pointer events, in the middle of the element. */
  click(selector: string): Promise<void>;
  /** Types into a field as a person does. */
  type(selector: string, text: string): Promise<void>;
  /** Opens a further tab of the same profile. `close` of a tab leaves the browser running. */
  tab(): Promise<Driver>;
  /** Closes the tab the regular way (`pagehide` fires), and with the first tab the browser. */
  close(): Promise<void>;
  /** Ends the whole browser at once, as a crash or an empty battery does: no page event fires. */
  kill(): Promise<void>;
  /** Answers addresses by their beginning, without asking the network. Once a tab; not in WebKit. */
  answer?(pages: Readonly<Record<string, string>>): Promise<void>;
  /**
   * Speaks Chromium's own protocol with the page. Chromium only.
   * @see https://chromedevtools.github.io/devtools-protocol/
   */
  cdp?(method: string, params?: object): Promise<unknown>;
}

export interface OpenOptions {
  /** Look like a person's browser: no `navigator.webdriver`, no "Headless" in the name. Default true. WebKit can't. */
  human?: boolean;
  /** Folder that keeps cookies and IndexedDB between opens. Default: a new one, removed at `close`. WebKit can't, see `Engine.visit`. */
  profile?: string;
  /** First language of the visitor (BCP 47). Default en-US. WebKit knows those the system has. */
  language?: string;
}

/** Polls, since a condition in a page may need a navigation to come true. */
export async function poll(check: () => Promise<unknown>, timeout: number): Promise<void> {
  const end = Date.now() + timeout;
  for (;;) {
    if (await check().catch(() => false)) return;
    if (Date.now() > end) throw new Error(`Nothing came true within ${timeout} ms`);
    await new Promise((later) => setTimeout(later, 20));
  }
}

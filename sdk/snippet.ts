/**
 * The tag: `<script defer src="https://HOST/rung.js" data-site="WRITE_KEY"></script>`. Reads its
 * options, answers the calls that came before it, and is from then on `window.rung`.
 */

import type { Options } from './core/options.ts';
import { fenced } from './effects/listen.ts';
import * as methods from './methods.ts';
import { start, WATCHERS } from './tracker.ts';

type Call = [name: string, ...args: unknown[]];
type Page = { rung?: Call[] | object };

/** File name of the on-demand part; the build writes it in. */
declare const RUNG_PART: string;

fenced(() => {
  const page = window as Page;
  const early = page.rung ?? [];
  if (!Array.isArray(early)) return;
  const [tag, folder] = readTag();
  const init = (options?: Partial<Options>) =>
    start({ ...tag, ...options }, WATCHERS, () => import(folder + RUNG_PART));
  const rung: Record<string, (...args: never[]) => unknown> = { ...methods, init };
  const push = ([name, ...args]: Call) => rung[name]?.(...(args as never[]));
  page.rung = { ...rung, push };
  for (const call of early) if (call[0] === 'init') push(call);
  init();
  for (const call of early) push(call);
});

/** Options from attributes and from the tag's address, since tag managers drop attributes. */
function readTag(): [options: Options, folder: string] {
  const { src, dataset } = (document.currentScript ??
    document.querySelector('script[data-site],script[src*="?site="]')) as HTMLScriptElement;
  const { origin, searchParams } = new URL(src);
  const said = [...searchParams, ...Object.entries(dataset)].map(([name, value]) => [
    name,
    value === 'false' ? false : value || true,
  ]);
  const options = Object.fromEntries([['host', origin], ...said]);
  return [options, new URL('.', src).href];
}

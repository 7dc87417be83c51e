/**
 * The tag: `<script defer src="https://HOST/rung.js" data-site="WRITE_KEY"></script>`. Reads its
 * options, answers the calls that came before it, and is from then on `window.rung`.
 */
import {
  consent,
  debug,
  flush,
  identify,
  on,
  optIn,
  optOut,
  page,
  reset,
  standing,
  subscribe,
  track,
  unsubscribe,
  visitorId,
} from './commands.ts';
import type { Options } from './core/options.ts';
import { whenShown } from './effects/lifecycle.ts';
import { watch } from './tracker.ts';

type Call = [name: string, ...args: unknown[]];
type Command = (...args: unknown[]) => unknown;

/** File name of the on-demand part; the build writes it in. */
declare const RUNG_PART: string;

const tag = (document.currentScript ??
  document.querySelector('[data-site],[src*="?site="]')) as HTMLScriptElement;

whenShown(() => {
  const here = window as { rung?: Call[] & { init?: Command } };
  const early = here.rung ?? [];
  // The tag stands in the page twice.
  if (early.init) return;
  const { origin, searchParams } = new URL(tag.src);
  const said: Record<string, unknown> = { host: origin };
  // Options are attributes or stand in the tag's address, since tag managers drop attributes.
  for (const [name, value] of [...searchParams, ...Object.entries(tag.dataset)]) {
    said[name] = value !== 'false' && (value || true);
  }
  const init = (options?: object) =>
    watch(
      { ...said, ...options } as unknown as Options,
      () => import(new URL(RUNG_PART, tag.src) as never),
    );
  const push = ([name, ...args]: Call) => (rung as Record<string, Command>)[name]?.(...args);
  const rung = {
    consent,
    debug,
    flush,
    identify,
    init,
    on,
    optIn,
    optOut,
    page,
    push,
    reset,
    standing,
    subscribe,
    track,
    unsubscribe,
    visitorId,
  } as Record<string, unknown>;
  here.rung = rung as never;
  // Options come first, wherever they stand among the calls.
  init(early.find(([name]) => name === 'init')?.[1] as object);
  early.map(push);
});

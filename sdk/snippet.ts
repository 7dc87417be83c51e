/**
 * The tag: `<script defer src="https://HOST/rung.js" data-site="WRITE_KEY"></script>`. Reads its
 * options, answers the calls that came before it, and is from then on `window.rung`.
 */
import * as commands from './commands.ts';
import type { Options } from './core/options.ts';
import { whenShown } from './effects/lifecycle.ts';
import { fenced } from './effects/listen.ts';
import { watch } from './tracker.ts';

type Call = [name: string, ...args: unknown[]];
type Command = (...args: unknown[]) => unknown;

/** File name of the on-demand part; the build writes it in. */
declare const RUNG_PART: string;

const tag = (document.currentScript ??
  document.querySelector('[data-site],[src*="?site="]')) as HTMLScriptElement;

whenShown(() =>
  fenced(() => {
    const page = window as { rung?: Call[] | Record<string, Command> };
    const early = page.rung ?? [];
    if (!Array.isArray(early)) return;
    const init = (options: unknown) =>
      watch(
        { ...readTag(), ...(options as object) },
        () => import(new URL(RUNG_PART, tag.src).href),
      );
    const rung: Record<string, Command> = { init };
    for (const [name, command] of Object.entries(commands)) {
      rung[name] = (...args) => fenced(() => (command as Command)(...args));
    }
    const push = ([name, ...args]: Call) => rung[name]?.(...args);
    page.rung = { ...rung, push: push as Command };
    // Options come first, wherever they stand among the calls.
    init(early.find(([name]) => name === 'init')?.[1]);
    early.map(push);
  }),
);

/** Options from attributes and from the tag's address, since tag managers drop attributes. */
function readTag(): Options {
  const { origin, searchParams } = new URL(tag.src);
  const options: Record<string, unknown> = { host: origin };
  for (const [name, value] of [...searchParams, ...Object.entries(tag.dataset)]) {
    options[name] = value !== 'false' && (value || true);
  }
  return options as unknown as Options;
}

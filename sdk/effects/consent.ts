/** Whether anything may be recorded: the visitor's decision, the browser's signals, the default. */
import { forget } from './forget.ts';
import { jar } from './jar.ts';
import { clear } from './queue.ts';
import { options } from './settings.ts';

/** `off` is the visitor's own refusal, which no consent banner overrules. */
type Decision = 'granted' | 'denied' | 'off';

const NAME = 'rung_consent';
const YEAR_S = 31_536_000;

type Signals = Navigator & { globalPrivacyControl?: boolean };

/** Where cookies are denied a decision lasts as long as the page. */
let decision: Decision | undefined;
let release: () => void;

/** Resolves when there is a decision; what is allowed need not wait for this. */
export const decided = new Promise<void>((resolve) => {
  release = resolve;
});

export function decisionOf(): Decision | undefined {
  return (jar(NAME) as Decision | undefined) ?? decision;
}

/** Undefined while consent is pending. */
export function isAllowed(): boolean | undefined {
  const said = decisionOf() ?? options.consent;
  const objects =
    (options.gpc !== false && (navigator as Signals).globalPrivacyControl) ||
    (options.dnt && navigator.doNotTrack === '1');
  return said === 'pending' ? undefined : said === 'granted' && !objects;
}

/**
 * Consent also records what waited for it; a refusal forgets what this browser holds. Decisions are
 * kept for a year, refusals too: else visitors would be asked for ever. One who opted out stays
 * out, whatever a banner says, unless it is the visitor who `returns`.
 */
export async function decide(said: Decision, returns?: boolean): Promise<void> {
  if (decisionOf() === 'off' && !returns) return;
  decision = said;
  jar(NAME, said, YEAR_S);
  release();
  if (!isAllowed()) {
    forget();
    await clear();
  }
}

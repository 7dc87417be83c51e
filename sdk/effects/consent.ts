/** Whether anything may be recorded: the visitor's decision, the browser's signals, the default. */
import type { Consent } from '../core/options.ts';
import { clear } from './delivery.ts';
import { keep, read } from './jar.ts';
import { options } from './settings.ts';
import { forget } from './visitor.ts';

/** `off` is the visitor's own refusal, which no consent banner overrules. */
type Decision = 'granted' | 'denied' | 'off';

const NAME = 'rung_consent';
const YEAR_S = 31_536_000;

type Signals = Navigator & { globalPrivacyControl?: boolean };

/** What waits for the visitor's decision. */
const held: (() => void)[] = [];

export function decisionOf(): Decision | undefined {
  return read(NAME) as Decision | undefined;
}

export function consentNow(): Consent {
  const { globalPrivacyControl, doNotTrack } = navigator as Signals;
  const { gpc = true, dnt, cmp, consent = cmp ? 'pending' : 'granted' } = options;
  const refused = (gpc && globalPrivacyControl) || (dnt && doNotTrack === '1');
  const decision = decisionOf() ?? consent;
  return refused || decision === 'off' ? 'denied' : decision;
}

/** Resolves when there is a decision; what is allowed need not wait for this. */
export function decided(): Promise<void> {
  return new Promise((resolve) => held.push(resolve));
}

/**
 * Consent also records what waited for it; a refusal forgets what this browser holds. Decisions are
 * kept for a year, refusals too: else visitors would be asked for ever. One who opted out stays
 * out, whatever a banner says, unless it is the visitor who `returns`.
 */
export async function decide(decision: Decision, returns?: boolean): Promise<void> {
  if (decisionOf() === 'off' && !returns) return;
  keep(NAME, decision, YEAR_S);
  for (const go of held.splice(0)) go();
  if (consentNow() !== 'granted') {
    forget();
    await clear();
  }
}

/** Which of the owner's campaigns a visit belongs to. */
import { globMatches, pathOf } from '../glob.ts';
import { foldText } from '../text-fold.ts';
import type { Visit } from '../types.ts';
import { CAMPAIGN_FIELDS, type CampaignField, type CampaignRule, NONE } from './types.ts';

function fieldOf({ source, landing }: Visit, field: CampaignField): string | undefined {
  return field === 'landing' ? landing && pathOf(landing) : source[field];
}

function fits(visit: Visit, { match }: CampaignRule): boolean {
  return CAMPAIGN_FIELDS.every((field) => {
    const globs = match[field];
    if (globs === undefined) return true;
    const value = foldText(fieldOf(visit, field) ?? '');
    return value !== '' && globs.some((glob) => globMatches(foldText(glob), value));
  });
}

/**
 * The id of the first campaign, by id, whose dates and rule the visit fits; `(none)` without one.
 *
 * @param rules in any order
 * @param day of the visit, since 1970
 */
export function planOf(visit: Visit, rules: readonly CampaignRule[], day: number): string {
  let first: string | undefined;
  for (const rule of rules) {
    const { id, from, to = Infinity } = rule;
    const dated = day >= from && day <= to;
    if (dated && (first === undefined || id < first) && fits(visit, rule)) first = id;
  }
  return first ?? NONE;
}

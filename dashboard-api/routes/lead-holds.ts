/** The parameters of `leads` as they are asked of somebody at this very moment. */
import type { Lead } from '../present/schemas/lead.ts';
import type { Looked } from '../queries/list-leads.ts';
import type { LeadQuery } from './lead-query.ts';

type Test = (looked: Looked, query: LeadQuery) => boolean;

/** When the present stay in the highest grade began; undefined for who is not in it. */
function strongSince({ compiled, standing }: Looked): number | undefined {
  const { grade, grade_since } = standing.state;
  return grade === compiled.grades.at(-1)?.id ? grade_since : undefined;
}

const contactedAs: Test = (looked, { contacted }) => {
  const at = looked.person.document.contacted?.at;
  if (contacted === undefined || contacted === 'never') return !contacted || at === undefined;
  const since = strongSince(looked);
  if (at === undefined || since === undefined) return false;
  return contacted === 'since_strong' ? at >= since : at < since;
};

const isCustomer = ({ orders: { verified, unverified } }: Lead): boolean =>
  verified.count + unverified.count > 0;

/** Each that was asked for must equal what the lead says. */
const EQUAL: readonly (readonly [
  asked: (query: LeadQuery) => unknown,
  said: (lead: Lead) => unknown,
])[] = [
  [({ grade }) => grade, ({ grade }) => grade],
  [({ rung }) => rung, ({ rung }) => rung],
  [({ country }) => country, ({ country }) => country],
  [({ first_channel }) => first_channel, ({ first_source }) => first_source?.channel],
  [({ last_channel }) => last_channel, ({ last_source }) => last_source?.channel],
  [({ first_campaign }) => first_campaign, ({ first_source }) => first_source?.campaign],
  [({ last_campaign }) => last_campaign, ({ last_source }) => last_source?.campaign],
  [({ customer }) => customer, (lead) => (isCustomer(lead) ? 'yes' : 'no')],
];

/** Filters were checked against what is stored; keeps those that hold at this very moment too. */
export const holdsNow = (query: LeadQuery) => (lead: Lead, looked: Looked) => {
  const { segment, min_score = -Infinity, max_score = Infinity, seen_since = 0 } = query;
  const equal = EQUAL.every(([asked, said]) => {
    const wanted = asked(query);
    return wanted === undefined || wanted === said(lead);
  });
  return (
    equal &&
    (segment === undefined || lead.segments.includes(segment)) &&
    lead.score >= min_score &&
    lead.score <= max_score &&
    (seen_since === 0 || (looked.standing.state.last_seen ?? 0) >= seen_since) &&
    contactedAs(looked, query)
  );
};

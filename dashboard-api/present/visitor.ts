/** One person in full: the lead with labels, traits, devices, users and consent. */
import { isLinked, type PersonDocument, type UserLink } from '../../collector/engine/document.ts';
import { type Compiled, interestsOf, replay } from '../../collector/engine/index.ts';
import type { FollowUpRow } from '../commands.ts';
import type { Person } from '../queries/person.ts';
import { presentFollowUp } from './follow-up.ts';
import { presentHabits } from './habits.ts';
import { presentLead, type Standing, trendOf } from './lead.ts';
import { profileOf } from './profile.ts';
import type { Visitor } from './schemas/lead.ts';
import { toRfc3339 } from './time.ts';
import { toVisitorId, visitEntry } from './timeline.ts';

const presentDevices = (devices: PersonDocument['devices']) =>
  Object.entries(devices)
    .sort(([, a], [, b]) => b.last_at - a.last_at)
    .map(([device, { first_at, last_at, judged }]) => ({
      ...(judged && { judged }),
      visitor: toVisitorId(device),
      first_seen: toRfc3339(first_at),
      last_seen: toRfc3339(last_at),
    }));

const presentUser = (link: UserLink) => ({
  id: link.id,
  since: toRfc3339(link.at),
  proven: isLinked(link),
  by: link.by,
  visitor: toVisitorId(link.device),
});

/** The owner's words for a grade or rung; its id where they gave none. */
const labelOf = (
  steps: readonly { id: string; label?: { en: string; fa?: string } }[],
  id: string,
) => steps.find((step) => step.id === id)?.label ?? { en: id };

/** Visits shown with the person. */
const LATEST = 10;

function latestVisits(compiled: Compiled, { explained, log }: Standing): Visitor['visits'] {
  const { visits } = replay(compiled, log.base, log.tail, explained.at);
  return visits
    .slice(-LATEST)
    .reverse()
    .map((visit) => visitEntry(visit).item);
}

/** @param followUp none as long as nobody has done anything about the person */
export function presentVisitor(
  person: Person,
  { compiled, ...standing }: Standing & { compiled: Compiled },
  followUp: FollowUpRow | undefined,
): Omit<Visitor, 'as_of'> {
  const { model } = compiled;
  const { state, log } = standing;
  const trend = trendOf(compiled, { at: standing.explained.at, log }, standing);
  const lead = presentLead(person, standing, trend);
  const { devices, users, consent, contacted } = person.document;
  return {
    ...lead,
    grade_label: labelOf(model.grades, lead.grade),
    rung_label: labelOf(model.ladder, lead.rung),
    profile: profileOf(state),
    interests: interestsOf(log.tail),
    habits: presentHabits(compiled, standing),
    visit_count: state.visits,
    visits: latestVisits(compiled, standing),
    follow_up: presentFollowUp(followUp),
    traits: state.traits,
    devices: presentDevices(devices),
    users: users.map(presentUser),
    consent: consent ?? null,
    contacted: contacted ? { at: toRfc3339(contacted.at), by: contacted.by } : null,
  };
}

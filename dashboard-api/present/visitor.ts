/** One person in full: the lead with labels, traits, devices, users and consent. */
import { isLinked, type PersonDocument, type UserLink } from '../../collector/engine/document.ts';
import type { Model } from '../../collector/engine/index.ts';
import type { Person } from '../queries/person.ts';
import { presentLead, type Standing } from './lead.ts';
import type { Visitor } from './schemas/lead.ts';
import { toRfc3339 } from './time.ts';
import { toVisitorId } from './timeline.ts';

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

export function presentVisitor(
  person: Person,
  standing: Standing,
  model: Model,
): Omit<Visitor, 'as_of'> {
  const lead = presentLead(person, standing);
  const { devices, users, consent, contacted } = person.document;
  return {
    ...lead,
    grade_label: labelOf(model.grades, lead.grade),
    rung_label: labelOf(model.ladder, lead.rung),
    traits: standing.state.traits,
    devices: presentDevices(devices),
    users: users.map(presentUser),
    consent: consent ?? null,
    contacted: contacted ? { at: toRfc3339(contacted.at), by: contacted.by } : null,
  };
}

/**
 * Acts that reports list or count one by one. What happens within a visit is counted with it, so
 * sign-ups and unsubscribes are acts of their own only outside of visits.
 */
import type { Plan } from './machine.ts';
import type { Act } from './reports/types.ts';
import type { CanonicalEvent, Visit } from './types.ts';

function actOf(event: CanonicalEvent, kind: Act['kind']): Act {
  const { score, text, topic } = event.props ?? {};
  return {
    event: event.id,
    kind,
    at: event.ts,
    offset_min: event.offset_min,
    ...(typeof score === 'number' ? { score } : {}),
    ...(typeof text === 'string' && text !== '' ? { text } : {}),
    ...(typeof topic === 'string' && topic !== '' ? { topic } : {}),
  };
}

function onFeedback(event: CanonicalEvent): Act {
  const kind = event.props?.kind;
  return actOf(event, kind === 'nps' || kind === 'csat' ? kind : 'feedback');
}

const outsideOfVisits =
  (kind: Act['kind']) =>
  (event: CanonicalEvent, visit: Visit | undefined): Act | undefined =>
    visit ? undefined : actOf(event, kind);

/** Event types that are acts. */
export const ACT_EVENTS: Readonly<Record<string, NonNullable<Plan['act']>>> = {
  feedback: onFeedback,
  complaint: (event) => actOf(event, 'complaint'),
  complaint_resolved: (event) => actOf(event, 'resolved'),
  newsletter_signup: outsideOfVisits('signup'),
  newsletter_unsubscribe: outsideOfVisits('unsubscribe'),
};

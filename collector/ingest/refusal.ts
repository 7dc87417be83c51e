/** Why one event is refused, as a value: reason and field. */
import type { EventResult, RejectReason } from '../../sdk/wire.ts';

export interface Refusal {
  reason: RejectReason;
  /** the part of the event that is wrong: `props.value` */
  field?: string;
}

export function refuse(reason: RejectReason, field?: string): Refusal {
  return field === undefined ? { reason } : { reason, field };
}

/** As the answer spells it: `rejected: invalid_prop props.value`. */
export function refusalText({ reason, field }: Refusal): EventResult {
  return field === undefined ? `rejected: ${reason}` : `rejected: ${reason} ${field}`;
}

/** Refused and repeated events of a unit of work, by reason, as the store counts them. */
import { EVENTS } from '../../sdk/wire.ts';
import type { RejectCount } from '../store/rejects.ts';
import type { Admitted } from './admit.ts';
import { publicType } from './check-batch.ts';
import type { Arrival } from './job.ts';

/** Names of fields as the contract has them; what else was sent as a name may be personal. */
const NAMES: ReadonlySet<string> = new Set([
  ...['id', 'type', 'ts', 'url', 'title', 'referrer', 'props', 'traits', 'price'],
  ...Object.values(EVENTS).flatMap(Object.keys),
]);
const isNamed = (field: string): boolean =>
  field.split('.').every((part) => NAMES.has(part.replace(/\[\d{1,3}\]$/, '')));

/** Counted beside the refusals: a copy is no mistake, but many tell that answers get lost. */
const DUPLICATE: { reason: 'duplicate'; field?: string } = { reason: 'duplicate' };

/** One count a reason, with the newest refusal of it; none when nothing was refused. */
export function countRejects(
  arrivals: readonly Arrival[],
  { refused, duplicates }: Admitted,
  now: number,
): RejectCount[] {
  const sdk = plainSdk(arrivals[0]?.job.sdk ?? '');
  const all = [
    ...arrivals.flatMap(({ job }) => job.batch.refused),
    ...refused.map(({ candidate, refusal }) => ({
      type: publicType(candidate.event.type),
      refusal,
    })),
    ...duplicates.map(({ event }) => ({ type: publicType(event.type), refusal: DUPLICATE })),
  ];
  const counts = new Map<string, RejectCount>();
  for (const { type, refusal } of all) {
    const n = (counts.get(refusal.reason)?.n ?? 0) + 1;
    const last = { at: now, type, sdk, ...plainField(refusal) };
    counts.set(refusal.reason, { reason: refusal.reason, n, last });
  }
  return [...counts.values()];
}

const plainField = ({ field }: { field?: string }): { field?: string } =>
  field !== undefined && isNamed(field) ? { field } : {};

export const plainSdk = (sdk: string): string => (/^[\w.@/-]{1,40}$/.test(sdk) ? sdk : '');

/** The campaign of the visit, for its pages whose address no longer tells it. */
import { readArrival } from '../core/arrival.ts';
import type { Context } from '../wire.ts';
import { jar } from './jar.ts';

/** The cookie that keeps it. */
export const CAMPAIGN = 'rung_from';
/** A visit ends after half an hour without an event. */
const VISIT_S = 1800;

/** What brought the visit: the part of its first page's query that tells it. Nothing when nothing did. */
export let from: string | undefined;

export function setFrom(query = jar(CAMPAIGN)): void {
  from = query;
}

/** What an event's request says of it; each event makes the visit last. */
export function readVisit(): Partial<Context> {
  if (from) jar(CAMPAIGN, from, VISIT_S);
  return readArrival(new URLSearchParams(from))[0];
}

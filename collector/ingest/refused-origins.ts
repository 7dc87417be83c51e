/** Requests with a known key that an unlisted origin sent: counted, so that the owner can see why. */
import { localDay } from '../engine/index.ts';
import type { Database } from '../store/database.ts';
import { runBatch } from '../store/database.ts';
import { rejectStatements } from '../store/rejects.ts';
import { Memory } from '../store/remember.ts';
import type { Site } from '../store/site.ts';
import { offsetMinutes } from '../store/time-zone.ts';
import type { Job } from './job.ts';
import { plainSdk } from './reject-counts.ts';

/** One write a site and isolate in this time: anybody can send such requests. */
const PAUSE_MS = 60_000;

interface Pending {
  n: number;
  writtenAt: number;
}

const pendings = new Memory<Pending>(500);

/** A page's origin and nothing else that somebody may write into the header. */
const plainOrigin = (origin: string | null): { origin?: string } =>
  origin !== null && /^https?:\/\/[a-z0-9.-]{1,100}(:\d{1,5})?$/i.test(origin) ? { origin } : {};

/**
 * The first is written at once, those of the next minute together with the one after it. What an
 * isolate has not written when it ends is lost: the count is a lower bound.
 *
 * @throws StorageUnavailable
 */
export async function noteRefused(
  db: Database,
  { site, timeZone }: Site,
  jobs: readonly Job[],
  now: number,
): Promise<void> {
  const pending = pendings.get(site) ?? pendings.set(site, { n: 0, writtenAt: -Infinity });
  pending.n += jobs.length;
  if (now - pending.writtenAt < PAUSE_MS) return;
  const { n } = pending;
  Object.assign(pending, { n: 0, writtenAt: now });
  const job = jobs.at(-1);
  const last = { at: now, sdk: plainSdk(job?.sdk ?? ''), ...plainOrigin(job?.origin ?? null) };
  const today = localDay(now, offsetMinutes(timeZone, now));
  await runBatch(db, rejectStatements(db, site, today, [{ reason: 'wrong_origin', n, last }]));
}

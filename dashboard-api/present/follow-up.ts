/** Where the follow-up of a person stands, and what was noted of them. */
import type { FollowUpRow } from '../commands.ts';
import type { NoteRow } from '../queries/follow-ups.ts';
import type { FollowUp, Note } from './schemas/follow-up.ts';
import { toRfc3339 } from './time.ts';

const NOTHING: FollowUpRow = {
  attempts: 0,
  last_at: null,
  next_at: null,
  snoozed_until: null,
  responsible: null,
};

const momentOrNull = (ms: number | null): string | null => (ms === null ? null : toRfc3339(ms));

/** Without a row nobody has done anything yet. */
export function presentFollowUp(row: FollowUpRow = NOTHING): FollowUp {
  const { attempts, last_at, next_at, snoozed_until, responsible } = row;
  return {
    attempts,
    last_at: momentOrNull(last_at),
    next_at: momentOrNull(next_at),
    snoozed_until: momentOrNull(snoozed_until),
    responsible,
  };
}

type Kept = Omit<Note, 'at' | 'next_at'> & { next_at?: number };

export function presentNote({ at, body }: NoteRow): Note {
  const { next_at, ...note } = JSON.parse(body) as Kept;
  return {
    at: toRfc3339(at),
    ...note,
    ...(next_at === undefined ? {} : { next_at: toRfc3339(next_at) }),
  };
}

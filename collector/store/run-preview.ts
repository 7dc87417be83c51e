/** What a draft would change: everybody replayed under it, by the same engine. */
import {
  addCompared,
  type Compiled,
  explain,
  noComparison,
  position,
  QUIET_DAYS,
  type Replay,
  replay,
  type Shift,
  type State,
  samePlace,
  shiftOf,
} from '../engine/index.ts';
import type { Database } from './database.ts';
import { nextPeople } from './each-person.ts';
import { foldArchive } from './everybody.ts';
import type { Portion, Work } from './job.ts';
import { compiledModel } from './models.ts';
import type { StoredPerson } from './record.ts';

/** People named in a preview. Ids are digests, so the first of them are a random sample. */
const NAMED = 1000;
const QUIET_MS = QUIET_DAYS * 86_400_000;

export const runPreview: Work<'preview'> = async (db, job) => {
  const { site, body } = job;
  const { found, ...walked } = await nextPeople(db, job);
  const draft = await compiledModel(db, site, body.version);
  const sum = structuredClone(body.sum ?? noComparison());
  const shown: NonNullable<Portion['named']> = [];
  const room = NAMED - (body.named ?? 0);
  for (const stored of found) {
    const two = await underBoth(db, site, stored, { draft, at: body.at });
    if (two.after.state.first_seen === null) {
      sum.software++;
      continue;
    }
    const compared = placesOf(two);
    addCompared(sum, compared);
    if (samePlace(compared.before, compared.after) || shown.length >= room) continue;
    shown.push({ person: stored.person, body: shift(stored, two) });
  }
  const named = (body.named ?? 0) + shown.length;
  return { ...walked, body: { ...body, sum, named }, named: shown };
};

interface UnderBoth {
  at: number;
  old: Compiled;
  draft: Compiled;
  /** the draft's checkpoint before the tail */
  begin: State;
  before: Replay;
  after: Replay;
}

/** As the person stands under the rules they are shown by, and under the draft. */
async function underBoth(
  db: Database,
  site: string,
  stored: StoredPerson,
  asked: { draft: Compiled; at: number },
): Promise<UnderBoth> {
  const { doc } = stored;
  const { draft } = asked;
  const at = Math.max(asked.at, doc.noticed, doc.tail.at(-1)?.ts ?? 0);
  const old = await compiledModel(db, site, doc.model);
  const begin = await foldArchive(db, site, stored, draft);
  const before = replay(old, doc.base, doc.tail, at);
  return { at, old, draft, begin, before, after: replay(draft, begin, doc.tail, at) };
}

function placesOf({ at, old, draft, before, after }: UnderBoth) {
  const highest = { before: old.grades.at(-1)?.id ?? '', after: draft.grades.at(-1)?.id ?? '' };
  const bought = after.state.orders.some((order) => order.at > at - QUIET_MS);
  const places = {
    before: position(old, before.state, at),
    after: position(draft, after.state, at),
  };
  return { ...places, highest, bought };
}

function shift({ doc }: StoredPerson, { at, old, draft, begin, after }: UnderBoth): Shift {
  const was = explain(old, doc.base, doc.tail, at);
  return shiftOf(was, explain(draft, begin, doc.tail, at), after.moves);
}

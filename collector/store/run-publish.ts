/** Brings people over to the published model: each is folded anew and written as by a request. */
import type { Compiled } from '../engine/index.ts';
import { catchUp } from './catch-up.ts';
import { type Database, runBatch, StaleWrite, type Statement } from './database.ts';
import { nextPeople } from './each-person.ts';
import type { Job, Work } from './job.ts';
import { compiledModel } from './models.ts';
import { readPeople } from './read-person.ts';
import type { StoredPerson } from './record.ts';
import { refold } from './refold.ts';
import { settle } from './settle.ts';
import { personStatements } from './write-person.ts';

/** People in one transaction. */
const BATCH = 20;
/** Tries for someone whom requests keep writing. */
const TRIES = 4;

const COUNT = `
  UPDATE jobs SET body = json_set(body,
         '$.brought', coalesce(body ->> '$.brought', 0) + ?1,
         '$.moved', coalesce(body ->> '$.moved', 0) + ?2)
   WHERE site = ?3 AND job = ?4`;

interface Unit {
  person: string;
  moved: boolean;
  statements: Statement[];
}

/** Who is over already is left alone, so a chunk that was cut short may be done again. */
export const runPublish: Work<'publish'> = async (db, job, now) => {
  const { found, ...walked } = await nextPeople(db, job);
  const model = await compiledModel(db, job.site, job.body.version);
  const people = await Promise.all(found.map((stored) => caughtUp(db, job.site, stored, now)));
  for (let i = 0; i < people.length; i += BATCH) {
    const group = people.slice(i, i + BATCH).filter(({ doc }) => doc.model !== model.version);
    if (group.length > 0) await bringOver(db, job, { model, group, now });
  }
  return walked;
};

/** Late events that are being folded in come first: under the rules that this was begun with. */
async function caughtUp(
  db: Database,
  site: string,
  stored: StoredPerson,
  now: number,
): Promise<StoredPerson> {
  let present = stored;
  while (present.doc.catching_up) {
    await catchUp(db, site, present, [], now);
    const [after] = await readPeople(db, [[site, present.person]]);
    if (!after) break;
    present = after;
  }
  return present;
}

interface Bringing {
  model: Compiled;
  group: readonly StoredPerson[];
  now: number;
}

/** One transaction for the group; where one of it was just written, each by itself. */
async function bringOver(db: Database, job: Job<'publish'>, bringing: Bringing): Promise<void> {
  const { model, group, now } = bringing;
  const units: Unit[] = [];
  for (const stored of group) units.push(await unitOf(db, job, stored, model, now));
  if (await ran(db, job, units)) return;
  for (const { person } of group) await bringOne(db, job, person, { model, now });
}

/** Nothing is left to do for someone whom a request has brought over, or who is gone. */
async function bringOne(
  db: Database,
  job: Job<'publish'>,
  person: string,
  { model, now }: Pick<Bringing, 'model' | 'now'>,
): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const [stored] = await readPeople(db, [[job.site, person]]);
    if (!stored || stored.doc.model === model.version) return;
    if (await ran(db, job, [await unitOf(db, job, stored, model, now)])) return;
  }
  throw new StaleWrite(`${person} was written ${TRIES} times while it was brought over`);
}

/** Writes people and the job's count of them in one transaction. */
async function ran(db: Database, { site, job }: Job, units: readonly Unit[]): Promise<boolean> {
  const moved = units.filter((unit) => unit.moved).length;
  const count = db.prepare(COUNT).bind(units.length, moved, site, job);
  try {
    await runBatch(db, [...units.flatMap(({ statements }) => statements), count]);
    return true;
  } catch (error) {
    if (error instanceof StaleWrite) return false;
    throw error;
  }
}

async function unitOf(
  db: Database,
  { site, body }: Job<'publish'>,
  stored: StoredPerson,
  model: Compiled,
  now: number,
): Promise<Unit> {
  const { person, version, columns, doc } = stored;
  const oldModel = await compiledModel(db, site, doc.model);
  const apart = doc.chunks > 0 ? await refold(db, site, stored, { model, oldModel }) : undefined;
  const settled = settle({
    model,
    stored,
    doc,
    events: [],
    chunks: [],
    rules: {
      oldModel,
      since: body.at,
      alert: body.alert,
      ...(apart && { refolded: apart.refolded }),
    },
    now,
  });
  const write = { site, person, version, stored: columns, settled, users: [], addresses: [], now };
  return {
    person,
    moved: settled.changes.moves.put.some(({ cause }) => cause.by === 'model'),
    statements: [
      ...personStatements(db, { ...write, renewed: true }),
      ...(apart?.statements ?? []),
    ],
  };
}

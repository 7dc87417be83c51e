/** Brings people over to the published model: each is folded anew and written as by a request. */
import type { Compiled } from '../engine/index.ts';
import { catchUp } from './catch-up.ts';
import { type Database, runBatch, StaleWrite } from './database.ts';
import { nextPeople } from './each-person.ts';
import type { Job, Work } from './job.ts';
import { compiledModel } from './models.ts';
import { readPeople } from './read-person.ts';
import type { StoredPerson } from './record.ts';
import { basesStatements, refold } from './refold.ts';
import { settle } from './settle.ts';
import { type Renewal, renewalStatements } from './write-many.ts';
import { timeZoneOf } from './zones.ts';

/** Tries for someone whom requests keep writing. */
const TRIES = 4;

const COUNT = `
  UPDATE jobs SET body = json_set(body,
         '$.brought', coalesce(body ->> '$.brought', 0) + ?1,
         '$.moved', coalesce(body ->> '$.moved', 0) + ?2)
   WHERE site = ?3 AND job = ?4`;

interface Unit extends Renewal {
  /** checkpoints of the person's chunks, made anew */
  bases: string[];
}

/** Who is over already is left alone, so a chunk that was cut short may be done again. */
export const runPublish: Work<'publish'> = async (db, job, now) => {
  const { found, ...walked } = await nextPeople(db, job);
  const model = await compiledModel(db, job.site, job.body.version);
  const people = await Promise.all(found.map((stored) => caughtUp(db, job.site, stored, now)));
  const group = people.filter(({ doc }) => doc.model !== model.version);
  if (group.length > 0) await bringOver(db, job, { model, group, now });
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
type Rules = Pick<Bringing, 'model' | 'now'> & { timeZone: string };

/** One transaction for all; then one for those who were not just written, and each other by itself. */
async function bringOver(db: Database, job: Job<'publish'>, bringing: Bringing): Promise<void> {
  const { model, group, now } = bringing;
  const units: Unit[] = [];
  const timeZone = await timeZoneOf(db, job.site);
  for (const stored of group) units.push(await unitOf(db, job, stored, { model, timeZone, now }));
  if (await ran(db, job, units, now)) return;
  const people = await readPeople(
    db,
    units.map(({ person }) => [job.site, person] as const),
  );
  const versions = new Map(people.map(({ person, version }) => [person, version]));
  const same = units.filter(({ person, version }) => versions.get(person) === version);
  const rest = (await ran(db, job, same, now))
    ? units.filter((unit) => !same.includes(unit))
    : units;
  for (const { person } of rest) await bringOne(db, job, person, { model, timeZone, now });
}

/** Nothing is left to do for someone whom a request has brought over, or who is gone. */
async function bringOne(
  db: Database,
  job: Job<'publish'>,
  person: string,
  bringing: Rules,
): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const [stored] = await readPeople(db, [[job.site, person]]);
    if (!stored || stored.doc.model === bringing.model.version) return;
    if (await ran(db, job, [await unitOf(db, job, stored, bringing)], bringing.now)) return;
  }
  throw new StaleWrite(`${person} was written ${TRIES} times while it was brought over`);
}

const isMoved = ({ settled }: Unit): boolean =>
  settled.changes.moves.put.some(({ cause }) => cause.by === 'model');

/** Writes people and the job's count of them in one transaction. */
async function ran(
  db: Database,
  { site, job }: Job,
  units: readonly Unit[],
  now: number,
): Promise<boolean> {
  if (units.length === 0) return true;
  const bases = units.flatMap((unit) => unit.bases);
  try {
    await runBatch(db, [
      ...renewalStatements(db, units, now),
      ...basesStatements(db, site, bases),
      db.prepare(COUNT).bind(units.length, units.filter(isMoved).length, site, job),
    ]);
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
  { model, timeZone, now }: Rules,
): Promise<Unit> {
  const { person, version, columns, doc } = stored;
  const oldModel = await compiledModel(db, site, doc.model);
  const apart = doc.chunks > 0 ? await refold(db, site, stored, { model, oldModel }) : undefined;
  const rules = {
    oldModel,
    since: body.at,
    alert: body.alert,
    ...(apart && { refolded: apart.refolded }),
  };
  const settled = settle({ model, stored, doc, events: [], chunks: [], rules, now });
  const bases = apart?.bases ?? [];
  const unit = { site, timeZone, person, version, stored: columns, settled, besideOnly: false };
  return { ...unit, tell: model, bases };
}

/** What the people of a group share and others do not: everybody looked at once. */
import { Counter, type Observation, Observed } from '../engine/index.ts';
import type { Database } from './database.ts';
import { nextPeople } from './each-person.ts';
import { chunksOf } from './everybody.ts';
import type { IdealBody, Work } from './job.ts';
import { compiledModel } from './models.ts';
import type { StoredPerson } from './record.ts';

export const runIdealCustomer: Work<'ideal_customer'> = async (db, job) => {
  const { site, body } = job;
  const { found, ...walked } = await nextPeople(db, job);
  const counter = new Counter(body, body.sum);
  for (const stored of found) counter.add(await observe(db, site, stored, body));
  return { ...walked, body: { ...body, sum: counter.sum() } };
};

/** The whole log: visits and products of long ago are habits too. */
async function observe(
  db: Database,
  site: string,
  stored: StoredPerson,
  { at: asked, purchases }: IdealBody,
): Promise<Observation | undefined> {
  const { doc } = stored;
  const at = Math.max(asked, doc.noticed, doc.tail.at(-1)?.ts ?? 0);
  const person = new Observed(await compiledModel(db, site, doc.model));
  for await (const { base, events } of chunksOf(db, site, stored)) {
    person.take(base, events, events.at(-1)?.ts ?? base.at);
  }
  person.take(doc.base, doc.tail, at);
  return person.as(at, purchases);
}

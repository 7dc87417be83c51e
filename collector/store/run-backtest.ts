/** Whether a draft would have known the buyers of a past slice of time. */
import { addOutcome, noTrials, Trial } from '../engine/index.ts';
import { nextPeople } from './each-person.ts';
import { chunksOf } from './everybody.ts';
import type { Work } from './job.ts';
import { compiledModel } from './models.ts';

export const runBacktest: Work<'backtest'> = async (db, job) => {
  const { site, body } = job;
  const { found, ...walked } = await nextPeople(db, job);
  const draft = await compiledModel(db, site, body.version);
  const sum = { ...(body.sum ?? noTrials()) };
  for (const stored of found) {
    const trial = new Trial(draft, body.slice);
    for await (const { events } of chunksOf(db, site, stored)) {
      trial.take(events);
      if (!trial.open) break;
    }
    trial.take(stored.doc.tail);
    addOutcome(sum, trial.outcome());
  }
  return { ...walked, body: { ...body, sum } };
};

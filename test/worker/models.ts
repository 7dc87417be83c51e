// Rules are changed the way owners do it: over the API, with jobs worked off by polls.
import { env } from 'cloudflare:workers';
import type { Model } from '../../collector/engine/index.ts';
import type { JobAnswer } from '../../dashboard-api/present/schemas/job.ts';
import { ask, NOW, type Site } from './api-fixture.ts';

/** A draft of the model; gives its version. */
export async function draft({ key }: Pick<Site, 'key'>, model: Model): Promise<number> {
  const response = await ask('/models', { key, method: 'POST', body: JSON.stringify(model) });
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json<{ version: number }>()).version;
}

/** Starts work on a version, such as `preview`; gives the job. */
export async function begin(
  { key }: Pick<Site, 'key'>,
  version: number,
  work: string,
  now = NOW,
): Promise<string> {
  const response = await ask(`/models/${version}/${work}`, { key, method: 'POST', now });
  if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json<{ job: string }>()).job;
}

/** One poll. */
export async function poll(
  { key }: Pick<Site, 'key'>,
  job: string,
  { now = NOW, db = env.DB }: { now?: number; db?: D1Database } = {},
): Promise<JobAnswer> {
  const response = await ask(`/jobs/${job}`, { key, now, db });
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return response.json<JobAnswer>();
}

/** Polls until the job is done; gives each answer. */
export async function finish(
  site: Pick<Site, 'key'>,
  job: string,
  now = NOW,
): Promise<JobAnswer[]> {
  const answers: JobAnswer[] = [];
  do {
    answers.push(await poll(site, job, { now }));
    if (answers.length > 50) throw new Error('The job does not come to its end');
  } while (answers.at(-1)?.state !== 'done');
  return answers;
}

type JobKind = NonNullable<JobAnswer['result']>['kind'];
export type Result<Kind> = Extract<NonNullable<JobAnswer['result']>, { kind: Kind }>;

/** The result of a job of a kind that is done. */
export async function resultOf<Kind extends JobKind>(
  site: Pick<Site, 'key'>,
  kind: Kind,
  job: string,
  now = NOW,
): Promise<Result<Kind>> {
  const result = (await finish(site, job, now)).at(-1)?.result;
  if (result?.kind !== kind) throw new Error(`No ${kind}: ${JSON.stringify(result)}`);
  return result as Result<Kind>;
}

/** What routes have in common that note something of a person. */
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Noted } from '../commands.ts';
import type { Environment } from '../environment.ts';
import { momentParameter } from '../present/schemas/basics.ts';
import { ApiProblem } from '../problem.ts';
import { liveKeyNamed } from '../queries/follow-ups.ts';
import { findPerson } from '../queries/person.ts';
import { rows } from '../queries/run.ts';

/** Characters of one note. */
export const NOTE_LENGTH = 5000;

export const nextAt = momentParameter
  .nullable()
  .optional()
  .openapi({
    type: ['string', 'null'],
    format: 'date-time',
    description: 'The date agreed on; none takes it away',
  });
export const responsible = z
  .string()
  .min(1)
  .max(300)
  .nullable()
  .optional()
  .openapi({ description: 'Name of a live secret key of the site' });

/** Without what is undefined. */
export function present<T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** Throws a problem for a name that no live key has. */
export async function assertKeyNamed(
  context: Context<Environment>,
  name: string | null | undefined,
): Promise<void> {
  if (name === undefined || name === null) return;
  const site = context.get('caller').site.id;
  const [key] = await rows(context.env.DB, liveKeyNamed(site, name));
  if (key) return;
  const detail =
    'No live secret key of this site has that name: `GET keys` lists them, `POST keys` makes one.';
  throw new ApiProblem('invalid_parameter', detail, { field: 'responsible' });
}

/** Between finding and writing the person may be joined to another: then it is written there. */
const TRIES = 2;

/** Finds the person and has something written of them. Throws a problem when it cannot be. */
export async function written<Result>(
  context: Context<Environment>,
  id: string,
  write: (owner: { site: string; person: string }) => Promise<Noted<Result>>,
): Promise<{ person: string; noted: Result }> {
  const site = context.get('caller').site.id;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const { person } = await findPerson(context.env.DB, site, id);
    const noted = await write({ site, person });
    if (noted.done) return { person, noted };
  }
  throw new ApiProblem('unavailable', 'Others wrote this person all the time. Try again.');
}

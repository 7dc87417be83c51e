/** `/visitors/{id}`: who the id in a path stands for. */
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Environment } from '../environment.ts';
import { asOf } from '../present/lead.ts';
import { KEY_PROBLEMS, NOT_FOUND_PROBLEM, PARAMETER_PROBLEM } from '../present/schemas/problem.ts';
import { modelOf } from '../queries/models.ts';
import { findPerson } from '../queries/person.ts';

export const visitorPath = z.object({
  id: z
    .string()
    .min(1)
    .max(300)
    .openapi({
      param: { name: 'id', in: 'path' },
      description: 'A person id, a visitor id (`rung.visitorId()` in the page) or `user:ID`',
      example: 'user:sara',
    }),
});

/** What a route below a person may answer instead. */
export const VISITOR_PROBLEMS = {
  ...PARAMETER_PROBLEM,
  ...NOT_FOUND_PROBLEM,
  ...KEY_PROBLEMS,
};

/** The person that the path names, with the model their document was folded with. */
export async function personInPath(context: Context<Environment>, id: string) {
  const database = context.env.DB;
  const { site } = context.get('caller');
  const person = await findPerson(database, site.id, id);
  const published = await modelOf(database, site.id, person.document.model);
  const now = asOf(person.document, context.get('now'));
  return { database, site, person, compiled: published.compiled, now };
}

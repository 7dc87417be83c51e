/** 202: long work has begun, and this is where to ask about it. */
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Environment } from '../environment.ts';
import { jobStarted } from '../present/schemas/models.ts';
import { API_PATH } from './base.ts';

export const ACCEPTED = {
  202: {
    description: 'The job that does it',
    headers: z.object({
      Location: z.string().openapi({ description: 'Where to ask about the job' }),
    }),
    content: { 'application/json': { schema: jobStarted } },
  },
};

export function accepted(context: Context<Environment>, job: string) {
  context.header('Location', `${API_PATH}/jobs/${job}`);
  return { job };
}

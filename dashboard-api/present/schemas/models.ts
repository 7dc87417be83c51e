/** Versions of the model: drafts and what was published. */
import { z } from '@hono/zod-openapi';
import { defaultModel } from '../../../collector/engine/index.ts';
import { moment, pageOf } from './basics.ts';

const shape = {
  version: z.number().int(),
  name: z.string(),
  state: z.enum(['draft', 'published']),
  current: z.boolean().openapi({ description: 'The site is scored by it' }),
  created_at: moment,
  published_at: moment.nullable().openapi({ description: 'The first time' }),
};

const EXAMPLE = {
  version: 2,
  name: defaultModel.name,
  state: 'draft' as const,
  current: false,
  created_at: '2026-05-08T09:30:00.000Z',
  published_at: null,
};

export const versionSchema = z
  .object({
    ...shape,
    model: z.record(z.string(), z.unknown()).openapi({
      description: 'As `GET model/schema.json` says',
    }),
  })
  .openapi('ModelVersion', { example: { ...EXAMPLE, model: { ...defaultModel } } });

export const draftSchema = z.object(shape).openapi('ModelDraft', { example: EXAMPLE });
export type Version = z.infer<typeof draftSchema>;

export const versionPage = pageOf(draftSchema).openapi('ModelVersions', {
  example: { data: [EXAMPLE], next_cursor: null, as_of: '2026-05-08T09:30:00.000Z' },
});

export const jobStarted = z.object({ job: z.string() }).openapi('JobStarted', {
  description: 'Ask `GET jobs/{id}` how far it is; each such call also does a part of it',
  example: { job: 'job_0f4c2a9d5be1473c8a6d1e2f3b4c5d6e' },
});

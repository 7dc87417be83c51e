/** A site's own settings and its keys. */
import { z } from '@hono/zod-openapi';
import { SCOPES } from '../../environment.ts';
import { moment, pageOf } from './basics.ts';

const fields = {
  name: z.string().openapi({ description: '1 to 200 characters' }),
  origins: z.array(z.string()).openapi({
    description:
      'Pages that may send: `https://shop.example`, or `https://*.shop.example` for every subdomain. An empty list lets any page send.',
  }),
  time_zone: z.string().openapi({
    description: 'IANA name. Days of reports begin at its midnight; holds for events to come.',
  }),
  currency: z.string().openapi({ description: 'ISO 4217' }),
};

const settings = z
  .object({
    trust_unsigned: z.boolean().optional().openapi({
      description:
        'An `identify` without a signature joins devices too. Default false: anyone can say a name.',
    }),
    visitor_cookie: z.boolean().optional().openapi({
      description: 'Keep the visitor id in an HttpOnly cookie too; works on the own domain only.',
    }),
    retention_days: z.number().optional().openapi({
      description: 'Days that events are kept, 60 to 3650. Default: for good.',
    }),
  })
  .openapi('SiteSettings', { example: { trust_unsigned: false } });

const EXAMPLE = {
  site: 's_5yPq1W8zKd3n',
  name: 'Shop',
  origins: ['https://shop.example'],
  time_zone: 'Europe/Berlin',
  currency: 'EUR',
  model: 1,
  settings: { trust_unsigned: false },
  created_at: '2026-05-08T09:30:00.000Z',
  disabled_at: null,
};

export const siteSchema = z
  .object({
    site: z.string(),
    ...fields,
    model: z.number().int().openapi({ description: 'Published version' }),
    settings,
    created_at: moment,
    disabled_at: moment.nullable(),
  })
  .openapi('Site', { example: EXAMPLE });
export type Site = z.infer<typeof siteSchema>;

const changed = {
  name: fields.name.optional(),
  origins: fields.origins.optional(),
  time_zone: fields.time_zone.optional(),
  currency: fields.currency.optional(),
};

/** What a value must be is the store's to say; unknown names and wrong types are refused here. */
export const siteChanges = z
  .strictObject({
    ...changed,
    settings: z
      .record(z.string(), z.union([z.boolean(), z.number(), z.null()]))
      .optional()
      .openapi({ description: 'Those to change; null takes one back to its default' }),
  })
  .openapi('SiteChanges', { example: { name: 'Shop', settings: { retention_days: 400 } } });

export const newSite = z
  .strictObject({
    ...changed,
    name: fields.name,
    preset: z.enum(['loyalty', 'classic', 'crm']).optional(),
  })
  .openapi('NewSite', { example: { name: 'Shop' } });

export const signingKeySchema = z.object({ signing_key: z.string() }).openapi('SigningKey', {
  example: { signing_key: 'ik_0123456789abcdefghijklmnopqrstuvwxyzABCD' },
});

const KEY_EXAMPLE = {
  hash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  kind: 'secret' as const,
  scopes: ['read' as const],
  name: 'the CRM',
  shown: '…x7Qd',
  created_at: '2026-05-08T09:30:00.000Z',
  revoked_at: null,
  own: false,
};

const keyShape = {
  hash: z.string().openapi({ description: 'SHA-256 of the key; names it' }),
  kind: z.enum(['write', 'secret']),
  scopes: z.array(z.enum(SCOPES)),
  name: z.string(),
  shown: z
    .string()
    .openapi({ description: 'A write key; the last four characters of a secret one' }),
  created_at: moment,
  revoked_at: moment.nullable(),
  own: z.boolean().openapi({ description: 'The key that asks' }),
};

export const keySchema = z.object(keyShape).openapi('Key', { example: KEY_EXAMPLE });
export type Key = z.infer<typeof keySchema>;

export const keyPage = pageOf(keySchema).openapi('Keys', {
  example: { data: [KEY_EXAMPLE], next_cursor: null, as_of: '2026-05-08T09:30:00.000Z' },
});

export const createdKey = z
  .object({
    ...keyShape,
    key: z.string().openapi({ description: 'The key itself. A secret one is shown this once.' }),
  })
  .openapi('CreatedKey', {
    example: { ...KEY_EXAMPLE, key: 'sk_0123456789abcdefghijklmnopqrstuvwxyzx7Qd' },
  });

export const newKey = z
  .strictObject({
    kind: z.enum(['write', 'secret']).default('secret'),
    scopes: z.array(z.enum(SCOPES)).max(SCOPES.length).default([]).openapi({
      description:
        'Of a secret key: `read`, `write` (which may also change), `admin` (keys and site)',
    }),
    name: z.string().trim().min(1).max(100).openapi({ description: 'What it is for' }),
  })
  .refine(({ kind, scopes }) => (kind === 'secret') === scopes.length > 0, {
    path: ['scopes'],
    error: 'a secret key needs one or more, a write key has none',
  })
  .openapi('NewKey', { example: { kind: 'secret', scopes: ['read'], name: 'the CRM' } });

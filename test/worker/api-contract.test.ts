// What the API says of itself is what it does: every answer against its own schema.
import { Validator } from '@cfworker/json-schema';
import type { z } from '@hono/zod-openapi';
import { beforeAll, expect, test } from 'vitest';
import { commands } from '../../collector/commands.ts';
import { defaultModel } from '../../collector/engine/index.ts';
import { createApi } from '../../dashboard-api/index.ts';
import {
  answer,
  ask,
  DAY,
  event,
  NOW,
  newSite,
  page,
  plant,
  type Site,
  sara,
  visit,
} from './api-fixture.ts';
import { finish } from './models.ts';

interface Operation {
  operationId: string;
  responses: Record<string, { content?: Record<string, { schema: object; example?: unknown }> }>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
}

/** One call or more of every route. `{id}` stands for a person of the site. */
const CALLS: Record<string, string[]> = {
  '/leads': [
    ...['', '?limit=1', '?sort=last_seen', '?sort=newest', '?bots=include', '?grade=strong'],
    ...['?limit=0', '?q=u-1', '?q=-', '?country=de&customer=yes&contacted=never', '?max_score=x'],
  ],
  '/follow-up': ['', '?reason=strong', '?responsible=Reza&limit=1', '?reason=bored', '?cursor=x'],
  '/visitors/{id}': ['', '?x=1'],
  '/visitors/{id}/explain': ['', '?at=2026-05-03T00:00:00Z', '?at=1999-01-01T00:00:00Z', '?at=x'],
  '/visitors/{id}/timeline': ['', '?limit=2', '?cursor=x'],
  '/ladder': ['', '?from=2026-01-01', '?to=x'],
  '/ladder/moves': ['', '?limit=1&kind=grade', '?person=nobody', '?from=x'],
  '/sources': ['?by=channel', '?by=landing_page&segment=new&limit=1', '?by=x'],
  '/rhythm': ['', '?segment=new', '?segment=x'],
  '/campaigns': ['', '?x=1'],
  '/campaigns/{id}': ['', '?x=1'],
  '/campaigns/{id}/spend': ['', '?x=1'],
  '/campaigns/{id}/report': ['', '?attribution=x'],
  '/customers': ['', '?from=2025-01-01', '?from=x'],
  '/segments': ['', '?to=x'],
  '/segments/{id}/members': ['', '?limit=1', '?limit=0'],
  '/visitors/{id}/visits': ['', '?limit=1', '?cursor=x'],
  '/visitors/{id}/orders': ['', '?limit=1', '?cursor=x'],
  '/visitors/{id}/score-curve': ['', '?points=5&to=2026-05-09T00:00:00Z', '?points=1'],
  '/visitors/{id}/contacted': ['', '?x=1'],
  '/visitors/{id}/notes': ['', '?x=1'],
  '/visitors/{id}/follow-up': ['', '?x=1'],
  '/health': [''],
  '/model': [''],
  '/model/schema.json': [''],
  '/models': ['', '?limit=1', '?x=1'],
  '/models/{v}': ['', '?x=1'],
  '/models/{v}/preview': ['', '?x=1'],
  '/models/{v}/backtest': ['', '?days=0'],
  '/models/{v}/publish': ['', '?alert=maybe'],
  '/jobs/{id}': ['', '?x=1'],
  '/ideal-customer': ['', '?refresh=true', '?purchases=verified', '?purchases=some'],
  '/ideal-customer/compare': ['', '?x=1'],
  '/ideal-customer/segments': ['', '?x=1'],
  '/visitors/{id}/unlink': ['', '?x=1'],
  '/visitors/{id}/export': ['', '?cursor=x'],
  '/site/export': ['', '?cursor=x'],
  '/site': ['', '?confirm=s_other'],
  '/webhooks': ['', '?x=1'],
  '/webhooks/{id}': ['', '?x=1'],
  '/webhooks/{id}/test': ['', '?x=1'],
  '/webhooks/{id}/resend': ['', '?x=1'],
  '/webhooks/{id}/deliveries': ['', '?limit=1', '?state=lost'],
  '/keys': ['', '?limit=1', '?x=1'],
  '/keys/{hash}': ['', '?x=1'],
  '/site/signing-key': [''],
  '/visitors/{id}/bot': ['', '?x=1'],
  '/import': ['?preview=true', '?x=1', ''],
  '/openapi.json': [''],
};

const SPRING = { name: 'Spring', from: '2026-05-01', match: { campaign: ['spring'] } };

/** What the routes that take a body are given: for this path, or by default a model. */
const BODIES: [path: RegExp, body: unknown][] = [
  [/bot$/, { bot: false }],
  [/keys$/, { kind: 'secret', scopes: ['read'], name: 'the CRM' }],
  [/site$/, { settings: { retention_days: 400 } }],
  [/unlink$/, { device: 'none' }],
  [/contacted$/, { outcome: 'reached', note: 'Called.', next_at: '2026-05-07T08:00:00Z' }],
  [/notes$/, { text: 'Prefers to be written to.' }],
  [/follow-up$/, { snoozed_until: null }],
  [/compare$/, { group: [{ segment: 'loyal' }], versus: [{ sex: 'female' }] }],
  [/segments$/, { id: 'here', label: { en: 'Here' }, any: [{ country: 'de' }] }],
  [/campaigns$/, SPRING],
  [/spend$/, { spend: [{ date: '2026-05-01', amount: 9.5 }] }],
  [/campaigns/, { budget: 500 }],
  [/webhooks/, { url: 'https://crm.example/' }],
  [/./, defaultModel],
];

const ROUTES = createApi({ commands }).openAPIRegistry.definitions.flatMap((definition) =>
  definition.type === 'route' ? [definition.route] : [],
);

let shop: Site;
let document: Document;
let webhook: string;
let campaign: string;

beforeAll(async () => {
  shop = await newSite();
  const { site } = shop;
  const order = { order_id: 'o-1', value: 12.34, currency: 'EUR', coupon: 'SPRING' };
  const bought = event('purchase', 0, { verified: true, props: order });
  await plant({
    site,
    visitor: 'visitor-sara',
    users: ['u-1'],
    events: [...sara(NOW - 7 * DAY), ...visit(NOW - DAY, ['/checkout'], [bought])],
  });
  await plant({ site, visitor: 'visitor-bare', events: [event('chat', NOW - DAY)] });
  const robot = [page('/', NOW, { bot: true, agent: { browser: 'Bot' } })];
  await plant({ site, visitor: 'visitor-robot', events: robot });
  const counting = await ask('/ideal-customer', shop);
  await finish(shop, (await counting.json<{ job: string }>()).job);
  const wish = JSON.stringify({ url: 'https://crm.example/', events: ['purchase'] });
  const made = await ask('/webhooks', { ...shop, method: 'POST', body: wish });
  webhook = ((await made.json()) as { id: string }).id;
  const planned = { method: 'POST', body: JSON.stringify(SPRING) };
  const plan = await ask('/campaigns', { ...shop, ...planned });
  campaign = ((await plan.json()) as { id: string }).id;
  await ask(`/webhooks/${webhook}/test`, { ...shop, method: 'POST' });
  document = await answer<Document>('/openapi.json', {});
});

/** What takes people away comes last. */
ROUTES.sort((a, b) => Number(a.method === 'delete') - Number(b.method === 'delete'));

test('Every route is called here', () => {
  expect(new Set(ROUTES.map(({ path }) => path))).toEqual(new Set(Object.keys(CALLS)));
});

const calls = ROUTES.flatMap((route) =>
  (CALLS[route.path] ?? []).map(
    (query) => [`${route.method} ${route.path}${query}`, route, query] as const,
  ),
);

test.each(calls)(
  '%s answers as its description says, with nothing beside it',
  async (_, route, query) => {
    for (const id of idsOf(route.path)) {
      const path = route.path.replace('{id}', id).replace('{v}', '1').replace('{hash}', 'none');
      const method = route.method.toUpperCase();
      const given = BODIES.find(([of]) => of.test(route.path))?.[1];
      const takes = ['POST', 'PATCH', 'PUT'].includes(method);
      const sent = takes ? { body: JSON.stringify(given) } : {};
      const response = await ask(`${path}${query}`, { ...shop, method, ...sent });
      const described = document.paths[route.path]?.[route.method]?.responses[response.status];
      const type = response.headers.get('Content-Type') ?? '';
      const content = described?.content?.[type];
      expect(content, `${response.status} ${type} is not described`).toBeDefined();
      const body = type.endsWith('ndjson') ? await textOf(response) : await response.json();
      expectValid(content?.schema ?? {}, body);
      const schema = schemaOf(route.responses[response.status], type);
      expect(schema?.parse(body)).toEqual(body);
      if (!route.path.includes('{id}')) return;
    }
  },
);

/** Ids to ask for in a path, known and not. */
function idsOf(path: string): string[] {
  if (path.startsWith('/webhooks')) return [webhook, 'wh_unknown'];
  if (path.startsWith('/campaigns')) return [campaign, 'cmp_unknown'];
  if (path.startsWith('/segments')) return ['potential', 'unknown'];
  return ['visitor-sara', 'visitor-bare', 'visitor-robot', 'visitor-unknown'];
}

const textOf = async (response: Response): Promise<string> =>
  new TextDecoder().decode(await response.arrayBuffer());

/** The schema that the route itself was given. */
function schemaOf(response: object = {}, type: string): z.ZodType | undefined {
  const content: Record<string, { schema?: z.ZodType }> = Reflect.get(response, 'content') ?? {};
  return content[type]?.schema;
}

/** Fails with the validator's reasons. JSON Schema 2020-12, `$ref`s into the document. */
function expectValid(schema: object, body: unknown): void {
  const whole = { ...schema, components: document.components };
  const { valid, errors } = new Validator(whole as object, '2020-12', false).validate(body);
  expect(valid, JSON.stringify(errors.slice(0, 3))).toBe(true);
}

test('Every operation has a name, a summary, and an example that its schema accepts', () => {
  const names = new Set<string>();
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      names.add(operation.operationId);
      expect(operation).toMatchObject({ summary: expect.any(String), tags: [expect.any(String)] });
      for (const [status, { content = {} }] of Object.entries(operation.responses)) {
        for (const [type, { schema, example }] of Object.entries(content)) {
          const shown = example ?? exampleOf(schema);
          expect(shown, `${method} ${path} ${status} ${type} has no example`).toBeDefined();
          expectValid(schema, shown);
        }
      }
    }
  }
  expect(names.size).toBe(ROUTES.length);
});

/** The example of a schema, or of the component that it refers to. */
function exampleOf(schema: object): unknown {
  const ref = Reflect.get(schema, '$ref');
  if (typeof ref !== 'string') return Reflect.get(schema, 'example');
  const component = document.components.schemas[ref.split('/').at(-1) ?? ''];
  return Reflect.get(component as object, 'example');
}

/** `visitors/{id}/visits` and `/orders`: the same as in the timeline, one kind at a time. */
import { createRoute, z } from '@hono/zod-openapi';
import { openCursor, sealCursor } from '../cursor.ts';
import { standingAt } from '../present/lead.ts';
import { pageQuery } from '../present/schemas/basics.ts';
import { orderPage, type VisitPage, visitPage } from '../present/schemas/timeline.ts';
import { toRfc3339 } from '../present/time.ts';
import { comparePlaces, orderEntry } from '../present/timeline.ts';
import { timelinePage } from '../queries/timeline.ts';
import type { Api } from './guards.ts';
import { READ } from './secured.ts';
import { personInPath, VISITOR_PROBLEMS, visitorPath } from './visitor-path.ts';

const request = { params: visitorPath, query: z.strictObject(pageQuery) };

const visitList = createRoute({
  method: 'get',
  path: '/visitors/{id}/visits',
  tags: ['People'],
  operationId: 'listVisits',
  summary: 'When did they come, from where, and for how long?',
  description:
    'Newest first. Of a very long history a call reads a part: the page may be short and have a next one.',
  ...READ,
  request,
  responses: {
    200: { description: 'A page', content: { 'application/json': { schema: visitPage } } },
    ...VISITOR_PROBLEMS,
  },
});

const orderList = createRoute({
  method: 'get',
  path: '/visitors/{id}/orders',
  tags: ['People'],
  operationId: 'listOrders',
  summary: 'What did they buy?',
  description: 'The latest 200 orders, newest first, with what was refunded of each.',
  ...READ,
  request,
  responses: {
    200: { description: 'A page', content: { 'application/json': { schema: orderPage } } },
    ...VISITOR_PROBLEMS,
  },
});

/** A place in a timeline; see `present/timeline.ts`. */
const placeSchema = z.tuple([z.int(), z.int(), z.string()]);

export function visits(api: Api): void {
  api.openapi(visitList, async (context) => {
    const { limit, cursor } = context.req.valid('query');
    const found = await personInPath(context, context.req.valid('param').id);
    const { database, site, person, compiled, now } = found;
    const caller = context.get('caller');
    const scope = { list: 'visits', filters: { person: person.person } };
    const after = await openCursor(caller, scope, { cursor, schema: placeSchema });
    const asked = { site: site.id, person, compiled, now, after, limit, only: 'visit' as const };
    const { entries, end } = await timelinePage(database, asked);
    const data = entries.map(({ item }) => item as VisitPage['data'][number]);
    const next_cursor = end ? await sealCursor(caller, scope, end) : null;
    return context.json({ data, next_cursor, as_of: toRfc3339(context.get('now')) }, 200);
  });
  api.openapi(orderList, async (context) => {
    const { limit, cursor } = context.req.valid('query');
    const { person, compiled, now } = await personInPath(context, context.req.valid('param').id);
    const caller = context.get('caller');
    const scope = { list: 'orders', filters: { person: person.person } };
    const after = await openCursor(caller, scope, { cursor, schema: placeSchema });
    const { state } = standingAt(compiled, { at: now, log: person.document });
    const entries = state.orders
      .map(orderEntry)
      .sort((a, b) => comparePlaces(a.place, b.place))
      .filter(({ place }) => after === undefined || comparePlaces(after, place) < 0);
    const data = entries.slice(0, limit);
    const last = entries.length > limit ? data.at(-1) : undefined;
    const body = {
      data: data.map(({ item }) => item),
      next_cursor: last ? await sealCursor(caller, scope, last.place) : null,
      as_of: toRfc3339(context.get('now')),
      older: state.past_orders?.count ?? 0,
    };
    return context.json(body, 200);
  });
}

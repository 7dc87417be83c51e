/** A site's webhooks, and what became of their messages. */
import { type CompiledQuery, sql } from 'kysely';
import { sqlite } from './run.ts';

/** Secrets are not read: nobody is shown them again. */
export interface WebhookRow {
  webhook: string;
  body: string;
  live: number;
  digest_at: number | null;
  waiting: number;
  dead: number;
}

/** The webhooks of a site, or the one named. Twenty at most. */
export const webhooksOf = (site: string, webhook?: string): CompiledQuery<WebhookRow> =>
  sql<WebhookRow>`
    select w.webhook, w.body, w.live, w.digest_at,
      (select count(*) from (select 1 from outbox as o where o.site = w.site
         and o.webhook = w.webhook and o.state = 'waiting' limit 1000)) as waiting,
      (select count(*) from (select 1 from outbox as o where o.site = w.site
         and o.webhook = w.webhook and o.state = 'dead' limit 1000)) as dead
    from webhooks as w
    where w.site = ${site} ${webhook === undefined ? sql`` : sql`and w.webhook = ${webhook}`}
    order by w.webhook`.compile(sqlite);

export interface DeliveryRow {
  message: string;
  state: 'waiting' | 'delivered' | 'dead';
  at: number;
  next_at: number | null;
  tries: number;
  answer: string;
  body: string;
}

interface Wanted {
  site: string;
  webhook: string;
  state: string | undefined;
  /** messages with a smaller id: older ones */
  below: string;
  limit: number;
}

/** Messages of a webhook, newest first. */
export const deliveriesOf = ({
  site,
  webhook,
  state,
  below,
  limit,
}: Wanted): CompiledQuery<DeliveryRow> =>
  sql<DeliveryRow>`
    select message, state, at, next_at, tries, answer, body from outbox
    where site = ${site} and webhook = ${webhook} and message < ${below}
      ${state === undefined ? sql`` : sql`and state = ${state}`}
    order by message desc limit ${limit}`.compile(sqlite);

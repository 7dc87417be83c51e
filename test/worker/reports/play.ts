/** Plays a history: each arrival at its moment, through the Worker's own doors. */
import { createScheduledController } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { vi } from 'vitest';
import type { CreatedSite } from '../../../collector/store/sites.ts';
import worker from '../../../collector/worker.ts';
import { ask } from '../api-fixture.ts';
import { signed } from '../proof.ts';
import { post as tell } from '../segment-door.ts';
import { call, envelope, newSite } from '../visitor.ts';
import type { Arrival } from './arrivals.ts';
import type { History } from './history.ts';
import { MINUTE } from './local-time.ts';

type From<Door> = Extract<Arrival, { door: Door }>;

/** Lets a site live through its history up to the end; the test's clock stands there after it. */
export async function play({ site, arrivals, from, end }: History): Promise<CreatedSite> {
  vi.setSystemTime(from);
  const created = await newSite(site);
  /** ids, by number */
  const campaigns: string[] = [];
  for (const arrival of arrivals) {
    vi.setSystemTime(arrival.at);
    await arrive(created, arrival, campaigns);
  }
  vi.setSystemTime(end);
  return created;
}

function arrive(site: CreatedSite, arrival: Arrival, campaigns: string[]): Promise<void> {
  switch (arrival.door) {
    case 'page':
      return fromPage(site, arrival);
    case 'server':
      return fromServer(site, arrival);
    case 'owner':
      return fromOwner(site, arrival);
    case 'plan':
      return plan(site, arrival, campaigns);
    case 'cron':
      return cron(arrival.at);
  }
}

async function fromPage(site: CreatedSite, page: From<'page'>): Promise<void> {
  const { visitor, agent, place, at, proves } = page;
  const events: unknown[] = [...page.events];
  if (proves) {
    const props = { user_id: proves.user, signature: await signed(site, proves.user) };
    events.push({ id: proves.id, type: 'identify', ts: at, url: 'https://shop.example/', props });
  }
  const response = await call('/e', {
    method: 'POST',
    headers: { 'Content-Type': 'text/plain', 'User-Agent': agent },
    body: envelope(site, visitor, events),
    cf: place as IncomingRequestCfProperties,
  });
  await expectTaken(response);
}

async function fromServer(site: CreatedSite, { message }: From<'server'>): Promise<void> {
  await expectTaken(await tell('/v1/batch', { batch: [message] }, site.secret_key));
}

/** Only what was erased is refused: a history that is refused otherwise would test nothing. */
async function expectTaken(response: Response): Promise<void> {
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status} ${text}`);
  const { results } = JSON.parse(text) as { results: Record<string, string> };
  const refused = Object.values(results).filter(
    (result) => !['ok', 'duplicate', 'rejected: erased'].includes(result),
  );
  if (refused.length > 0) throw new Error(text);
}

/** A device may turn out to be the one that its person began with, or nobody's any more. */
async function fromOwner(site: CreatedSite, { at, visitor, act }: From<'owner'>): Promise<void> {
  const path = `/visitors/${visitor}`;
  const asking = { key: site.secret_key, now: at };
  const say = (to: string, body: object) =>
    ask(`${path}/${to}`, { ...asking, method: 'POST', body: JSON.stringify(body) });
  const acts = {
    unlink: () => say('unlink', { device: visitor }),
    bot: () => say('bot', { bot: true }),
    person: () => say('bot', { bot: false }),
    erase: () => ask(path, { ...asking, method: 'DELETE' }),
  };
  const { status } = await acts[act]();
  if (![200, 204, 404, 409].includes(status)) throw new Error(`${act}: ${status}`);
}

const PLANNING = { make: 'POST', change: 'PATCH', spend: 'PUT', delete: 'DELETE' } as const;

/** @param ids gets the id of what is made */
async function plan(site: CreatedSite, planning: From<'plan'>, ids: string[]): Promise<void> {
  const { at: now, number, act, body } = planning;
  const path = { make: '', change: `/${ids[number]}`, spend: `/${ids[number]}/spend` };
  const response = await ask(`/campaigns${path[act === 'delete' ? 'change' : act]}`, {
    key: site.secret_key,
    now,
    method: PLANNING[act],
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  // New dates may contradict the day that stays as it is.
  if (response.status >= 400 && !text.includes('earlier than')) throw new Error(`${act}: ${text}`);
  if (act === 'make') ids[number] = (JSON.parse(text) as { id: string }).id;
}

/** One tick of cron. */
export async function cron(at: number): Promise<void> {
  vi.setSystemTime(at);
  const controller = createScheduledController({ scheduledTime: new Date(at) });
  await worker.scheduled(controller, env, {} as ExecutionContext);
}

/** Days to be counted, and counts under way or wanted; a census that is done is idle. */
const LEFT = `SELECT (SELECT count(*) FROM days WHERE site = ?1 AND dirty = 1)
  + (SELECT count(*) FROM counts WHERE site = ?1 AND cursor <> 'idle') AS n`;
const MOST_TICKS = 200;

/** Ticks until nothing of the site is left to count; gives the moment of the last one. */
export async function countAll(site: string, from: number): Promise<number> {
  let at = Math.ceil(from / MINUTE) * MINUTE;
  for (let ticks = 0; ticks < MOST_TICKS; ticks++, at += MINUTE) {
    await cron(at);
    const left = await env.DB.prepare(LEFT).bind(site).first<number>('n');
    if (left === 0) return at;
  }
  throw new Error('Cron does not come to an end');
}

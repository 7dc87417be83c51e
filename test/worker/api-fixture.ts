// A site with people in it, stored by the collector's own code, and the API on top of it.
import { env } from 'cloudflare:workers';
import { Hono } from 'hono';
import { commands } from '../../collector/commands.ts';
import type { CanonicalEvent } from '../../collector/engine/index.ts';
import { compile, defaultModel } from '../../collector/engine/index.ts';
import { personOf } from '../../collector/store/hash.ts';
import { countDevice, newDocument } from '../../collector/store/record.ts';
import { settle } from '../../collector/store/settle.ts';
import { createSite } from '../../collector/store/sites.ts';
import { personStatements } from '../../collector/store/write-person.ts';
import { API_PATH, createApi } from '../../dashboard-api/index.ts';
import type { Props } from '../../sdk/wire.ts';

export const MINUTE = 60_000;
export const DAY = 86_400_000;
/** The moment at which all tests ask, unless they say otherwise. */
export const NOW = Date.UTC(2026, 4, 8, 9, 30);

const MODEL = compile(defaultModel, 1);

export interface Site {
  site: string;
  key: string;
}

export async function newSite(name = 'Shop'): Promise<Site> {
  const { site, secret_key } = await createSite(env.DB, { name }, NOW - 400 * DAY);
  return { site, key: secret_key };
}

let made = 0;

/** One event of a visitor. Ids grow with the order in which events are made. */
export function event(
  type: string,
  ts: number,
  more: Partial<CanonicalEvent> & { props?: Props } = {},
): CanonicalEvent {
  made += 1;
  const id = `01890b2c-5f00-7000-8000-${made.toString(16).padStart(12, '0')}`;
  return { id, type, ts, device: 'd:visitor-1', offset_min: 0, ...more };
}

export const page = (path: string, ts: number, more: Partial<CanonicalEvent> = {}) =>
  event('page_view', ts, {
    url: `https://shop.example${path}`,
    title: path,
    country: 'DE',
    ...more,
  });

interface Planting {
  site: string;
  visitor: string;
  events: CanonicalEvent[];
  now?: number;
  users?: string[];
}

/** Stores a person as if these events had arrived at once; answers the person's id. */
export async function plant({ site, visitor, events, now = NOW, users = [] }: Planting) {
  const device = `d:${visitor}`;
  const log = events.map((one) => ({ ...one, device })).sort((a, b) => a.ts - b.ts);
  const person = await personOf(site, device);
  const doc = newDocument(1);
  doc.devices[device] = countDevice(undefined, log, Math.floor(now / DAY));
  doc.users = users.map((id) => ({ id, at: now, device, by: 'secret_key' }));
  const settled = settle({ model: MODEL, stored: null, doc, events: log, chunks: [], now });
  const known = { site, timeZone: 'UTC', person, version: 0, stored: null };
  const write = { ...known, settled, users, addresses: [], now };
  await env.DB.batch(personStatements(env.DB, write));
  return person;
}

/** A visit that ends at `end` with a minute of reading. */
export const visit = (end: number, paths: string[], more: CanonicalEvent[] = []) => [
  ...paths.map((path, i) => page(path, end - MINUTE + i)),
  ...more.map((one, i) => ({ ...one, ts: end - MINUTE + paths.length + i })),
  event('user_engagement', end, { url: 'https://shop.example/', props: { engaged_ms: MINUTE } }),
];

const SPRING = { channel: 'paid_search', source: 'google', campaign: 'spring' } as const;

/** Sara's first week as the worked example has it; the last visit ends six days after `from`. */
export const sara = (from: number): CanonicalEvent[] => {
  const [arrival, ...first] = visit(
    from,
    ['/', '/newsletter', '/pricing'],
    [
      event('ad_click', 0, { url: 'https://shop.example/', props: { kind: 'arrival' } }),
      event('newsletter_signup', 0, { url: 'https://shop.example/newsletter' }),
    ],
  );
  return [
    ...(arrival ? [{ ...arrival, source: SPRING }] : []),
    ...first,
    ...visit(from + 3 * DAY, ['/', '/pricing', '/about'], [event('file_download', 0)]),
    ...visit(from + 6 * DAY, ['/', '/pricing']),
  ];
};

interface Asking {
  key?: string;
  now?: number;
  method?: string;
  accept?: string;
  body?: string;
  /** of the body; default JSON */
  type?: string;
  db?: D1Database;
}

/** Asks the API, mounted as the Worker mounts it. */
export function ask(path: string, asking: Asking = {}) {
  const { key, now = NOW, method = 'GET', accept, body, type, db } = asking;
  const app = new Hono().route(API_PATH, createApi({ now: () => now, commands }));
  const headers = new Headers();
  if (key !== undefined) headers.set('Authorization', `Bearer ${key}`);
  if (accept !== undefined) headers.set('Accept', accept);
  const bindings = { ...env, DB: db ?? env.DB };
  if (body !== undefined) headers.set('Content-Type', type ?? 'application/json');
  const init = { method, headers, ...(body === undefined ? {} : { body }) };
  return app.request(`${API_PATH}${path}`, init, bindings);
}

/** The body of a 200. */
export async function answer<T>(path: string, asking: Asking): Promise<T> {
  const response = await ask(path, asking);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${text}`);
  return JSON.parse(text) as T;
}

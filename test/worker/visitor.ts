/** A site and visitors for the Worker's tests: made by the product's own code, talked to over HTTP. */
import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import type { PersonDocument } from '../../collector/engine/document.ts';
import { type CreatedSite, createSite, type NewSite } from '../../collector/store/sites.ts';
import worker from '../../collector/worker.ts';
import type { Answer, Envelope, Problem, Props, WireEvent } from '../../sdk/wire.ts';

export const MINUTE = 60_000;
export const DAY = 86_400_000;
/** A person's browser; what comes without one is taken for software. */
export const BROWSER =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';

export const newSite = (site: Partial<NewSite> = {}): Promise<CreatedSite> =>
  createSite(env.DB, { name: 'Shop', ...site }, Date.now());

let made = 0;

/** A UUIDv7 of a time; each call gives another. */
export function idAt(ts: number): string {
  made += 1;
  const time = ts.toString(16).padStart(12, '0');
  const tail = made.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${tail}`;
}

export const newVisitor = (): string => `visitor-${crypto.randomUUID()}`;

export function event(ts: number, type = 'page_view', props?: Props, path = '/'): WireEvent {
  const url = new URL(path, 'https://shop.example').href;
  return { id: idAt(ts), type, ts, url, ...(props && { props }) };
}

export function envelope(
  site: Pick<CreatedSite, 'write_key'>,
  visitor: string,
  events: unknown[],
  rest: Partial<Envelope> = {},
): string {
  const all = { v: 1, key: site.write_key, visitor, sent_at: Date.now(), sdk: 'test/1', ctx: {} };
  return JSON.stringify({ ...all, events, ...rest });
}

/**
 * Posts to the Worker's own handler, in the test's own request: the test pool switches off the
 * runtime's way of settling one request's promise from another. `test/contract` has them apart.
 */
export async function post(
  body: BodyInit,
  headers: Record<string, string> = {},
  bindings: Partial<Cloudflare.Env> = {},
): Promise<Response> {
  const init = {
    method: 'POST',
    headers: { 'Content-Type': 'text/plain', 'User-Agent': BROWSER, ...headers },
    body,
    cf: { country: 'DE' } as IncomingRequestCfProperties,
  };
  return call('/e', init, bindings);
}

/** Any request to the Worker; waits for what it goes on with after its answer. */
export async function call(
  path: string,
  init: RequestInit<IncomingRequestCfProperties> = {},
  bindings: Partial<Cloudflare.Env> = {},
): Promise<Response> {
  const context = createExecutionContext();
  const request = new Request(`https://rung.example${path}`, init);
  const response = await worker.fetch(request, { ...env, ...bindings }, context);
  await waitOnExecutionContext(context);
  return response;
}

/** Sends events that the collector must take; gives its answer. */
export async function send(
  site: Pick<CreatedSite, 'write_key'>,
  visitor: string,
  events: unknown[],
  rest: Partial<Envelope> = {},
): Promise<Answer> {
  const response = await post(envelope(site, visitor, events, rest));
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return response.json<Answer>();
}

export const problemOf = (response: Response): Promise<Problem> => response.json<Problem>();

export interface Person {
  person: string;
  version: number;
  grade: number;
  score: number;
  rung: string;
  due: number | null;
  doc: PersonDocument;
}

/** All people of a site as stored. */
export async function people(site: string): Promise<Person[]> {
  const { results } = await env.DB.prepare('SELECT * FROM people WHERE site = ?')
    .bind(site)
    .all<Omit<Person, 'doc'> & { doc: string }>();
  return results.map((row) => ({ ...row, doc: JSON.parse(row.doc) as PersonDocument }));
}

/** The only person of a site. */
export async function onlyPerson(site: string): Promise<Person> {
  const [person, ...others] = await people(site);
  if (!person || others.length > 0) throw new Error(`${others.length + (person ? 1 : 0)} people`);
  return person;
}

/** The whole log of a site, as the view for plain SQL spells it out, in fold order. */
export async function logOf(site: string): Promise<{ id: string; type: string; ts: number }[]> {
  const { results } = await env.DB.prepare('SELECT * FROM events WHERE site = ? ORDER BY ts, id')
    .bind(site)
    .all<{ id: string; type: string; ts: number }>();
  return results;
}

export async function rowsOf<Row>(table: string, site: string): Promise<Row[]> {
  const { results } = await env.DB.prepare(`SELECT * FROM ${table} WHERE site = ?`)
    .bind(site)
    .all<Row>();
  return results;
}

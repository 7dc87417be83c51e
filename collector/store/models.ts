/** Published models, compiled once an isolate: a published version never changes. */
import { type Compiled, compile, type Model } from '../engine/index.ts';
import { allRows, type Database, firstRow } from './database.ts';
import { Memory } from './remember.ts';

const compiled = new Memory<Compiled>(200);

const READ_MODEL = "SELECT body FROM models WHERE site = ? AND version = ? AND state = 'published'";

/**
 * @throws StorageUnavailable
 * @throws Error when the site has no such published version: the store is damaged
 */
export async function compiledModel(
  db: Database,
  site: string,
  version: number,
): Promise<Compiled> {
  const key = `${site}\n${version}`;
  return compiled.get(key) ?? compiled.set(key, await load(db, site, version));
}

async function load(db: Database, site: string, version: number): Promise<Compiled> {
  const row = await firstRow<{ body: string }>(db.prepare(READ_MODEL).bind(site, version));
  if (!row) throw new Error(`Site ${site} has no published model ${version}`);
  return compile(JSON.parse(row.body) as Model, version);
}

const EARLIER =
  "SELECT version FROM models WHERE site = ? AND version < ? AND state = 'published' ORDER BY version DESC LIMIT ?";

/**
 * The models published before a version, newest first, `limit` at most.
 *
 * @throws StorageUnavailable
 */
export async function earlierModels(
  db: Database,
  site: string,
  version: number,
  limit: number,
): Promise<Compiled[]> {
  if (version <= 1) return [];
  const found = await allRows<{ version: number }>(db.prepare(EARLIER).bind(site, version, limit));
  const models: Compiled[] = [];
  for (const row of found) models.push(await compiledModel(db, site, row.version));
  return models;
}

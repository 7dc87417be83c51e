/** Models, compiled once an isolate: a version never changes, not even a draft's. */
import { type Compiled, compile, type Model } from '../engine/index.ts';
import { type Database, firstRow } from './database.ts';
import { Memory } from './remember.ts';

const compiled = new Memory<Compiled>(200);

const READ_MODEL = 'SELECT body FROM models WHERE site = ? AND version = ?';

/**
 * @throws StorageUnavailable
 * @throws Error when the site has no such version: the store is damaged
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
  if (!row) throw new Error(`Site ${site} has no model ${version}`);
  return compile(JSON.parse(row.body) as Model, version);
}

const PUBLISHED = 'SELECT model FROM sites WHERE site = ?';

/** The site's published model. @throws StorageUnavailable */
export async function publishedModel(db: Database, site: string): Promise<Compiled> {
  const row = await firstRow<{ model: number }>(db.prepare(PUBLISHED).bind(site));
  if (!row) throw new Error(`There is no site ${site}`);
  return compiledModel(db, site, row.model);
}

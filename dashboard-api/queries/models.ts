/** The site's published models, compiled once an isolate: a published version never changes. */
import type { D1Database } from '@cloudflare/workers-types';
import { type CompiledQuery, sql } from 'kysely';
import type { PersonDocument } from '../../collector/engine/document.ts';
import { type Compiled, compile, type Model } from '../../collector/engine/index.ts';
import type { Props } from '../../sdk/wire.ts';
import type { SiteFacts } from '../environment.ts';
import { type JobRow, jobById, versionsInUse } from './jobs.ts';
import { rows, sqlite } from './run.ts';

export interface PublishedModel {
  version: number;
  publishedAt: number | null;
  /** the document as the owner wrote it */
  document: Props;
  model: Model;
  compiled: Compiled;
}

/** Compiled models kept at once; a Worker's isolate serves many sites. */
const KEPT = 50;
/** Values, never promises: one request may not wait for another's reads. */
const kept = new Map<string, PublishedModel>();

function keep(key: string, model: PublishedModel): PublishedModel {
  if (kept.size >= KEPT) kept.delete(kept.keys().next().value ?? '');
  kept.set(key, model);
  return model;
}

/** One version of a site's model. Rejects when the store does not have it. */
export async function modelOf(
  database: D1Database,
  site: string,
  version: number,
): Promise<PublishedModel> {
  const key = `${version} ${site}`;
  const known = kept.get(key);
  if (known) return known;
  const query = sqlite
    .selectFrom('models')
    .select(['body', 'published_at'])
    .where('site', '=', site)
    .where('version', '=', version)
    .compile();
  const [row] = await rows(database, query);
  if (!row) throw new Error(`Site ${site} has no model ${version}.`);
  const document = JSON.parse(row.body) as Props;
  const model = document as unknown as Model;
  const compiled = compile(model, version);
  return keep(key, { version, publishedAt: row.published_at, document, model, compiled });
}

/**
 * The model that a person stood under at a moment. Before the last change of rules it is the one
 * that was published then, or the first.
 */
export async function modelInForce(
  database: D1Database,
  site: string,
  { model, rules_since }: Pick<PersonDocument, 'model' | 'rules_since'>,
  at: number,
): Promise<PublishedModel> {
  if (!rules_since || at >= rules_since.at) return modelOf(database, site, model);
  const [row] = await rows(
    database,
    sqlite
      .selectFrom('models')
      .select('version')
      .where('site', '=', site)
      .where('published_at', 'is not', null)
      .where('version', '<>', model)
      .orderBy(sql`published_at > ${at}`)
      .orderBy(sql`abs(published_at - ${at})`)
      .limit(1)
      .compile(),
  );
  return modelOf(database, site, row?.version ?? model);
}

interface ModelsInUse {
  model: Model;
  /** the same, and what some people are still folded with while a publish is under way */
  each: readonly [Compiled, ...Compiled[]];
  /** versions of both */
  byVersion: Map<number, PublishedModel>;
  /** the publish */
  open: JobRow | undefined;
}

/** The published model, and during a publish those that it replaces. */
export async function modelsInUse(
  database: D1Database,
  { id, model, publishing }: SiteFacts,
): Promise<ModelsInUse> {
  const [open] = publishing === null ? [] : await rows(database, jobById(id, publishing));
  const byVersion = await modelsOf(database, id, versionsInUse(model, open));
  const [published, ...older] = byVersion.values();
  if (!published) throw new Error(`Site ${id} has no model ${model}.`);
  const each = [published.compiled, ...older.map(({ compiled }) => compiled)] as const;
  return { model: published.model, each, byVersion, open };
}

/** Every version that the documents were folded with, by version. */
export async function modelsOf(
  database: D1Database,
  site: string,
  versions: Iterable<number>,
): Promise<Map<number, PublishedModel>> {
  const each = [...new Set(versions)];
  const models = await Promise.all(each.map((version) => modelOf(database, site, version)));
  return new Map(models.map((model) => [model.version, model]));
}

export interface VersionRow {
  version: number;
  state: 'draft' | 'published';
  created_at: number;
  published_at: number | null;
  name: string;
}

const versions = (site: string) =>
  sqlite
    .selectFrom('models')
    .select(['version', 'state', 'created_at', 'published_at'])
    .select(sql<string>`body ->> '$.name'`.as('name'))
    .where('site', '=', site);

/** Versions below one, newest first. */
export const versionsBelow = (
  site: string,
  below: number,
  limit: number,
): CompiledQuery<VersionRow> =>
  versions(site).where('version', '<', below).orderBy('version', 'desc').limit(limit).compile();

export const versionOf = (
  site: string,
  version: number,
): CompiledQuery<VersionRow & { body: string }> =>
  versions(site).select('body').where('version', '=', version).compile();

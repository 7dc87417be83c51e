/** The site that the demo shop reports to, and where its secret key is kept. */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEMO_WRITE_KEY } from '../../sdk/demo/write-key.ts';
import type { Database } from '../store/database.ts';
import { sha256Hex } from '../store/hash.ts';
import { adoptWriteKey } from '../store/site-changes.ts';
import { addKey, type CreatedSite, createSite, listSites, type SiteInfo } from '../store/sites.ts';

const FILE = 'demo.json';
const ALL_SCOPES = ['read', 'write', 'admin'];

/**
 * The demo site with its keys: the one that is there, or a new one. The database is the truth;
 * when the kept secret key is lost or no longer good, a new one is made.
 *
 * @param folder where `demo.json` (mode 0600) is kept
 * @param at milliseconds since 1970
 */
export async function ensureDemoSite(
  db: Database,
  folder: string,
  at: number,
): Promise<CreatedSite> {
  const path = join(folder, FILE);
  const present = (await listSites(db)).find(ownsDemoKey);
  const kept = await readKept(path);
  if (present && kept && (await isGood(present, kept))) return kept;
  const site = present ? await withNewSecret(db, present.site, at) : await createDemoSite(db, at);
  await keep(folder, path, site);
  return site;
}

/**
 * Makes the site that the shop's pages report to.
 *
 * @throws RangeError when there is one already: its key is fixed, so there is room for one
 * @throws StorageUnavailable
 */
export async function createDemoSite(db: Database, at: number): Promise<CreatedSite> {
  const present = (await listSites(db)).find(ownsDemoKey);
  if (present) throw new RangeError(`There is a demo site already: ${present.site}`);
  const created = await createSite(db, { name: 'Pishi (demo)' }, at);
  await adoptWriteKey(db, { site: created.site, key: DEMO_WRITE_KEY, name: 'demo shop' }, at);
  return { ...created, write_key: DEMO_WRITE_KEY };
}

async function withNewSecret(db: Database, site: string, at: number): Promise<CreatedSite> {
  const key = { site, kind: 'secret', scopes: ALL_SCOPES, name: 'owner' } as const;
  return { site, write_key: DEMO_WRITE_KEY, secret_key: await addKey(db, key, at) };
}

function ownsDemoKey({ keys }: SiteInfo): boolean {
  return keys.some(({ shown }) => shown === DEMO_WRITE_KEY);
}

async function isGood({ site, keys }: SiteInfo, kept: CreatedSite): Promise<boolean> {
  const hash = await sha256Hex(kept.secret_key);
  return kept.site === site && keys.some((key) => key.hash === hash && key.revoked_at === null);
}

async function readKept(path: string): Promise<CreatedSite | undefined> {
  try {
    const kept = JSON.parse(await readFile(path, 'utf8')) as CreatedSite;
    return typeof kept.secret_key === 'string' ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** The mode given to `writeFile` holds for new files only. */
async function keep(folder: string, path: string, site: CreatedSite): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path, `${JSON.stringify(site, null, 2)}\n`, { mode: 0o600 });
  await chmod(path, 0o600);
}

/** Rows of sites and keys as the API shows them. */
import type { Scope } from '../environment.ts';
import type { SiteKeyRow } from '../queries/keys.ts';
import type { SiteRow } from '../queries/site.ts';
import type { Key, Site } from './schemas/site.ts';
import { toRfc3339 } from './time.ts';

const momentOrNull = (at: number | null): string | null => (at === null ? null : toRfc3339(at));

export const presentSite = ({ created_at, disabled_at, ...row }: SiteRow): Site => ({
  ...row,
  origins: JSON.parse(row.origins) as string[],
  settings: JSON.parse(row.settings) as Site['settings'],
  created_at: toRfc3339(created_at),
  disabled_at: momentOrNull(disabled_at),
});

/** @param ownHash of the key that asks */
export const presentKey = (row: SiteKeyRow, ownHash: string): Key => ({
  ...row,
  scopes: row.scopes.split(' ').filter(Boolean) as Scope[],
  shown: row.kind === 'write' ? row.shown : `…${row.shown}`,
  created_at: toRfc3339(row.created_at),
  revoked_at: momentOrNull(row.revoked_at),
  own: row.hash === ownHash,
});

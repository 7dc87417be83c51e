/** A version of the model as the API shows it. */
import type { VersionRow } from '../queries/models.ts';
import type { Version } from './schemas/models.ts';
import { toRfc3339 } from './time.ts';

export function presentVersion(row: VersionRow, published: number): Version {
  const { version, name, state, created_at, published_at } = row;
  return {
    version,
    name,
    state,
    current: version === published,
    created_at: toRfc3339(created_at),
    published_at: published_at === null ? null : toRfc3339(published_at),
  };
}

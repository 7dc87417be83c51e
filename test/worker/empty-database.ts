import { env } from 'cloudflare:workers';
import { tablesWith } from '../../collector/store/schema.ts';

/** Takes every row of every site away: what others left must not be counted along. */
export async function emptyDatabase(): Promise<void> {
  const tables = await tablesWith(env.DB, ['site']);
  await env.DB.batch(tables.map(({ name }) => env.DB.prepare(`DELETE FROM ${name}`)));
}

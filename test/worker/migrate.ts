// Gives every test file the real schema and an empty database. The files share the runtime of their
// worker, since starting one for each took longer than all tests together.
import { applyD1Migrations } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { tablesWith } from '../../collector/store/schema.ts';

await applyD1Migrations(env.DB, env.MIGRATIONS);
const tables = await tablesWith(env.DB, ['site']);
await env.DB.batch(tables.map(({ name }) => env.DB.prepare(`DELETE FROM ${name}`)));

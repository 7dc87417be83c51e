// Gives every test file the real schema and an empty database. The files share the runtime of their
// worker, since starting one for each took longer than all tests together.
import { applyD1Migrations } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { emptyDatabase } from './empty-database.ts';

await applyD1Migrations(env.DB, env.MIGRATIONS);
await emptyDatabase();

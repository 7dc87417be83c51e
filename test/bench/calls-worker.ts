/** The metered Worker, which also puts people into its store: `POST /__fold`. */
import { foldPeople } from './folded-people.ts';
import metered from './metered-worker.ts';

export default {
  ...metered,
  async fetch(request, env, context) {
    if (new URL(request.url).pathname !== '/__fold') return metered.fetch(request, env, context);
    return Response.json(await foldPeople(env.DB, await request.json()));
  },
} satisfies ExportedHandler<Parameters<typeof metered.fetch>[1]>;

/** The metered Worker, which also fills its store: `POST /__fold` puts people in, `POST /__count` counts. */
import { countDays } from '../../collector/store/count-days.ts';
import { foldPeople } from './folded-people.ts';
import metered from './metered-worker.ts';

type Env = Parameters<typeof metered.fetch>[1];

/** Counts for some seconds; tells whether anything is left. */
async function count({ DB }: Env): Promise<boolean> {
  const end = Date.now() + 5000;
  let more = true;
  while (more && Date.now() < end) more = await countDays(DB, Date.now());
  return more;
}

export default {
  ...metered,
  async fetch(request, env, context) {
    const { pathname } = new URL(request.url);
    if (pathname === '/__fold')
      return Response.json(await foldPeople(env.DB, await request.json()));
    if (pathname === '/__count') return Response.json(await count(env));
    return metered.fetch(request, env, context);
  },
} satisfies ExportedHandler<Env>;

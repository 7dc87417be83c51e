import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { compile, type Model, PRESETS, replay, start } from '../../collector/engine/index.ts';
import { DAY, event, logOf, newSite, newVisitor, onlyPerson, rowsOf, send } from './visitor.ts';

/** Publishes a second version as the API would. */
async function publish(site: string, model: Model): Promise<void> {
  await env.DB.batch([
    env.DB.prepare("INSERT INTO models VALUES (?, 2, 'published', ?, 0, 0)").bind(
      site,
      JSON.stringify(model),
    ),
    env.DB.prepare('UPDATE sites SET model = 2 WHERE site = ?').bind(site),
  ]);
}

test.each([
  ['a short log', 3, 0],
  ['a log with chunks', 90, 1],
])(
  'Who is touched after a publish is folded with the new model from the first event: %s',
  async (_, n, chunks) => {
    const site = await newSite();
    const visitor = newVisitor();
    const begin = Date.now() - 10 * DAY;
    const views = Array.from({ length: n }, (_, i) =>
      event(begin + i * 60_000, 'page_view', { note: 'x'.repeat(200) }),
    );
    await send(site, visitor, views);
    const before = await onlyPerson(site.site);
    expect(before.doc.model).toBe(1);
    expect(before.doc.chunks).toBeGreaterThanOrEqual(chunks);
    const moves = await rowsOf('moves', site.site);
    await publish(site.site, PRESETS.crm);
    // Asked without anything new, the answer still says by which model.
    expect((await send(site, visitor, [])).standing?.model).toBe(1);
    const { standing } = await send(site, visitor, [event(Date.now())]);
    expect(standing).toMatchObject({ model: 2, rung: 'prospect' });
    const after = await onlyPerson(site.site);
    expect(after.doc.model).toBe(2);
    expect(await logOf(site.site)).toHaveLength(n + 1);
    const { results } = await env.DB.prepare(
      'SELECT events FROM log_chunks WHERE site = ? ORDER BY seq',
    )
      .bind(site.site)
      .all<{ events: string }>();
    const archived = results.flatMap(({ events }) => JSON.parse(events));
    const last = archived.at(-1)?.ts ?? 0;
    const fresh = replay(compile(PRESETS.crm, 2), start(), archived, last).state;
    expect(after.doc.base).toEqual(fresh);
    // What moved under the old rules did move.
    expect(await rowsOf('moves', site.site)).toEqual(expect.arrayContaining(moves));
  },
);

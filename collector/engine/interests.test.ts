/** What people look at and when they come: counted by hand. */
import { expect, test } from 'vitest';
import { DAY, MONDAY, story } from '../../test/unit/histories.ts';
import { compiledModel } from '../../test/unit/models.ts';
import { explain, replay, start } from './index.ts';
import { habitsOf, interestsOf } from './interests.ts';
import { curve } from './score-curve.ts';
import type { CanonicalEvent } from './types.ts';

let made = 0;
const event = (type: string, more: Partial<CanonicalEvent> = {}): CanonicalEvent => {
  made += 1;
  return { id: String(made), type, ts: made, device: 'd:1', offset_min: 0, ...more };
};
const page = (path: string) => event('page_view', { url: `https://shop.example${path}` });

test('Interests are what comes most often, of equals the latest, in the spelling used last', () => {
  const { items, categories, searches, pages } = interestsOf([
    event('view_item', { props: { item_id: 'a', item_name: 'Cat food', category: 'Cats' } }),
    event('view_item', { props: { item_id: 'b' } }),
    event('purchase', {
      props: { items: [{ item_id: 'a', item_name: 'cat food' }, { item_id: 'c' }] },
    }),
    event('review', { props: { item_id: 'z', rating: 5 } }),
    event('search', { props: { term: 'غذای گربه' } }),
    event('search', { props: { term: 'غذاي گربه' } }),
    ...['/a?x=1', '/b', '/a', '/c', '/d', '/e', '/f'].map(page),
    event('search', { props: { term: 'bot' }, bot: true }),
  ]);
  expect(items).toEqual([
    { name: 'cat food', times: 2 },
    { name: 'c', times: 1 },
    { name: 'b', times: 1 },
  ]);
  expect(categories).toEqual([{ name: 'Cats', times: 1 }]);
  expect(searches).toEqual([{ name: 'غذاي گربه', times: 2 }]);
  expect(pages.map(({ name }) => name)).toEqual(['/a', '/f', '/e', '/d', '/c']);
});

test('Habits are the weekday and the hour of most visits, at the site', () => {
  const monday = Date.UTC(2026, 5, 1);
  const visit = (day: number, hour: number, offset_min = 0) => ({
    start: monday + day * DAY + hour * 3_600_000,
    offset_min,
  });
  expect(habitsOf([])).toBeUndefined();
  const seen = habitsOf([visit(0, 9), visit(1, 20), visit(7, 20)]);
  expect(seen).toEqual({ visits: 3, weekday: 1, hour: 20 });
  expect(habitsOf([visit(0, 23, 120)])).toMatchObject({ weekday: 2, hour: 1 });
});

test('The curve stands at each moment where an explanation says, and names every move on the way', () => {
  const c = compiledModel('loyalty');
  const log = story('0 newsletter_signup, 0 file_download, 3 /pricing, 3 contact, 5 order');
  const moments = Array.from({ length: 90 }, (_, i) => MONDAY - DAY + (i * DAY) / 2);
  const { positions, moved } = curve(c, start(), log, moments);
  moments.forEach((at, i) => {
    const { score, grade, rung } = explain(c, start(), log, at);
    expect(positions[i]).toMatchObject({ at, score, grade, rung });
  });
  const { moves } = replay(c, start(), log, moments.at(-1) ?? 0);
  expect(moved).toEqual([...new Set(moves.map(({ at }) => at))]);
  expect(moved.length).toBeGreaterThan(2);
});

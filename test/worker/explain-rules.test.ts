/** A past moment is explained by the rules of then or of today. */
import { describe, expect, test } from 'vitest';
import {
  compile,
  defaultModel,
  explain,
  type Model,
  PRESETS,
  start,
} from '../../collector/engine/index.ts';
import {
  answer,
  ask,
  DAY,
  event,
  NOW,
  newSite,
  page,
  plant,
  type Site,
  sara,
} from './api-fixture.ts';
import { begin, draft, finish } from './models.ts';

interface Told {
  model: number;
  score: number;
  rung: string;
  terms: { rule: string; value: number }[];
  sentence: { en: string; fa: string };
  next?: { at: string; to: string };
}

/** Every rule gives twice as much, on another ladder. */
const DOUBLE: Model = {
  ...PRESETS.crm,
  rules: defaultModel.rules.map((rule) => ({ ...rule, points: (rule.points ?? 0) * 2 })),
};

const summed = ({ terms }: Told): number =>
  terms.reduce((sum, { value }) => sum + Math.round(value * 100), 0) / 100;

const explained = (site: Site, at: number, rules = '') =>
  answer<Told>(`/visitors/visitor-1/explain?at=${new Date(at).toISOString()}${rules}`, {
    ...site,
    now: NOW + DAY,
  });

describe('An explanation of a moment before a change of rules', () => {
  const log = sara(NOW - 10 * DAY);
  const THEN = NOW - 2 * DAY;
  const WANTED = [
    ['', 1, defaultModel],
    ['&rules=then', 1, defaultModel],
    ['&rules=today', 2, DOUBLE],
  ] as const;

  test.each(WANTED)('is exact by the rules asked for (%s)', async (query, version, model) => {
    const site = await newSite();
    await plant({ site: site.site, visitor: 'visitor-1', events: log });
    expect(await draft(site, DOUBLE)).toBe(2);
    await finish(site, await begin(site, 2, 'publish', NOW), NOW);
    const told = await explained(site, THEN, query);
    const own = log.map((one) => ({ ...one, device: 'd:visitor-1' }));
    const direct = explain(compile(model, version), start(), own, THEN);
    expect(told.model).toBe(version);
    expect([told.score, summed(told)]).toEqual([direct.score / 100, direct.score / 100]);
    expect(told.rung).toBe(direct.rung);
    expect(told.sentence).toEqual(direct.sentence);
    expect(told.next?.to).toBe(direct.next?.to);
  });

  test('is by the new rules from the change on, whichever are asked for', async () => {
    const site = await newSite();
    await plant({ site: site.site, visitor: 'visitor-1', events: log });
    await draft(site, DOUBLE);
    await finish(site, await begin(site, 2, 'publish', NOW), NOW);
    const [then, today] = [
      await explained(site, NOW + DAY, '&rules=then'),
      await explained(site, NOW + DAY, '&rules=today'),
    ];
    expect(then.model).toBe(2);
    expect(then).toEqual(today);
  });
});

test('Other words for the rules are refused with the field', async () => {
  const site = await newSite();
  await plant({ site: site.site, visitor: 'visitor-1', events: [page('/', NOW - DAY)] });
  const response = await ask('/visitors/visitor-1/explain?rules=yesterday', { key: site.key });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ field: 'rules' });
});

test('Before the first act, and of software, nobody is said to stand anywhere', async () => {
  const site = await newSite();
  const bot = event('page_view', NOW - DAY, { url: 'https://shop.example/', bot: true });
  await plant({ site: site.site, visitor: 'visitor-1', events: [bot] });
  const told = await explained(site, NOW);
  expect(told).toMatchObject({ score: 0, terms: [] });
  expect(told.next).toBeUndefined();
  expect(told.sentence.en).toBe('No act of a person is known up to this moment.');
});

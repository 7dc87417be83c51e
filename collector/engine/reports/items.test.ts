/** What a visit is told apart by. */
import { describe, expect, test } from 'vitest';
import type { Visit } from '../types.ts';
import { ITEM_LENGTH, itemsOf } from './dimensions.ts';
import { planOf } from './plan.ts';
import { type CampaignRule, DIMENSIONS, NONE } from './types.ts';

const bare: Visit = {
  ...{ start: 0, last: 0, ended: true, device: 'd:1', offset_min: 0, pages: 1, events: 1 },
  ...{ engaged_ms: 0, source: { channel: 'direct' }, first: true },
};
const visit = (more: Partial<Visit>): Visit => ({ ...bare, ...more });
const from = (source: Omit<Visit['source'], 'channel'>) =>
  visit({ source: { channel: 'display', ...source } });

describe('The items of a visit', () => {
  test('are one in each dimension, none of what is not known', () => {
    const items = itemsOf(bare, NONE);
    expect(Object.keys(items).sort()).toEqual([...DIMENSIONS].sort());
    const { all, channel, ...others } = items;
    expect([all, channel]).toEqual(['', 'direct']);
    expect(new Set(Object.values(others))).toEqual(new Set([NONE]));
  });

  test('say source, term, campaign, place, page and device', () => {
    const told = visit({
      source: { channel: 'email', source: 'letter', term: 'cat food', campaign: 'may' },
      ...{ country: 'DE', region: 'Bavaria', agent: { device: 'mobile' } },
      landing: 'https://shop.example/caf%C3%A9/?a=1#b',
    });
    expect(itemsOf(told, 'c1')).toMatchObject({
      ...{ channel: 'email', referrer: 'letter', keyword: 'cat food', campaign: 'may' },
      ...{ country: 'DE', region: 'DE / Bavaria', landing: '/café/', device: 'mobile', plan: 'c1' },
    });
  });

  test.each([
    [{ network: 'google_ads', source: 'google', content: 'red' }, 'google_ads / red'],
    [{ source: 'google', content: 'red' }, 'google / red'],
    [{ network: 'google_ads', source: 'google' }, 'google_ads'],
    [{ content: 'red' }, 'red'],
    [{ source: 'google' }, NONE],
  ])('name an ad by network or source and content, where there is one: %o', (source, ad) => {
    expect(itemsOf(from(source), NONE).ad).toBe(ad);
  });

  test('are cut where somebody writes a novel', () => {
    expect(itemsOf(from({ term: 'x'.repeat(900) }), NONE).keyword).toBe('x'.repeat(ITEM_LENGTH));
  });
});

describe('The campaign of a visit', () => {
  const rule = (id: string, match: CampaignRule['match'], more: Partial<CampaignRule> = {}) => ({
    ...{ id, from: 10, match, ...more },
  });
  const spring = visit({
    source: { channel: 'email', campaign: 'Spring-Sale', source: 'letter' },
    landing: 'https://shop.example/sale?x=1',
  });

  test('fits when each named field fits one of its globs, whatever the case', () => {
    const fits = (match: CampaignRule['match']) => planOf(spring, [rule('c', match)], 10) === 'c';
    expect(fits({ campaign: ['spring*'] })).toBe(true);
    expect(fits({ campaign: ['autumn*', '*sale'], landing: ['/sale'] })).toBe(true);
    expect(fits({ campaign: ['SPRING-SALE'] })).toBe(true);
    expect(fits({ campaign: ['spring*'], channel: ['social'] })).toBe(false);
    expect(fits({ campaign: ['spring'] })).toBe(false);
    expect(fits({ term: ['*'] })).toBe(false);
  });

  test('has the visit’s day between its first and last, and the smallest id of several', () => {
    const all = { channel: ['*'] };
    const rules = [
      rule('b', all),
      rule('a', all, { to: 20 }),
      rule('0', all, { from: 15, to: 16 }),
    ];
    expect([9, 10, 14, 15, 16, 17, 20, 21].map((day) => planOf(spring, rules, day))).toEqual([
      ...[NONE, 'a', 'a', '0', '0', 'a', 'a', 'b'],
    ]);
  });
});

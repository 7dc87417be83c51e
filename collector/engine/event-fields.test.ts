/** Every field that a condition may name, and what it reads of an event and its visit. */
import { describe, expect, test } from 'vitest';
import { MONDAY } from '../../test/unit/histories.ts';
import { FIELDS, fieldReader, isField } from './fields.ts';
import type { CanonicalEvent, Visit } from './types.ts';

const source = {
  channel: 'paid_search',
  source: 'google',
  medium: 'cpc',
  campaign: 'spring',
  term: 'cat food',
  content: 'banner',
  referrer: 'https://google.example/search',
  network: 'google_ads',
} as const;
const event: CanonicalEvent = {
  id: 'a',
  type: 'page_view',
  ts: MONDAY,
  device: 'd:1',
  offset_min: 210,
  url: 'https://shop.example:8080/fa/pricing?a=1',
  title: 'Prices',
  source,
  country: 'IR',
  agent: { device: 'mobile', browser: 'Firefox', os: 'Android' },
  props: { job_title: 'CEO', cart: { size: { of: 3 } }, value: 5 },
  verified: true,
};
const visit: Visit = {
  start: MONDAY - 90_000,
  last: MONDAY,
  ended: false,
  device: 'd:1',
  offset_min: 0,
  pages: 3,
  events: 7,
  engaged_ms: 9_000,
  landing: 'https://shop.example/landing?x',
  source: { channel: 'email', source: 'news', campaign: 'may' },
  first: true,
};
const bare: CanonicalEvent = { id: 'b', type: 'chat', ts: MONDAY, device: 'd:1', offset_min: 0 };

const read = (name: string, of: CanonicalEvent = event, within: Visit | undefined = visit) =>
  fieldReader(name, (url) => [`kind of ${url}`])(of, within);

const VALUES: [string, unknown, unknown?][] = [
  ['type', 'page_view', 'chat'],
  ['url', event.url],
  ['path', '/fa/pricing'],
  ['host', 'shop.example:8080'],
  ['title', 'Prices'],
  ['country', 'IR'],
  ['verified', true, false],
  ['job_title', 'CEO'],
  ['agent.device', 'mobile'],
  ['agent.browser', 'Firefox'],
  ['agent.os', 'Android'],
  ['source.channel', 'paid_search'],
  ['source.source', 'google'],
  ['source.medium', 'cpc'],
  ['source.campaign', 'spring'],
  ['source.term', 'cat food'],
  ['source.content', 'banner'],
  ['source.referrer', 'https://google.example/search'],
  ['source.network', 'google_ads'],
  ['local.day', 20_514, 20_514],
  ['local.weekday', 1, 1],
  ['local.hour', 12, 9],
  ['visit.pages', 3],
  ['visit.events', 7],
  ['visit.engaged_ms', 9_000],
  ['visit.minutes', 1.5],
  ['visit.first', true],
  ['visit.landing', '/landing'],
  ['visit.channel', 'email'],
  ['visit.source', 'news'],
  ['visit.campaign', 'may'],
  ['page', [`kind of ${event.url}`]],
  ['props.value', 5],
  ['props.cart.size.of', 3],
  ['props.cart.size', { of: 3 }],
  ['props.cart.size.of.it', undefined],
  ['props.none.of.it', undefined],
];

describe('A field', () => {
  test.each(VALUES)('%s of a full event is %j', (name, value) => {
    expect(isField(name)).toBe(true);
    expect(read(name)).toEqual(value);
  });

  test.each(VALUES)(
    '%s of a bare event outside of visits is nothing but what all have',
    (name, _, of) => {
      expect(fieldReader(name, () => [])(bare, undefined)).toEqual(of);
    },
  );

  test('is in the table above, each of them', () => {
    const named = VALUES.map(([name]) => name);
    for (const name of Object.keys(FIELDS)) expect(named).toContain(name);
  });

  test('is none with another name', () => {
    for (const name of [
      '',
      'colour',
      'props',
      'props.',
      'props.a.',
      'props..a',
      'a.props.b',
      'toString',
    ]) {
      expect([name, isField(name)]).toEqual([name, false]);
    }
  });

  test('of a visit that has no landing page yet is nothing', () => {
    const { landing: _, ...rest } = visit;
    expect(read('visit.landing', event, rest)).toBeUndefined();
  });

  test('never reads what an object or a text merely inherits', () => {
    const props = { text: 'abc', list: [1] };
    expect(read('props.text.length', { ...event, props })).toBeUndefined();
    // A list is read item by item: none of them has a length of its own.
    expect(read('props.list.length', { ...event, props })).toEqual([]);
    expect(read('props.toString', { ...event, props })).toBeUndefined();
  });
});

describe('A host', () => {
  test.each([
    ['https://shop.example', 'shop.example'],
    ['HTTP://Shop.example/a', 'Shop.example'],
    ['https://shop.example?x', 'shop.example'],
    ['https://shop.example#x', 'shop.example'],
    ['/see/https://shop.example/', ''],
    ['shop.example/a', ''],
  ])('of %s is %j', (url, host) => {
    expect(read('host', { ...event, url })).toBe(host);
  });
});

describe('A job title', () => {
  const identified = (props: CanonicalEvent['props']) =>
    read('job_title', { ...bare, type: 'identify', ...(props && { props }) });

  test('of an identify is that of the traits, or the title they give', () => {
    expect(identified({ traits: { job_title: 'CEO', title: 'Dr' } })).toBe('CEO');
    expect(identified({ traits: { title: 'Director' } })).toBe('Director');
    expect(identified({ job_title: 'CEO' })).toBeUndefined();
    expect(identified({ traits: ['CEO'] as never })).toBeUndefined();
    expect(identified(undefined)).toBeUndefined();
  });
});

describe('The time at the site', () => {
  test.each([
    ['2026-03-01T23:59:59Z', 0, [0, 23, 20_513]],
    ['2026-03-01T23:59:59Z', 1, [1, 0, 20_514]],
    ['2026-03-07T10:00:00Z', 0, [6, 10, 20_519]],
    ['2026-03-02T00:30:00Z', -60, [0, 23, 20_513]],
    ['1969-12-28T01:00:00Z', 0, [0, 1, -4]],
    ['1969-12-31T23:00:00Z', 0, [3, 23, -1]],
  ])('%s with %d minutes is weekday, hour and day %j', (at, offset_min, [weekday, hour, day]) => {
    const here = { ...bare, ts: Date.parse(at), offset_min };
    expect(read('local.weekday', here)).toBe(weekday);
    expect(read('local.hour', here)).toBe(hour);
    expect(read('local.day', here)).toBe(day);
  });
});

/** Where a person is, as their page views tell it. */
import { expect, test } from 'vitest';
import { type CanonicalEvent, compile, PRESETS, replay, start } from './index.ts';

const MONDAY = Date.UTC(2026, 5, 1, 10);
const model = compile(PRESETS.loyalty, 1);

let made = 0;
const view = (at: number, rest: Partial<CanonicalEvent>): CanonicalEvent => ({
  id: `00000000-0000-7000-8000-${String(made++).padStart(12, '0')}`,
  type: 'page_view',
  ts: MONDAY + at,
  device: 'd:visitor-1',
  offset_min: 0,
  url: 'https://shop.example/',
  ...rest,
});
const MUNICH = { country: 'DE', region: 'Bavaria', city: 'Munich', time_zone: 'Europe/Berlin' };

test('the last place that a view tells is the person’s, and it is told whole', () => {
  const events = [view(0, MUNICH), view(1, {}), view(2, { country: 'AT', city: 'Graz' })];
  const upTo = (n: number) => replay(model, start(), events.slice(0, n), MONDAY + 10).state;
  expect(upTo(2)).toMatchObject(MUNICH);
  expect(upTo(3)).toMatchObject({ country: 'AT', city: 'Graz' });
  expect(upTo(3)).not.toHaveProperty('region');
  expect(upTo(3)).not.toHaveProperty('time_zone');
});

test('a visit keeps the place that it began at', () => {
  const events = [view(0, {}), view(1, MUNICH), view(2, { country: 'AT', region: 'Styria' })];
  const { visits } = replay(model, start(), events, MONDAY + 10);
  expect(visits).toMatchObject([{ country: 'DE', region: 'Bavaria', city: 'Munich' }]);
});

test('a rule may ask for region, city and time zone', () => {
  const segments = ['region', 'city', 'time_zone'].map((person) => ({
    id: person,
    label: { en: person },
    when: { person, in: ['Bavaria', 'Munich', 'Europe/Berlin'] },
  }));
  const asking = compile({ ...PRESETS.loyalty, segments }, 1);
  const { state } = replay(asking, start(), [view(0, MUNICH)], MONDAY + 10);
  expect(Object.keys(state.segments)).toEqual(['region', 'city', 'time_zone']);
});

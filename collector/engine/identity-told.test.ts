/** Who is whom after a union and a separation: contacts, consent and user ids, case by case. */
import { describe, expect, test } from 'vitest';
import type { Contact, DeviceRecord, UserLink } from './document.ts';
import { compareLinks, consentOf, type Identity, separate, unite } from './identity.ts';

const record = (first_at: number, more: Partial<DeviceRecord> = {}): DeviceRecord => ({
  first_at,
  last_at: 9,
  day: 0,
  day_events: 1,
  ...more,
});
const link = (id: string, at: number, device = 'd:a', by: UserLink['by'] = 'claim'): UserLink => ({
  id,
  at,
  device,
  by,
});
const of = (devices: Record<string, DeviceRecord>, more: Partial<Identity> = {}): Identity => ({
  devices,
  users: [],
  ...more,
});
const mona: Contact = { at: 5, by: 'Mona' };
const reza: Contact = { at: 7, by: 'Reza' };

describe('Links of user ids', () => {
  test('are ordered by time, then id, then device', () => {
    const sorted = [link('b', 1), link('a', 2, 'd:a'), link('a', 2, 'd:b'), link('b', 2, 'd:a')];
    for (const [i, one] of sorted.entries()) {
      for (const [j, other] of sorted.entries()) {
        expect(Math.sign(compareLinks(one, other))).toBe(Math.sign(i - j));
      }
    }
  });

  test('are kept once for each user id and device, the earliest of them', () => {
    const one = of({ 'd:a': record(1) }, { users: [link('u', 3), link('v', 4)] });
    const other = of({ 'd:b': record(2) }, { users: [link('u', 2), link('u', 5, 'd:b')] });
    expect(unite(one, other).users).toEqual([link('u', 2), link('v', 4), link('u', 5, 'd:b')]);
  });
});

describe('A contact', () => {
  test('of two is the later one, and at one moment the one by the later name', () => {
    const [a, b] = [of({ 'd:a': record(1) }), of({ 'd:b': record(2) })];
    const contacted = (x?: Contact, y?: Contact) =>
      unite({ ...a, ...(x && { contacted: x }) }, { ...b, ...(y && { contacted: y }) }).contacted;
    expect(contacted(mona, reza)).toEqual(reza);
    expect(contacted(reza, mona)).toEqual(reza);
    expect(contacted(mona)).toEqual(mona);
    expect(contacted(undefined, mona)).toEqual(mona);
    expect(contacted()).toBeUndefined();
    expect(contacted({ at: 5, by: 'A' }, { at: 5, by: 'B' })?.by).toBe('B');
    expect(contacted({ at: 10, by: 'A' }, { at: 9, by: 'B' })?.by).toBe('A');
    expect('contacted' in unite(a, b)).toBe(false);
  });

  test('goes with the oldest device of the person, and with the first by name of equals', () => {
    const old = of({ 'd:x': record(5), 'd:y': record(3) }, { contacted: mona });
    const whole = unite(old, of({ 'd:z': record(1) }));
    expect(whole.devices['d:y']?.contacted).toEqual(mona);
    expect(whole.devices['d:x']).not.toHaveProperty('contacted');
    const even = unite(of({ 'd:y': record(3), 'd:x': record(3) }, { contacted: mona }), of({}));
    expect(even.devices['d:x']?.contacted).toEqual(mona);
    const other = unite(of({ 'd:x': record(3), 'd:y': record(3) }, { contacted: mona }), of({}));
    expect(other.devices['d:x']?.contacted).toEqual(mona);
  });

  test('that a device already bears is not given to another', () => {
    const borne = of(
      { 'd:x': record(5, { contacted: mona }), 'd:y': record(3) },
      { contacted: mona },
    );
    expect(unite(borne, of({})).devices['d:y']).not.toHaveProperty('contacted');
    const later = unite({ ...borne, contacted: reza }, of({}));
    expect(later.devices['d:y']?.contacted).toEqual(reza);
    expect(later.devices['d:x']?.contacted).toEqual(mona);
    const sameTime = unite({ ...borne, contacted: { ...mona, by: 'Reza' } }, of({}));
    expect(sameTime.devices['d:y']?.contacted).toEqual({ at: 5, by: 'Reza' });
    const sameName = unite({ ...borne, contacted: { ...mona, at: 6 } }, of({}));
    expect(sameName.devices['d:y']?.contacted).toEqual({ at: 6, by: 'Mona' });
  });

  test('of someone without a device stays with the person', () => {
    expect(unite(of({}, { contacted: mona }), of({}))).toEqual({
      devices: {},
      users: [],
      contacted: mona,
    });
  });

  test('that came with a device leaves with it, and is its own again', () => {
    const whole = unite(
      of({ 'd:a': record(1) }, { contacted: mona }),
      of({ 'd:b': record(2) }, { contacted: reza }),
    );
    const { rest, own } = separate(whole, 'd:b');
    expect(own).toEqual(of({ 'd:b': record(2) }, { contacted: reza }));
    expect(rest).toEqual(of({ 'd:a': record(1) }, { contacted: mona }));
    const other = separate(whole, 'd:a');
    expect(other.own.contacted).toEqual(mona);
    expect(other.rest.contacted).toEqual(reza);
  });

  test('stays on the devices of those who are still several', () => {
    const three = unite(
      unite(of({ 'd:a': record(1) }, { contacted: mona }), of({ 'd:b': record(2) })),
      of({ 'd:c': record(3) }),
    );
    const { rest } = separate(three, 'd:c');
    expect(rest.devices['d:a']?.contacted).toEqual(mona);
    expect(rest.contacted).toEqual(mona);
  });
});

describe('Taking out a device', () => {
  test('that the person does not have takes nothing', () => {
    const whole = of({ 'd:a': record(1) }, { users: [link('u', 1)] });
    expect(separate(whole, 'd:z')).toEqual({ rest: whole, own: of({}), moved: [] });
  });

  test('leaves it its claims, and takes from it the user ids that others have', () => {
    const users = [
      link('both', 1, 'd:a', 'signature'),
      link('both', 2, 'd:b', 'first_device'),
      link('claimed', 3, 'd:a', 'claim'),
      link('claimed', 4, 'd:b', 'trusted'),
      link('said', 5, 'd:b', 'claim'),
      link('gone', 6, 'd:b', 'unlinked'),
    ];
    const whole = of({ 'd:a': record(1), 'd:b': record(2) }, { users });
    const { own, rest, moved } = separate(whole, 'd:b');
    expect(own.users).toEqual([
      link('both', 2, 'd:b', 'unlinked'),
      link('claimed', 4, 'd:b', 'trusted'),
      link('said', 5, 'd:b', 'claim'),
      link('gone', 6, 'd:b', 'unlinked'),
    ]);
    expect(rest.users).toEqual([users[0], users[2]]);
    expect(moved).toEqual(['claimed']);
  });
});

describe('Consent', () => {
  const said = (given: 'granted' | 'denied', at: number) => record(1, { consent: { given, at } });

  test('is the last word on any device, at one moment a refusal, and none where none was said', () => {
    expect(consentOf({})).toEqual({});
    expect(consentOf({ 'd:a': record(1) })).toEqual({});
    expect(consentOf({ 'd:a': said('granted', 1), 'd:b': record(1) })).toEqual({
      consent: 'granted',
    });
    expect(consentOf({ 'd:a': said('granted', 2), 'd:b': said('denied', 1) })).toEqual({
      consent: 'granted',
    });
    expect(consentOf({ 'd:a': said('granted', 2), 'd:b': said('denied', 2) })).toEqual({
      consent: 'denied',
    });
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RUNS } from '../../test/unit/models.ts';
import type { DeviceRecord, UserLink } from './document.ts';
import { type Identity, separate, unite } from './identity.ts';

const record = fc.record<DeviceRecord>(
  {
    first_at: fc.nat(9),
    last_at: fc.integer({ min: 10, max: 19 }),
    day: fc.nat(3),
    day_events: fc.integer({ min: 1, max: 9 }),
    consent: fc.record({ given: fc.constantFrom('granted', 'denied'), at: fc.nat(4) }),
  },
  { requiredKeys: ['first_at', 'last_at', 'day', 'day_events'] },
);

/** Somebody on one device who claims or has some user ids. */
const personOn = (device: string, ways: UserLink['by'][]) =>
  fc
    .record({
      record,
      users: fc.uniqueArray(
        fc.record({
          id: fc.constantFrom('sara', 'ali', 'mona'),
          at: fc.nat(5),
          by: fc.constantFrom(...ways),
        }),
        { selector: ({ id }) => id, maxLength: 3 },
      ),
      contact: fc.option(fc.record({ at: fc.nat(5), by: fc.constantFrom('a', 'b') })),
    })
    .map(({ record, users, contact }): Identity => {
      const links = users.map((link) => ({ ...link, device }));
      return {
        devices: { [device]: record },
        users: links.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)),
        ...(record.consent && { consent: record.consent.given }),
        ...(contact && { contacted: contact }),
      };
    });

const three = fc.tuple(
  personOn('d:one', ['first_device', 'claim']),
  personOn('d:two', ['claim']),
  personOn('d:three', ['claim']),
);

describe('Two identities become one', () => {
  test('in whatever order and grouping several are united', () => {
    fc.assert(
      fc.property(three, ([a, b, c]) => {
        const whole = unite(unite(a, b), c);
        expect(unite(a, unite(b, c))).toEqual(whole);
        expect(unite(unite(c, a), b)).toEqual(whole);
        expect(unite(b, unite(c, a))).toEqual(whole);
      }),
      RUNS,
    );
  });

  test('and uniting again changes nothing', () => {
    fc.assert(
      fc.property(three, ([a, b]) => {
        const whole = unite(a, b);
        expect(unite(whole, b)).toEqual(whole);
      }),
      RUNS,
    );
  });

  test('and one becomes two again exactly as they were', () => {
    fc.assert(
      fc.property(three, ([a, b, c]) => {
        const { rest, own, moved } = separate(unite(unite(a, b), c), 'd:two');
        expect(own).toEqual(b);
        expect(moved).toEqual([]);
        expect(rest).toEqual(unite(a, c));
        expect(separate(unite(a, b), 'd:two').rest).toEqual(a);
      }),
      RUNS,
    );
  });

  test('the later word on consent holds, and at one moment a refusal', () => {
    const on = (device: string, given: 'granted' | 'denied', at: number): Identity => ({
      devices: {
        [device]: { first_at: 1, last_at: 2, day: 0, day_events: 1, consent: { given, at } },
      },
      users: [],
      consent: given,
    });
    expect(unite(on('d:a', 'denied', 1), on('d:b', 'granted', 2)).consent).toBe('granted');
    expect(unite(on('d:a', 'denied', 2), on('d:b', 'granted', 2)).consent).toBe('denied');
  });
});

describe('What a device brought', () => {
  const link = (device: string, id: string, by: UserLink['by']): UserLink => ({
    id,
    at: 1,
    device,
    by,
  });
  const plain = { first_at: 1, last_at: 2, day: 0, day_events: 1 };
  const whole: Identity = {
    devices: { 'd:one': plain, 'd:two': plain },
    users: [
      link('d:one', 'sara', 'first_device'),
      link('d:two', 'sara', 'signature'),
      link('d:two', 'work', 'first_device'),
    ],
  };

  test('goes with it, and a user id of others it has no more', () => {
    const { own, rest, moved } = separate(whole, 'd:two');
    expect(own.users).toEqual([
      link('d:two', 'sara', 'unlinked'),
      link('d:two', 'work', 'first_device'),
    ]);
    expect(moved).toEqual(['work']);
    expect(rest.users).toEqual([link('d:one', 'sara', 'first_device')]);
  });

  test('a contact after the union stays with those who remain', () => {
    const contacted = { at: 9, by: 'Mona' };
    expect(separate({ ...whole, contacted }, 'd:two')).toMatchObject({ rest: { contacted } });
    expect(separate({ ...whole, contacted }, 'd:two').own.contacted).toBeUndefined();
  });
});

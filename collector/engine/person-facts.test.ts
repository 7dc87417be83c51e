/** What events tell of the person: what is kept, what is not, and what conditions see of it. */
import { describe, expect, test } from 'vitest';
import { bought, DAY, happened, MONDAY, viewed } from '../../test/unit/histories.ts';
import { spells } from '../../test/unit/spells.ts';
import { type CanonicalEvent, compile, defaultModel, replay, start } from './index.ts';

const c = compile(defaultModel, 1);
const stateOf = (...log: CanonicalEvent[]) => replay(c, start(), log, 0).state;
const identified = (traits: unknown, more = {}, at = MONDAY) =>
  happened(at, 'identify', { props: { user_id: 'u', traits, ...more } as never });
const on = (day: number, type: string, given = {}) => happened(MONDAY + day * DAY, type, given);
const paid = { channel: 'paid_search', source: 'google', campaign: 'may' } as const;
const mail = { channel: 'email', source: 'news', campaign: 'june' } as const;
const direct = { channel: 'direct' } as const;

const HASH = 'ab'.repeat(32);
const OTHER_HASH = 'cd'.repeat(32);

describe('Traits', () => {
  test('are texts, numbers and truth values, the latest of each name', () => {
    const log = [
      identified({
        plan: 'gold',
        age: 40,
        vip: true,
        list: ['a'],
        more: { a: 1 },
        none: undefined,
      }),
      identified({ plan: 'tin' }, {}, MONDAY + 1),
    ];
    expect(stateOf(...log).traits).toEqual({ plan: 'tin', age: 40, vip: true });
  });

  test('are forgotten when they are set to null', () => {
    const state = stateOf(
      identified({ plan: 'gold', age: 4 }),
      identified({ plan: null }, {}, MONDAY + 1),
    );
    expect(state.traits).toEqual({ age: 4 });
  });

  test('are cut at 200 characters', () => {
    expect(stateOf(identified({ plan: 'x'.repeat(300) })).traits.plan).toBe('x'.repeat(200));
  });

  test('are 50 at most: known ones still change and one forgotten makes room', () => {
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`t${i}`, i]));
    const state = stateOf(identified(many), identified({ t0: 'new', t55: 'late' }, {}, MONDAY + 1));
    expect(Object.keys(state.traits)).toHaveLength(50);
    expect(state.traits).toMatchObject({ t0: 'new', t49: 49 });
    expect(state.traits).not.toHaveProperty('t50');
    const room = stateOf(identified(many), identified({ t0: null, t55: 'late' }, {}, MONDAY + 1));
    expect(room.traits).toMatchObject({ t55: 'late' });
    expect(Object.keys(room.traits)).toHaveLength(50);
  });

  test('may have the names of what objects inherit', () => {
    const traits = JSON.parse('{"__proto__":"a","constructor":"b"}');
    const state = stateOf(identified(traits));
    expect(Object.entries(state.traits)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
    const again = replay(
      c,
      state,
      [identified(JSON.parse('{"__proto__":"z"}'), {}, MONDAY + 1)],
      0,
    );
    expect(JSON.stringify(again.state.traits)).toBe('{"__proto__":"z","constructor":"b"}');
  });

  test('are an object: anything else is none', () => {
    for (const traits of ['text', 5, null, ['a'], undefined]) {
      expect(stateOf(identified(traits)).traits).toEqual({});
    }
  });

  test('have the job title of a form', () => {
    const form = (props: object) =>
      stateOf(happened(MONDAY, 'form_submit', { props: props as never }));
    expect(form({ job_title: 'CEO' }).traits).toEqual({ job_title: 'CEO' });
    expect(form({ form: 'survey' }).traits).toEqual({});
    const { props: _, ...bare } = happened(MONDAY, 'form_submit');
    expect(stateOf(bare).traits).toEqual({});
  });
});

describe('An address', () => {
  const emailOf = (type: string, props: object) =>
    stateOf(happened(MONDAY, type, { props: props as never })).email;

  test('is kept as the hash of it where there is one', () => {
    expect(emailOf('identify', { email_sha256: HASH })).toBe(HASH);
    expect(emailOf('identify', { traits: { email_sha256: HASH } })).toBe(HASH);
    expect(emailOf('form_submit', { email_sha256: HASH })).toBe(HASH);
    expect(emailOf('newsletter_signup', { email_sha256: HASH })).toBe(HASH);
    expect(emailOf('newsletter_unsubscribe', { email_sha256: HASH })).toBe(HASH);
  });

  test('is known, without a hash, from the address itself or a sign-up', () => {
    expect(emailOf('identify', { email: 'a@b.example' })).toBe(true);
    expect(emailOf('identify', { traits: { email: 'a@b.example' } })).toBe(true);
    expect(emailOf('form_submit', { email: 'a@b.example' })).toBe(true);
    expect(emailOf('newsletter_signup', {})).toBe(true);
  });

  test('is not known from anything else', () => {
    expect(emailOf('identify', {})).toBeUndefined();
    expect(emailOf('identify', { email: 5, email_sha256: 5 })).toBeUndefined();
    expect(emailOf('identify', { traits: { email: false } })).toBeUndefined();
    expect(emailOf('form_submit', {})).toBeUndefined();
    expect(emailOf('newsletter_unsubscribe', {})).toBeUndefined();
    expect(emailOf('chat', { email: 'a@b.example' })).toBeUndefined();
    const { props: _, ...bare } = happened(MONDAY, 'identify');
    expect(stateOf(bare).email).toBeUndefined();
  });

  test('with a hash stays when a later event gives one without', () => {
    const log = [
      identified({ email_sha256: HASH }),
      identified({ email: 'a@b.example' }, {}, MONDAY + 1),
    ];
    expect(stateOf(...log).email).toBe(HASH);
    expect(stateOf(...log, happened(MONDAY + 2, 'newsletter_signup')).email).toBe(HASH);
    const other = identified({ email_sha256: OTHER_HASH }, {}, MONDAY + 2);
    expect(stateOf(...log, other).email).toBe(OTHER_HASH);
  });
});

describe('A subscription', () => {
  test('is active from the sign-up and ended from its end', () => {
    const log = [on(0, 'chat'), on(1, 'newsletter_signup'), on(3, 'newsletter_unsubscribe')];
    expect(spells({ subscription: 'none' }, log)).toBe('0-1');
    expect(spells({ subscription: 'active' }, log)).toBe('1-3');
    expect(spells({ subscription: 'ended' }, log)).toBe('3-');
  });
});

describe('The last sign of life', () => {
  const lastSeen = (...log: CanonicalEvent[]) => stateOf(...log).last_seen;

  test('is the last act of the person, wherever it is reported from', () => {
    expect(lastSeen(on(0, 'chat'), on(1, 'email_open', { device: 's:server' }))).toBe(MONDAY + DAY);
    expect(lastSeen(on(0, 'chat'), on(1, 'identify'))).toBe(MONDAY + DAY);
  });

  test('is nothing that the owner does', () => {
    const first = on(0, 'chat');
    expect(lastSeen(first, on(1, 'complaint_resolved'))).toBe(MONDAY);
    expect(lastSeen(first, on(1, 'refund'))).toBe(MONDAY);
    expect(lastSeen(first, on(1, 'identify', { device: 's:server' }))).toBe(MONDAY);
    expect(lastSeen(on(0, 'refund'))).toBe(null);
  });
});

describe('Facts that conditions may ask of a person', () => {
  const person = (fact: string, is: string | number | boolean) => ({ person: fact, is });
  const log = [
    viewed(MONDAY, '/', { source: paid, country: 'IR', agent: { device: 'mobile' } }),
    viewed(MONDAY + DAY, '/', { source: mail, country: 'TR', agent: { device: 'desktop' } }),
    viewed(MONDAY + 2 * DAY, '/', { source: direct }),
    on(3, 'newsletter_signup'),
  ];
  test.each<[string, string | number | boolean, string]>([
    ['country', 'IR', '0-1'],
    ['country', 'TR', '1-'],
    ['email_known', true, '3-'],
    ['email_known', false, '0-3'],
    ['visits', 2, '1-2'],
    ['visits', 4, '3-'],
    ['first_channel', 'paid_search', '0-'],
    ['first_source', 'google', '0-'],
    ['first_campaign', 'may', '0-'],
    ['last_channel', 'email', '1-'],
    ['last_source', 'google', '0-1'],
    ['last_campaign', 'june', '1-'],
    ['device', 'mobile', '0-1'],
    ['device', 'desktop', '1-2'],
  ])('%s is %s on the days %s', (fact, is, days) => {
    expect(spells(person(fact, is), log)).toBe(days);
  });

  test('are none of someone of whom only a server tells', () => {
    const sale = bought(MONDAY, 'o1', {}, { device: 's:server' });
    for (const fact of ['country', 'first_channel', 'last_source', 'last_campaign', 'device']) {
      expect([fact, spells({ person: fact, exists: true }, [sale])]).toEqual([fact, '']);
    }
    expect(spells({ person: 'first_source', exists: true }, [sale])).toBe('');
    expect(spells({ person: 'first_campaign', exists: true }, [sale])).toBe('');
    expect(spells({ person: 'last_channel', exists: true }, [sale])).toBe('');
  });

  test('of traits count only those the person has', () => {
    expect(
      spells({ trait: 'plan', is: 'gold' }, [
        on(0, 'chat'),
        identified({ plan: 'Gold' }, {}, MONDAY + DAY),
      ]),
    ).toBe('1-');
    expect(spells({ trait: 'constructor', exists: true }, [on(0, 'chat')])).toBe('');
  });
});

/** Visits as single events tell them. */
import { describe, expect, test } from 'vitest';
import { DAY, happened, MONDAY, viewed } from '../../test/unit/histories.ts';
import { type CanonicalEvent, compile, defaultModel, replay, start } from './index.ts';

const c = compile(defaultModel, 1);
const folded = (log: CanonicalEvent[]) => replay(c, start(), log, 0);

describe('A visit', () => {
  test('is told whole', () => {
    const event = viewed(MONDAY, '/a', { offset_min: 60 });
    expect(folded([event]).visits).toEqual([
      {
        start: MONDAY,
        last: MONDAY,
        ended: false,
        device: 'd:1',
        offset_min: 60,
        pages: 1,
        events: 1,
        engaged_ms: 0,
        landing: event.url,
        exit: event.url,
        source: { channel: 'direct' },
        first: true,
      },
    ]);
  });

  test('counts engagement above zero, and pages by their views only', () => {
    const engaged = (engaged_ms: unknown) =>
      happened(MONDAY + 1, 'user_engagement', { props: { engaged_ms } as never });
    const { props: _, ...bare } = engaged(1);
    const log = [viewed(MONDAY, '/'), engaged(5), engaged(-3), engaged('7'), engaged(2), bare];
    const chat = happened(MONDAY + 2, 'chat', { props: { engaged_ms: 9 }, country: 'IR' });
    expect(folded([...log, chat]).visits[0]).toMatchObject({ engaged_ms: 7, pages: 1, events: 7 });
    expect(folded([...log, chat]).visits[0]).not.toHaveProperty('country');
  });

  test('keeps its first country and device, and is begun by a page view without an address', () => {
    const { url: _, ...bare } = viewed(MONDAY, '/', { country: 'IR', agent: { device: 'mobile' } });
    const next = viewed(MONDAY + 1, '/b', { country: 'TR', agent: { device: 'tv' } });
    const [visit] = folded([bare, next]).visits;
    expect(visit).toMatchObject({ country: 'IR', agent: { device: 'mobile' }, landing: next.url });
    expect(folded([bare]).visits[0]).not.toHaveProperty('landing');
    expect(folded([viewed(MONDAY, '/')]).visits[0]).not.toHaveProperty('agent');
    expect(folded([viewed(MONDAY, '/')]).visits[0]).not.toHaveProperty('country');
    expect(folded([bare]).state.visit?.ended).toBe(false);
    const { url: __, ...chat } = happened(MONDAY, 'chat');
    expect(folded([chat]).visits).toEqual([]);
    expect(folded([viewed(MONDAY, '/', { device: 's:server' })]).visits).toEqual([]);
  });

  test('of somebody has the first source while it is the first visit, and no longer', () => {
    const mail = { channel: 'email' } as const;
    const ad = { channel: 'display' } as const;
    const first = folded([viewed(MONDAY, '/')]).state;
    expect(first.first_source).toEqual({ channel: 'direct' });
    const later = replay(c, first, [viewed(MONDAY + 1, '/', { source: mail })], 0).state;
    expect(later.first_source).toEqual(mail);
    const second = replay(c, first, [viewed(MONDAY + DAY, '/', { source: ad })], 0);
    expect(second.state.first_source).toEqual({ channel: 'direct' });
    expect(second.visits.at(-1)).toMatchObject({ source: ad, first: false });
    const third = replay(
      c,
      first,
      [
        viewed(MONDAY + DAY, '/', { source: { channel: 'direct' } }),
        viewed(MONDAY + DAY + 1, '/', { source: ad }),
      ],
      0,
    );
    expect(third.visits.at(-1)?.source).toEqual(ad);
    expect(third.state.last_source).toEqual(ad);
  });
});

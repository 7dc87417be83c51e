import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Move, Order, Visit } from '../../collector/engine/index.ts';
import type { Answer, Props } from '../../sdk/wire.ts';
import {
  DAY,
  event,
  MINUTE,
  newSite,
  newVisitor,
  onlyPerson,
  people,
  rowsOf,
  send,
} from './visitor.ts';

const START = Date.UTC(2026, 5, 1, 22);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

interface Row {
  body: string;
  day: number;
  ended: number;
}
const bodies = <T>(rows: Row[]): T[] => rows.map((row) => JSON.parse(row.body) as T);

/** Sends an event that happens now. */
const act = (
  site: { write_key: string },
  visitor: string,
  type: string,
  props?: Props,
  path?: string,
): Promise<Answer> => send(site, visitor, [event(Date.now(), type, props, path)]);

describe('Beside the person stands what reports need, written by the same unit of work', () => {
  test('a visit has its row from its first event on, and its figures when it has ended', async () => {
    const site = await newSite({ time_zone: 'Asia/Tehran' });
    const visitor = newVisitor();
    await act(site, visitor, 'page_view');
    const [begun] = await rowsOf<Row>('visits', site.site);
    // 22:00 UTC is half past one of the next day in Tehran.
    expect(begun).toMatchObject({ start: START, ended: 0, day: Math.floor(START / DAY) + 1 });
    vi.setSystemTime(START + MINUTE);
    await act(site, visitor, 'page_view', undefined, '/two');
    expect(await rowsOf('visits', site.site)).toEqual([begun]);
    vi.setSystemTime(START + 60 * MINUTE);
    await act(site, visitor, 'page_view', undefined, '/three');
    const rows = await rowsOf<Row>('visits', site.site);
    expect(rows.map(({ ended }) => ended)).toEqual([1, 0]);
    expect(bodies<Visit>(rows)[0]).toMatchObject({ pages: 2, exit: 'https://shop.example/two' });
  });

  test('a move stands at its instant with its cause, and the person is on the new rung', async () => {
    const site = await newSite();
    const visitor = newVisitor();
    await act(site, visitor, 'page_view');
    vi.setSystemTime(START + MINUTE);
    const answer = await act(site, visitor, 'page_view', undefined, '/two');
    expect(answer.standing?.rung).toBe('lead');
    const [move, ...others] = bodies<Move>(await rowsOf('moves', site.site));
    expect(move).toMatchObject({ kind: 'rung', at: START + MINUTE, from: 'suspect', to: 'lead' });
    expect(others).toEqual([]);
    expect((await onlyPerson(site.site)).rung).toBe('lead');
  });

  test('a late event that makes an earlier move takes the later one away', async () => {
    const site = await newSite();
    const visitor = newVisitor();
    await act(site, visitor, 'page_view');
    vi.setSystemTime(START + 10 * MINUTE);
    await act(site, visitor, 'page_view', undefined, '/two');
    await send(site, visitor, [event(START + MINUTE, 'page_view', undefined, '/late')]);
    expect(bodies<Move>(await rowsOf('moves', site.site)).map(({ at }) => at)).toEqual([
      START + MINUTE,
    ]);
  });

  test('a late event that joins two visits leaves one row', async () => {
    const site = await newSite();
    const visitor = newVisitor();
    await act(site, visitor, 'page_view');
    vi.setSystemTime(START + 40 * MINUTE);
    await act(site, visitor, 'page_view');
    expect(await rowsOf('visits', site.site)).toHaveLength(2);
    await send(site, visitor, [event(START + 20 * MINUTE)]);
    const rows = await rowsOf<Row & { start: number }>('visits', site.site);
    expect(rows).toMatchObject([{ start: START, ended: 0 }]);
  });

  test('an order is exact in minor units, counts once, and a refund is taken off', async () => {
    const site = await newSite();
    const visitor = newVisitor();
    const order = { order_id: 'o-1', value: 19.99, currency: 'EUR', coupon: 'MAY' };
    await act(site, visitor, 'purchase', { ...order, items: [{ quantity: 2 }] });
    await act(site, visitor, 'purchase', order);
    const [row, ...others] = await rowsOf<Row & { value_minor: number }>('orders', site.site);
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      value_minor: 1999,
      refunded_minor: 0,
      currency: 'EUR',
      verified: 0,
    });
    expect(JSON.parse(row?.body ?? '') as Order).toMatchObject({ coupon: 'MAY', items: 2 });
    await act(site, visitor, 'refund', { order_id: 'o-1', value: 5 });
    expect(await rowsOf('orders', site.site)).toMatchObject([{ refunded_minor: 500 }]);
  });

  test('a person is a member of the segments that hold, and of no others', async () => {
    const site = await newSite();
    const visitor = newVisitor();
    await act(site, visitor, 'view_item', { item_id: 'a' });
    await act(site, visitor, 'view_item', { item_id: 'b' });
    const { person } = await onlyPerson(site.site);
    const segments = async () =>
      (await rowsOf<{ segment: string; person: string }>('members', site.site)).map((member) => {
        expect(member.person).toBe(person);
        return member.segment;
      });
    expect(await segments()).toEqual(['dark', 'potential']);
    const answer = await act(site, visitor, 'newsletter_signup', { email: 'a@b.example' });
    expect(answer.standing?.segments).toEqual(['potential']);
    expect(await segments()).toEqual(['potential']);
  });
});

describe('Names', () => {
  const aliases = async (site: string) =>
    (await rowsOf<{ alias: string; person: string }>('aliases', site)).map(({ alias }) => alias);

  test('the first device of a user id is linked, a further one only claims', async () => {
    const site = await newSite();
    const [phone, laptop] = [newVisitor(), newVisitor()];
    expect((await act(site, phone, 'identify', { user_id: 'sara' })).standing).toBeDefined();
    const first = await onlyPerson(site.site);
    expect((await act(site, laptop, 'identify', { user_id: 'sara' })).standing).toBeUndefined();
    expect((await act(site, laptop, 'page_view')).standing).toBeUndefined();
    expect((await act(site, phone, 'page_view')).standing).toBeDefined();
    const rows = await rowsOf<{ alias: string; person: string }>('aliases', site.site);
    expect(rows).toMatchObject([{ alias: 'u:sara', person: first.person }]);
    const links = (await people(site.site)).flatMap(({ doc }) => doc.users.map(({ by }) => by));
    expect(links.sort()).toEqual(['claim', 'first_device']);
  });

  test('two devices that claim one new user id at once are not both linked', async () => {
    const site = await newSite();
    await Promise.all(
      Array.from({ length: 8 }, () => act(site, newVisitor(), 'identify', { user_id: 'sara' })),
    );
    expect(await aliases(site.site)).toEqual(['u:sara']);
    const links = (await people(site.site)).flatMap(({ doc }) => doc.users.map(({ by }) => by));
    expect(links.filter((by) => by === 'first_device')).toHaveLength(1);
    expect(links).toHaveLength(8);
  });

  test.each(['null', 'undefined', '0', 'Guest', 'anonymous', ' NaN ', '[object Object]'])(
    'the user id %j names nobody',
    async (user_id) => {
      const site = await newSite();
      const { results } = await act(site, newVisitor(), 'identify', { user_id });
      expect(Object.values(results)).toEqual(['ok']);
      expect(await aliases(site.site)).toEqual([]);
      expect((await onlyPerson(site.site)).doc.users).toEqual([]);
    },
  );

  test('an address finds all its people by the same hash, however it was written', async () => {
    const site = await newSite();
    const hash = 'e:ff8d9819fc0e12bf0d24892e45987e249a28dce836a85cad60e28eaaa8c6d976';
    await act(site, newVisitor(), 'newsletter_signup', { email: ' Alice@Example.com'.trim() });
    await act(site, newVisitor(), 'identify', {
      user_id: 'a',
      traits: { email: 'alice@example.com' },
    });
    await act(site, newVisitor(), 'newsletter_unsubscribe', { email_sha256: hash.slice(2) });
    const found = (await aliases(site.site)).filter((alias) => alias.startsWith('e:'));
    expect(found).toEqual([hash, hash, hash]);
    expect(await people(site.site)).toHaveLength(3);
  });

  test('what is no digest becomes no alias: it could be the address itself', async () => {
    const site = await newSite();
    const props = { user_id: 'a', email_sha256: 'alice@example.com' };
    await act(site, newVisitor(), 'identify', props);
    expect(await aliases(site.site)).toEqual(['u:a']);
  });

  test('consent is kept as it was last given', async () => {
    const site = await newSite();
    const visitor = newVisitor();
    await send(site, visitor, [event(START)], { ctx: { consent: 'denied' } });
    await send(site, visitor, [event(START)], { ctx: { consent: 'granted' } });
    await send(site, visitor, [event(START)]);
    expect((await onlyPerson(site.site)).doc.consent).toBe('granted');
  });
});

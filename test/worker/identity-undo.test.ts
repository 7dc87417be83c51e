/** A device that was joined by mistake is taken off again. */
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PersonDocument } from '../../collector/engine/document.ts';
import { PRESETS } from '../../collector/engine/index.ts';
import type { CreatedSite } from '../../collector/store/sites.ts';
import { unlinkDevice } from '../../collector/store/unlink.ts';
import { act, aliasesOf, proving, publish, trust } from './proof.ts';
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

const START = Date.UTC(2026, 5, 1, 10);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('Undo', () => {
  const bought = (n: number) => ({ order_id: `o-${n}`, value: 10 + n, currency: 'EUR' });

  /** What two people do, told by either of two sites. */
  async function live(site: CreatedSite, phone: string, laptop: string) {
    await send(site, phone, [
      { ...event(START - 3 * DAY), id: id(1) },
      { ...event(START - 3 * DAY + 1, 'purchase', bought(1)), id: id(2) },
      { ...event(START - 3 * DAY + 2, 'identify', { user_id: 'sara' }), id: id(3) },
    ]);
    await send(site, laptop, [{ ...event(START - 2 * DAY), id: id(4) }], {
      ctx: { consent: 'granted' },
    });
    await send(site, laptop, [
      { ...event(START - 2 * DAY + 1, 'identify', { user_id: 'sara' }), id: id(5) },
      { ...event(START - 2 * DAY + 2, 'newsletter_signup', { email: 'a@b.example' }), id: id(6) },
    ]);
    await send(site, laptop, [
      { ...event(START - DAY, 'purchase', bought(2)), id: id(7) },
      { ...event(START - DAY + 1, 'identify', { user_id: 'work' }), id: id(8) },
    ]);
    await send(site, phone, [{ ...event(START - MINUTE), id: id(9) }]);
  }

  const id = (n: number) => `01890b2c-5f00-7000-8000-${n.toString(16).padStart(12, '0')}`;

  const beside = ['visits', 'moves', 'orders', 'members', 'aliases', 'search'] as const;

  /** All rows of a site without what differs between sites anyway. */
  async function store(site: CreatedSite) {
    const all = await people(site.site);
    const nameOf = (doc: PersonDocument) => Object.keys(doc.devices).join();
    const home = new Map(all.map(({ person, doc }) => [person, nameOf(doc)]));
    const named = <R extends { person: string }>({ person, ...row }: R) => ({
      ...row,
      site: '',
      since: 0,
      of: home.get(person),
    });
    const rows = await Promise.all(
      beside.map(async (table) => [
        table,
        (await rowsOf<{ person: string }>(table, site.site))
          .map((row) => JSON.stringify(named(row)))
          .sort(),
      ]),
    );
    const docs = all.map(({ doc }) => [nameOf(doc), doc] as const);
    return { docs: Object.fromEntries<PersonDocument>(docs), rows: Object.fromEntries(rows) };
  }

  test('gives both people back exactly as they would have been', async () => {
    const [phone, laptop] = [newVisitor(), newVisitor()];
    const [apart, site] = [await newSite(), await newSite()];
    await live(apart, phone, laptop);
    await trust(site);
    await live(site, phone, laptop);
    const { person } = await onlyPerson(site.site);
    expect(await rowsOf('orders', site.site)).toHaveLength(2);
    const unlinking = { site: site.site, person, device: `d:${laptop}` };
    expect(await unlinkDevice(env.DB, unlinking, Date.now())).toMatchObject({ done: true });
    const [was, is] = [await store(apart), await store(site)];
    // The one trace of it: no proof joins the two again.
    for (const link of Object.values(was.docs).flatMap(({ users }) => users)) {
      if (link.by === 'claim') link.by = 'unlinked';
    }
    expect(is).toEqual(was);
  });

  test('holds: what comes goes to the right person, and nothing joins them again', async () => {
    const site = await newSite();
    const [phone, laptop] = [newVisitor(), newVisitor()];
    await act(site, phone, 'identify', { user_id: 'sara' });
    await act(site, laptop, 'identify', await proving(site, 'sara'));
    const { person } = await onlyPerson(site.site);
    await unlinkDevice(env.DB, { site: site.site, person, device: `d:${laptop}` }, Date.now());
    const answer = await act(site, laptop, 'identify', await proving(site, 'sara'));
    expect(answer.standing).toBeUndefined();
    await act(site, phone, 'page_view');
    const tails = (await people(site.site)).map(({ doc }) => [
      Object.keys(doc.devices),
      doc.tail.map(({ type }) => type),
    ]);
    expect(Object.fromEntries(tails)).toEqual({
      [`d:${phone}`]: ['identify', 'page_view'],
      [`d:${laptop}`]: ['identify', 'identify'],
    });
    expect(Object.keys(await aliasesOf(site))).toEqual(['u:sara']);
  });

  test.each([
    ['before', false],
    ['after', true],
  ])('works %s the person is brought over to other rules', async (_, over) => {
    const site = await newSite();
    const [phone, laptop] = [newVisitor(), newVisitor()];
    await act(site, phone, 'identify', { user_id: 'sara' });
    await act(site, laptop, 'identify', await proving(site, 'sara'));
    const { person } = await onlyPerson(site.site);
    await publish(site, 2, PRESETS.crm);
    vi.setSystemTime(START + MINUTE);
    if (over) await act(site, phone, 'page_view');
    const recorded = await movesOf(site, person);
    const unlinking = { site: site.site, person, device: `d:${laptop}` };
    const result = await unlinkDevice(env.DB, unlinking, Date.now());
    expect(result).toMatchObject({ done: true });
    const models = (await people(site.site)).map(({ doc }) => [
      Object.keys(doc.devices),
      doc.model,
    ]);
    expect(Object.fromEntries(models)).toEqual({
      [`d:${phone}`]: over ? 2 : 1,
      [`d:${laptop}`]: 2,
    });
    expect(await movesOf(site, person)).toEqual(recorded);
  });

  const movesOf = async (site: CreatedSite, of: string) =>
    (await rowsOf<{ person: string }>('moves', site.site)).filter(({ person }) => person === of);

  test('is not for the device that the person began with, nor for a stranger', async () => {
    const site = await newSite();
    const phone = newVisitor();
    await act(site, phone, 'page_view');
    const { person } = await onlyPerson(site.site);
    const asking = { site: site.site, person };
    expect(await unlinkDevice(env.DB, { ...asking, device: `d:${phone}` }, START)).toEqual({
      done: false,
      because: 'home',
    });
    const none = { done: false, because: 'unknown' };
    expect(await unlinkDevice(env.DB, { ...asking, device: 'd:stranger' }, START)).toEqual(none);
    const foreign = { site: 's_other', person, device: `d:${phone}` };
    expect(await unlinkDevice(env.DB, foreign, START)).toEqual(none);
  });
});

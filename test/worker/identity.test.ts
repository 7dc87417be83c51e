import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PersonDocument } from '../../collector/engine/document.ts';
import { PRESETS } from '../../collector/engine/index.ts';
import { signUser } from '../../collector/store/signature.ts';
import { type CreatedSite, signingKeyOf } from '../../collector/store/sites.ts';
import { unlinkDevice } from '../../collector/store/unlink.ts';
import type { Answer, Props } from '../../sdk/wire.ts';
import { expectSound } from './sound-store.ts';
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

const act = (site: CreatedSite, visitor: string, type: string, props?: Props): Promise<Answer> =>
  send(site, visitor, [event(Date.now(), type, props)]);

/** What the owner's server would give a page of the user. */
async function signed(site: CreatedSite, user: string, expires = Date.now() + DAY) {
  const key = (await signingKeyOf(env.DB, site.site)) ?? '';
  return signUser(key, { site: site.site, user }, Math.floor(expires / 1000));
}

const proving = async (site: CreatedSite, user: string): Promise<Props> => ({
  user_id: user,
  signature: await signed(site, user),
});

const linksOf = async (site: CreatedSite) =>
  (await people(site.site))
    .flatMap(({ doc }) => doc.users.map(({ id, by }) => `${id} ${by}`))
    .sort();

async function aliasesOf(site: CreatedSite): Promise<Record<string, string>> {
  const rows = await rowsOf<{ alias: string; person: string }>('aliases', site.site);
  return Object.fromEntries(rows.map(({ alias, person }) => [alias, person]));
}

describe('A signed identify joins a further device to its user', () => {
  test('the logs become one, an order that both told counts once, and no sums are added', async () => {
    const site = await newSite();
    const [phone, laptop] = [newVisitor(), newVisitor()];
    const order = { order_id: 'o-1', value: 10, currency: 'EUR' };
    const told = [
      event(START - 5 * DAY),
      event(START - 5 * DAY + 1, 'purchase', order),
      event(START, 'identify', { user_id: 'sara' }),
    ];
    await send(site, phone, told);
    const { person } = await onlyPerson(site.site);
    const other = [event(START - 4 * DAY), event(START - 4 * DAY + 1, 'purchase', order)];
    await send(site, laptop, other);
    expect(await people(site.site)).toHaveLength(2);
    const last = event(START, 'identify', await proving(site, 'sara'));
    const answer = await send(site, laptop, [last]);
    expect(answer.standing).toBeDefined();
    expect((await onlyPerson(site.site)).person).toBe(person);
    await expectSound(site.site, [...told, ...other, last], START);
    expect(await rowsOf('orders', site.site)).toHaveLength(1);
    expect(await linksOf(site)).toEqual(['sara first_device', 'sara signature']);
  });

  test('a device of which nothing is known yet, too', async () => {
    const site = await newSite();
    await act(site, newVisitor(), 'identify', { user_id: 'sara' });
    const laptop = newVisitor();
    await act(site, laptop, 'identify', await proving(site, 'sara'));
    await act(site, laptop, 'page_view');
    expect((await onlyPerson(site.site)).doc.tail).toHaveLength(3);
  });

  test('and the signature is not kept', async () => {
    const site = await newSite();
    await act(site, newVisitor(), 'identify', await proving(site, 'sara'));
    const { doc } = await onlyPerson(site.site);
    expect(doc.tail[0]).toMatchObject({ props: { user_id: 'sara' }, verified: true });
    expect(JSON.stringify(doc)).not.toContain('signature"');
  });

  test('a claim becomes a link when it is proven', async () => {
    const site = await newSite();
    await act(site, newVisitor(), 'identify', { user_id: 'sara' });
    const laptop = newVisitor();
    await act(site, laptop, 'identify', { user_id: 'sara' });
    expect(await people(site.site)).toHaveLength(2);
    await act(site, laptop, 'identify', await proving(site, 'sara'));
    expect(await people(site.site)).toHaveLength(1);
    expect(await linksOf(site)).toEqual(['sara first_device', 'sara signature']);
  });

  test.each<[string, (site: CreatedSite) => Promise<string>]>([
    ['another user', (site) => signed(site, 'ali')],
    [
      'another site',
      async (site) => {
        const key = (await signingKeyOf(env.DB, site.site)) ?? '';
        return signUser(key, { site: 's_other', user: 'sara' }, START / 1000 + 60);
      },
    ],
    ['a moment that is over', (site) => signed(site, 'sara', START - 1000)],
    ['another expiry', async (site) => (await signed(site, 'sara')).replace(/^\d+/, '99999999999')],
    [
      'nobody: an empty key',
      async (site) => signUser('guessed', { site: site.site, user: 'sara' }, START / 1000 + 60),
    ],
    ['nothing at all', async () => 'no signature'],
  ])('but not a signature for %s', async (_, forged) => {
    const site = await newSite();
    await act(site, newVisitor(), 'identify', { user_id: 'sara' });
    const signature = await forged(site);
    const answer = await act(site, newVisitor(), 'identify', { user_id: 'sara', signature });
    expect(answer.standing).toBeUndefined();
    expect(await people(site.site)).toHaveLength(2);
    expect(await linksOf(site)).toEqual(['sara claim', 'sara first_device']);
  });

  test('a site that trusts the word alone needs no signature', async () => {
    const site = await newSite();
    await trust(site);
    await act(site, newVisitor(), 'identify', { user_id: 'sara' });
    await act(site, newVisitor(), 'identify', { user_id: 'sara' });
    await onlyPerson(site.site);
    expect(await linksOf(site)).toEqual(['sara first_device', 'sara trusted']);
  });

  test('a shared machine does not make two users one', async () => {
    const site = await newSite();
    const [home, office] = [newVisitor(), newVisitor()];
    await act(site, home, 'identify', await proving(site, 'sara'));
    await act(site, office, 'identify', await proving(site, 'ali'));
    await act(site, home, 'identify', await proving(site, 'ali'));
    expect(await people(site.site)).toHaveLength(2);
  });

  test('a former person id, every device and address lead to the one who is left', async () => {
    const site = await newSite();
    const [phone, laptop] = [newVisitor(), newVisitor()];
    await act(site, laptop, 'newsletter_signup', { email: 'sara@example.com' });
    const former = (await onlyPerson(site.site)).person;
    await act(site, phone, 'identify', { user_id: 'sara' });
    await act(site, laptop, 'identify', await proving(site, 'sara'));
    const { person } = await onlyPerson(site.site);
    expect(person).not.toBe(former);
    const aliases = await aliasesOf(site);
    expect(new Set(Object.values(aliases))).toEqual(new Set([person]));
    expect(Object.keys(aliases)).toEqual(
      expect.arrayContaining([
        `d:${laptop}`,
        `p:${former}`,
        'u:sara',
        expect.stringMatching(/^e:/),
      ]),
    );
  });

  test('an old signed event is still too old', async () => {
    const site = await newSite();
    const late = event(START - 40 * DAY, 'identify', await proving(site, 'sara'));
    const { results } = await send(site, newVisitor(), [late]);
    expect(results[late.id]).toBe('rejected: too_old ts');
  });
});

const trust = (site: CreatedSite) =>
  env.DB.prepare(`UPDATE sites SET settings = '{"trust_unsigned":true}' WHERE site = ?`)
    .bind(site.site)
    .run();

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

  const beside = ['visits', 'moves', 'orders', 'members', 'aliases'] as const;

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

test('Who was joined leaves no row behind, whatever model the moves were recorded under', async () => {
  const site = await newSite();
  const [phone, laptop] = [newVisitor(), newVisitor()];
  await act(site, laptop, 'purchase', { order_id: 'o-1', value: 10, currency: 'EUR' });
  const former = (await onlyPerson(site.site)).person;
  await publish(site, 2, PRESETS.crm);
  vi.setSystemTime(START + MINUTE);
  await act(site, laptop, 'page_view');
  await act(site, phone, 'identify', { user_id: 'sara' });
  const moves = await rowsOf<{ person: string }>('moves', site.site);
  expect(moves.some(({ person }) => person === former)).toBe(true);
  await act(site, laptop, 'identify', await proving(site, 'sara'));
  for (const table of ['people', 'visits', 'moves', 'orders', 'members', 'log_chunks']) {
    const rows = await rowsOf<{ person: string }>(table, site.site);
    expect([table, rows.filter(({ person }) => person === former)]).toEqual([table, []]);
  }
});

const publish = (site: CreatedSite, version: number, model: unknown) =>
  env.DB.batch([
    env.DB.prepare(
      "INSERT INTO models (site, version, state, body, created_at, published_at) VALUES (?, ?, 'published', ?, 0, 0)",
    ).bind(site.site, version, JSON.stringify(model)),
    env.DB.prepare('UPDATE sites SET model = ? WHERE site = ?').bind(version, site.site),
  ]);

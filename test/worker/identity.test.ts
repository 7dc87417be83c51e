/** A proven user id joins devices; a claim joins nothing. */
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PRESETS } from '../../collector/engine/index.ts';
import { signUser } from '../../collector/store/signature.ts';
import { type CreatedSite, signingKeyOf } from '../../collector/store/sites.ts';
import { act, aliasesOf, proving, publish, signed, trust } from './proof.ts';
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

const linksOf = async (site: CreatedSite) =>
  (await people(site.site))
    .flatMap(({ doc }) => doc.users.map(({ id, by }) => `${id} ${by}`))
    .sort();

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

test('Who was joined leaves no row behind, whatever model the moves were recorded under', async () => {
  const site = await newSite();
  const [phone, laptop] = [newVisitor(), newVisitor()];
  // Two pages make a lead on one ladder, and nothing of that name on the other.
  await send(site, laptop, [
    event(START - DAY),
    event(START - DAY + MINUTE, 'page_view', {}, '/2'),
  ]);
  const former = (await onlyPerson(site.site)).person;
  await publish(site, 2, PRESETS.crm);
  vi.setSystemTime(START + MINUTE);
  await act(site, laptop, 'page_view');
  await act(site, phone, 'identify', { user_id: 'sara' });
  const moves = await rowsOf<{ person: string }>('moves', site.site);
  expect(moves.some(({ person }) => person === former)).toBe(true);
  expect(await rowsOf('past_moves', site.site)).toMatchObject([{ person: former }]);
  await act(site, laptop, 'identify', await proving(site, 'sara'));
  for (const table of [
    'people',
    'visits',
    'moves',
    'past_moves',
    'orders',
    'members',
    'log_chunks',
  ]) {
    const rows = await rowsOf<{ person: string }>(table, site.site);
    expect([table, rows.filter(({ person }) => person === former)]).toEqual([table, []]);
  }
});

/** Whatever the order in which devices act and are proven: one person, one truth. */
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { noticeDue } from '../../collector/store/notice.ts';
import { signUser } from '../../collector/store/signature.ts';
import { type CreatedSite, signingKeyOf } from '../../collector/store/sites.ts';
import { unlinkDevice } from '../../collector/store/unlink.ts';
import type { Props, WireEvent } from '../../sdk/wire.ts';
import { expectSound } from './sound-store.ts';
import { DAY, MINUTE, newSite, newVisitor, onlyPerson, people, send } from './visitor.ts';

// Midnight: every sweep for ended visits runs at this minute.
const END = Date.UTC(2026, 5, 20);
const PATIENCE = MINUTE;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: END });
});
afterEach(() => {
  vi.useRealTimers();
});

const ACTS: [type: string, path: string, props?: Props][] = [
  ['page_view', '/'],
  ['page_view', '/pricing'],
  ['file_download', '/', { href: 'https://shop.example/a.pdf' }],
  ['newsletter_signup', '/', {}],
  ['newsletter_unsubscribe', '/', {}],
  ['form_submit', '/contact', { purpose: 'contact', job_title: 'CEO' }],
  ['purchase', '/', { order_id: 'o1', value: 10, currency: 'EUR' }],
  ['purchase', '/', { order_id: 'o2', value: 20, currency: 'EUR' }],
  ['refund', '/', { order_id: 'o1' }],
  ['complaint', '/'],
];
const NOTE: (typeof ACTS)[number] = ['note', '/', { text: 'long '.repeat(700) }];

interface Act {
  /** of three */
  device: number;
  event: WireEvent;
}

const uuid = (ts: number, n: number): string => {
  const time = ts.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${n.toString(16).padStart(12, '0')}`;
};

const actsOf = (acts: typeof ACTS, most: number) =>
  fc
    .uniqueArray(
      fc.record({
        act: fc.nat(acts.length - 1),
        minutes: fc.oneof(fc.integer({ min: 5, max: 20 * 1440 }), fc.integer({ min: 5, max: 90 })),
        device: fc.nat(2),
        id: fc.nat(0xffff),
      }),
      { minLength: 3, maxLength: most, selector: ({ id }) => id },
    )
    .map((list) =>
      list.map(({ act, minutes, device, id }): Act => {
        const [type, path, props] = acts[act] as (typeof acts)[number];
        const ts = END - minutes * MINUTE;
        const url = `https://shop.example${path}`;
        return { device, event: { id: uuid(ts, id), type, ts, url, ...(props && { props }) } };
      }),
    );

/** An order of arrival; devices 1 and 2 are proven to be Sara somewhere in between. */
const storyOf = (acts: typeof ACTS, most: number) =>
  actsOf(acts, most).chain((list) =>
    fc
      .shuffledSubarray([...list, { device: 1, event: null }, { device: 2, event: null }], {
        minLength: list.length + 2,
      })
      .map((order) => ({ list, order })),
  );

async function proof(site: CreatedSite): Promise<Props> {
  const key = (await signingKeyOf(env.DB, site.site)) ?? '';
  const signature = await signUser(key, { site: site.site, user: 'sara' }, (END + DAY) / 1000);
  return { user_id: 'sara', signature };
}

async function play(devices: string[], story: { device: number; event: WireEvent | null }[]) {
  const site = await newSite();
  const signed = await proof(site);
  const sent: WireEvent[] = [];
  const act = async (device: number, event: WireEvent) => {
    await send(site, devices[device] ?? '', [event]);
    sent.push(event);
  };
  const identify = (device: number, props: Props): WireEvent => {
    const ts = END - device * 1000;
    const id = uuid(ts, 0x10000 + device);
    return { id, type: 'identify', ts, url: 'https://shop.example/', props };
  };
  await act(0, identify(0, { user_id: 'sara' }));
  for (const { device, event } of story) await act(device, event ?? identify(device, signed));
  return { site, sent };
}

const few = { numRuns: 12, endOnFailure: true };

test(
  'Any order of events and unions gives the identical document, and rows of a replay',
  async () => {
    await fc.assert(
      fc.asyncProperty(storyOf(ACTS, 14), async ({ list, order }) => {
        const devices = [newVisitor(), newVisitor(), newVisitor()];
        const { site, sent } = await play(devices, order);
        await expectSound(site.site, sent, END);
        const joined = [1, 2].map((device) => ({ device, event: null }));
        const { site: other } = await play(devices, [...joined, ...list]);
        expect((await onlyPerson(site.site)).doc).toEqual((await onlyPerson(other.site)).doc);
      }),
      few,
    );
  },
  PATIENCE,
);

test(
  'People with chunks are joined and parted as soundly',
  async () => {
    let archived = 0;
    await fc.assert(
      fc.asyncProperty(
        storyOf([...ACTS.slice(0, 7), NOTE, NOTE, NOTE, NOTE], 50),
        async ({ order }) => {
          const devices = [newVisitor(), newVisitor(), newVisitor()];
          const { site, sent } = await play(devices, order);
          await expectSound(site.site, sent, END);
          const { doc, person } = await onlyPerson(site.site);
          archived += doc.chunks;
          const [first, second, third] = devices.map((device) => `d:${device}`);
          for (const device of [second, third]) {
            const unlinking = { site: site.site, person, device: device ?? '' };
            expect(await unlinkDevice(env.DB, unlinking, END)).toMatchObject({ done: true });
          }
          while ((await noticeDue(env.DB, END)) > 0);
          const whole = await people(site.site);
          expect(whole.flatMap((one) => Object.keys(one.doc.devices)).sort()).toEqual(
            [first, second, third].sort(),
          );
          for (const one of whole) {
            const own = devices.indexOf(Object.keys(one.doc.devices)[0]?.slice(2) ?? '');
            const theirs = sent.filter(({ id }) => ownerOf(order, id) === own);
            await expectSound(site.site, theirs, END, one.person);
          }
        },
      ),
      few,
    );
    expect(archived).toBeGreaterThan(0);
  },
  PATIENCE,
);

/** Which device an event was of; the identifying ones have their device in their ids. */
function ownerOf(order: { device: number; event: WireEvent | null }[], id: string): number {
  const sent = order.find(({ event }) => event?.id === id);
  return sent?.device ?? Number.parseInt(id.slice(-5), 16) - 0x10000;
}

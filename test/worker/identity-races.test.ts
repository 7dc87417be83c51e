/** Devices are joined and taken off while others write: the guards in the database hold. */
import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createIngest } from '../../collector/ingest/index.ts';
import { signUser } from '../../collector/store/signature.ts';
import { type CreatedSite, signingKeyOf } from '../../collector/store/sites.ts';
import { unlinkDevice } from '../../collector/store/unlink.ts';
import type { Answer, Props, WireEvent } from '../../sdk/wire.ts';
import { wrap } from './database-wrappers.ts';
import {
  BROWSER,
  envelope,
  newSite,
  newVisitor,
  onlyPerson,
  people,
  rowsOf,
  send,
} from './visitor.ts';

beforeEach(() => {
  vi.useRealTimers();
});

const uuid = (ts: number, n: number): string => {
  const time = ts.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${n.toString(16).padStart(12, '0')}`;
};

/** An isolate of its own: only the guards in the database keep it from others. */
async function isolate(
  site: CreatedSite,
  visitor: string,
  event: WireEvent,
  db = env.DB,
): Promise<Answer> {
  const context = createExecutionContext();
  const init = {
    method: 'POST',
    body: envelope(site, visitor, [event]),
    headers: { 'User-Agent': BROWSER },
  };
  const request = new Request('https://rung.example/e', init);
  const response = await createIngest().fetch(request, { DB: db }, context);
  await waitOnExecutionContext(context);
  return response.json<Answer>();
}

/** A database on which something happens just before the first batch of somebody else. */
function overtaken(happens: () => Promise<unknown>): D1Database {
  let done = false;
  const beforeBatch = async () => {
    if (done) return;
    done = true;
    await happens();
  };
  return wrap(env.DB, { beforeBatch });
}

const viewed = (ts: number, n: number): WireEvent => ({
  id: uuid(ts, n),
  type: 'page_view',
  ts,
  url: 'https://shop.example/',
});

describe('Between reading and writing', () => {
  /** Sara on her phone, and a laptop that may have been here before. */
  async function begun(known: boolean) {
    vi.useRealTimers();
    const now = Date.now();
    const site = await newSite();
    const [phone, laptop] = [newVisitor(), newVisitor()];
    const key = (await signingKeyOf(env.DB, site.site)) ?? '';
    const expires = Math.floor(now / 1000) + 600;
    const signature = await signUser(key, { site: site.site, user: 'sara' }, expires);
    const identify = (n: number, props: Props): WireEvent => ({
      ...viewed(now, n),
      type: 'identify',
      props: { user_id: 'sara', ...props },
    });
    await send(site, phone, [identify(1, {})]);
    if (known) await send(site, laptop, [viewed(now, 2)]);
    return { site, phone, laptop, now, prove: identify(3, { signature }) };
  }

  test.each([true, false])(
    'a device is joined: its event follows (known before: %s)',
    async (known) => {
      const { site, laptop, now, prove } = await begun(known);
      const db = overtaken(() => send(site, laptop, [prove]));
      const late = viewed(now, 4);
      expect((await isolate(site, laptop, late, db)).results).toEqual({ [late.id]: 'ok' });
      const { doc } = await onlyPerson(site.site);
      expect(doc.tail).toHaveLength(known ? 4 : 3);
      expect(Object.keys(doc.devices)).toHaveLength(2);
    },
  );

  test.each([true, false])(
    'an event comes of a device to be joined (known before: %s)',
    async (known) => {
      const { site, laptop, now, prove } = await begun(known);
      const db = overtaken(() => send(site, laptop, [viewed(now, 4)]));
      expect((await isolate(site, laptop, prove, db)).results).toEqual({ [prove.id]: 'ok' });
      expect((await onlyPerson(site.site)).doc.tail).toHaveLength(known ? 4 : 3);
    },
  );

  test('an event comes of the user whom a device is joined to', async () => {
    const { site, phone, laptop, now, prove } = await begun(true);
    const db = overtaken(() => send(site, phone, [viewed(now, 4)]));
    await isolate(site, laptop, prove, db);
    expect((await onlyPerson(site.site)).doc.tail).toHaveLength(4);
  });

  test('a device is taken off: its event follows', async () => {
    const { site, laptop, now, prove } = await begun(true);
    await send(site, laptop, [prove]);
    const { person } = await onlyPerson(site.site);
    const unlinking = { site: site.site, person, device: `d:${laptop}` };
    await isolate(
      site,
      laptop,
      viewed(now, 4),
      overtaken(() => unlinkDevice(env.DB, unlinking, now)),
    );
    const logs = (await people(site.site)).map(({ doc }) => doc.tail.length);
    expect(logs.sort()).toEqual([1, 3]);
  });

  test('an event comes of a device that is taken off: it goes with it', async () => {
    const { site, laptop, now, prove } = await begun(true);
    await send(site, laptop, [prove]);
    const { person } = await onlyPerson(site.site);
    const unlinking = { site: site.site, person, device: `d:${laptop}` };
    await unlinkDevice(
      overtaken(() => send(site, laptop, [viewed(now, 4)])),
      unlinking,
      now,
    );
    const logs = (await people(site.site)).map(({ doc }) => doc.tail.length);
    expect(logs.sort()).toEqual([1, 3]);
  });
});

test('Requests of all devices at once, in isolates of their own, lose and double nothing', async () => {
  vi.useRealTimers();
  const site = await newSite();
  const key = (await signingKeyOf(env.DB, site.site)) ?? '';
  const expires = Math.floor(Date.now() / 1000) + 600;
  const signature = await signUser(key, { site: site.site, user: 'sara' }, expires);
  const devices = [newVisitor(), newVisitor(), newVisitor(), newVisitor()];
  const all: WireEvent[] = [];
  const eventNow = (type: string, props?: Props): WireEvent => {
    const ts = Date.now();
    const url = 'https://shop.example/';
    const event = { id: uuid(ts, all.length), type, ts, url, ...(props && { props }) };
    all.push(event);
    return event;
  };
  await isolate(site, devices[0] ?? '', eventNow('identify', { user_id: 'sara' }));
  const answers = await Promise.all(
    devices.flatMap((visitor) => [
      isolate(site, visitor, eventNow('page_view')),
      isolate(site, visitor, eventNow('identify', { user_id: 'sara', signature })),
      isolate(site, visitor, eventNow('search', { term: 'cats' })),
    ]),
  );
  expect(new Set(answers.flatMap(({ results }) => Object.values(results)))).toEqual(
    new Set(['ok']),
  );
  const { doc, person } = await onlyPerson(site.site);
  expect(Object.keys(doc.devices).sort()).toEqual(devices.map((device) => `d:${device}`).sort());
  expect(doc.tail.map(({ id }) => id).sort()).toEqual(all.map(({ id }) => id).sort());
  for (const table of ['visits', 'moves', 'members']) {
    const rows = await rowsOf<{ person: string }>(table, site.site);
    expect(new Set([...rows.map((row) => row.person), person])).toEqual(new Set([person]));
  }
});

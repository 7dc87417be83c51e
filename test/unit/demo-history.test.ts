/** The history that `npm run demo-data` tells: the same each time, sound, and believable. */
import { describe, expect, it } from 'vitest';
import { rounds } from '../../collector/dev/demo-data/batches.ts';
import { CAMPAIGNS, runOf } from '../../collector/dev/demo-data/campaigns.ts';
import { type Told, tellHistory } from '../../collector/dev/demo-data/history.ts';
import { jobsOf, type Sender } from '../../collector/ingest/segment/jobs.ts';
import { readMessages } from '../../collector/ingest/segment/messages.ts';
import { EVENTS, LIMITS } from '../../sdk/wire.ts';

const DAY = 86_400_000;
const UNTIL = Date.UTC(2026, 5, 1);
const OPTIONS = { people: 600, days: 120, seed: 1, until: UNTIL };

interface Engagement {
  engaged_ms: number;
}
interface Context {
  page?: { url: string };
}

const history = [...tellHistory(OPTIONS)];
/** Whom every history has. */
const [, ...others] = history;
const tellings = history.flatMap((told) => told.tellings);
const typeOf = ({ message }: Told['tellings'][number]) =>
  message.type === 'page' ? 'page_view' : (message.event ?? message.type);
const types = ({ tellings: all }: Told) => all.map(typeOf);
const share = (is: (told: Told) => boolean) => history.filter(is).length / history.length;
const pages = (told: Told) => types(told).filter((type) => type === 'page_view').length;

describe('The demo history', () => {
  it('is the same for the same options, to the last id', () => {
    expect(JSON.stringify([...tellHistory(OPTIONS)])).toBe(JSON.stringify(history));
  });

  it('tells of the first people alike, however many there are', () => {
    expect([...tellHistory({ ...OPTIONS, people: 20, skip: 5 })]).toEqual(history.slice(5, 20));
  });

  it.each([
    ['seed', { ...OPTIONS, seed: 2 }],
    ['last day', { ...OPTIONS, until: UNTIL - DAY }],
  ])('shares no id and no visitor but Sara with that of another %s', (_, options) => {
    const names = (all: Told[]) =>
      all.flatMap((told) => told.tellings.map(({ message }) => message.anonymousId));
    const [another, ...theirs] = [...tellHistory(options)];
    const known = new Set(tellings.map(({ message }) => message.messageId));
    for (const name of names(others)) known.add(name);
    const all = [another, ...theirs].flatMap((told) => told?.tellings ?? []);
    const shared = [...all.map(({ message }) => message.messageId), ...names(theirs)].filter(
      (name) => known.has(name),
    );
    expect(shared).toEqual([]);
  });

  it('names each event once, by a UUIDv7 of its time', () => {
    const ids = tellings.map(({ message }) => message.messageId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { at, message } of tellings) {
      expect(message.messageId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-8[0-9a-f]{3}-/);
      expect(Number.parseInt(message.messageId.replace('-', '').slice(0, 12), 16)).toBe(at);
      expect(Date.parse(message.timestamp)).toBe(at);
    }
  });

  it('stays within its days, each person’s in order of time', () => {
    for (const { tellings: own } of history) {
      const times = own.map(({ at }) => at);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(Math.max(...times, 0)).toBeLessThan(UNTIL);
      expect(Math.min(...times, UNTIL)).toBeGreaterThanOrEqual(UNTIL - 121 * DAY);
    }
  });

  it('is taken by the contract, event for event, with its type’s own properties', async () => {
    const sender: Sender = {
      ...{ key: 'sk_test', takes: ['server'], receivedAt: UNTIL, origin: null },
      ...{ userAgent: null, place: {}, bytes: LIMITS.batchBytes, sentAt: undefined },
    };
    let sound = 0;
    for (const batch of rounds(history, UNTIL - 29 * DAY).flat()) {
      const read = readMessages(batch.body, 'batch');
      if (!read.ok) throw new Error(read.detail);
      const jobs = (await jobsOf(read.messages, sender)).flat();
      expect(jobs.flatMap((job) => job.batch.refused)).toEqual([]);
      for (const { wire } of jobs.flatMap((job) => job.batch.sound)) {
        expect(Object.keys(EVENTS)).toContain(wire.type);
        sound += 1;
      }
    }
    expect(sound).toBe(tellings.length);
  });

  it('lets a page tell only what happens on a page', () => {
    const nowhere = tellings.filter(
      ({ server, message }) => !server && !Reflect.get(message.context ?? {}, 'page'),
    );
    expect(nowhere).toEqual([]);
  });

  it('is of every kind of event that a shop has', () => {
    expect(new Set(tellings.map(typeOf))).toEqual(new Set(Object.keys(EVENTS)));
  });
});

describe('Its people', () => {
  it('are software in two to four cases of a hundred, with its own User-Agent and no reading', () => {
    const robots = history.filter(({ person }) => person.temper === 'software');
    expect(robots.length / history.length).toBeGreaterThan(0.015);
    expect(robots.length / history.length).toBeLessThan(0.045);
    for (const robot of robots) {
      expect(robot.person.devices[0].agent).toMatch(/bot|Headless/i);
      expect(types(robot)).not.toContain('user_engagement');
    }
  });

  it('mostly look and leave, some climb, a few buy, and some of those again', () => {
    const orders = (told: Told) =>
      told.tellings.filter((one) => typeOf(one) === 'purchase' && !one.server).length;
    expect(share((told) => pages(told) <= 2)).toBeGreaterThan(0.3);
    expect(share((told) => pages(told) > 5)).toBeGreaterThan(0.25);
    expect(share((told) => orders(told) > 0)).toBeGreaterThan(0.06);
    expect(share((told) => orders(told) > 0)).toBeLessThan(0.2);
    expect(share((told) => orders(told) > 1)).toBeGreaterThan(0.02);
  });

  it('think an order over in half of the cases: ten minutes and more of reading in the week before', () => {
    const read = ({ tellings: all }: Told, until: number) =>
      all
        .filter((one) => typeOf(one) === 'user_engagement')
        .filter(({ at }) => at <= until && at > until - 7 * DAY)
        .reduce((sum, { message }) => sum + (message.properties as Engagement).engaged_ms, 0);
    const firsts = history.flatMap((told) => {
      const order = told.tellings.find((one) => typeOf(one) === 'purchase');
      return order ? [read(told, order.at)] : [];
    });
    const long = firsts.filter((ms) => ms > 600_000).length / firsts.length;
    expect(long).toBeGreaterThan(0.35);
    expect(long).toBeLessThan(0.75);
  });

  it('open a page before they say or do anything there', () => {
    for (const { tellings: own } of history) {
      const opened = new Set<string>();
      for (const one of own) {
        const url = (one.message.context as Context | undefined)?.page?.url;
        if (url === undefined) continue;
        if (typeOf(one) === 'page_view') opened.add(url);
        expect(opened).toContain(url);
      }
    }
  });

  it('speak Persian and English, sit in some countries and have work or not', () => {
    expect(
      share(({ person }) => /\p{Script=Arabic}/u.test(String(person.traits.name))),
    ).toBeCloseTo(0.46, 1);
    expect(new Set(history.map(({ person }) => person.place.country)).size).toBe(6);
    expect(share(({ person }) => 'job_title' in person.traits)).toBeCloseTo(0.18, 1);
  });

  it('have a second device in some cases, joined by the server’s word', () => {
    const two = history.filter(
      (told) => new Set(told.tellings.map(({ message }) => message.anonymousId)).size === 2,
    );
    expect(two.length).toBeGreaterThan(5);
    for (const { person, tellings: own } of two) {
      const vouched = own.filter(({ message }) => message.userId === person.user);
      expect(new Set(vouched.map(({ message }) => message.anonymousId)).size).toBe(2);
    }
  });

  it.each(CAMPAIGNS)('come by the campaign $id while it runs, by its links', (campaign) => {
    const [begin, end] = runOf(campaign, UNTIL - 120 * DAY, UNTIL);
    const by = history.filter(({ person }) => person.campaign === campaign);
    expect(by.length / history.length).toBeCloseTo(campaign.share, 1);
    for (const { tellings: own } of by) {
      const [first] = own;
      if (!first) continue;
      expect(first.at).toBeGreaterThanOrEqual(begin - DAY);
      expect(first.at).toBeLessThan(end + DAY);
      expect(JSON.stringify(first.message.context)).toContain(`utm_campaign=${campaign.id}`);
    }
  });

  it('come home from work before they look for cat food', () => {
    const hours = Array<number>(24).fill(0);
    for (const { person, tellings: own } of history) {
      if (person.rhythm.hours[20] === 1 || person.temper === 'software') continue;
      for (const { at } of own) {
        const hour = new Date(at + person.place.offset * 3_600_000).getUTCHours();
        hours[hour] = (hours[hour] ?? 0) + 1;
      }
    }
    const of = (from: number, until: number) =>
      hours.slice(from, until).reduce((sum, count) => sum + count, 0);
    expect(of(18, 22)).toBeGreaterThan(3 * of(1, 6));
  });
});

describe('Its requests', () => {
  const since = UNTIL - 29 * DAY;
  const all = rounds(history.slice(0, 100), since).flat();

  it('carry each event once, within the limits', () => {
    const ids = all.flatMap(({ body }) =>
      (JSON.parse(body) as { batch: { messageId: string }[] }).batch.map((one) => one.messageId),
    );
    const told = history.slice(0, 100).flatMap((one) => one.tellings);
    expect(ids.toSorted()).toEqual(told.map(({ message }) => message.messageId).toSorted());
    for (const { body, messages } of all) {
      expect(Buffer.byteLength(body)).toBeLessThan(LIMITS.batchBytes);
      expect(messages).toBeLessThanOrEqual(LIMITS.batchEvents);
    }
  });

  it('come with the public key only for what a page may say, and as young as it must be', () => {
    const byServer = new Set(
      tellings.filter(({ server }) => server).map(({ message }) => message.messageId),
    );
    const open = all.filter(({ trusted }) => !trusted);
    expect(open.length).toBeGreaterThan(0);
    for (const { body } of open) {
      const { batch } = JSON.parse(body) as { batch: { messageId: string; timestamp: string }[] };
      for (const { messageId, timestamp } of batch) {
        expect(byServer.has(messageId)).toBe(false);
        expect(Date.parse(timestamp)).toBeGreaterThanOrEqual(since);
      }
    }
  });
});

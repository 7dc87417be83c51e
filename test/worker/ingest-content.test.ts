import { afterEach, describe, expect, test, vi } from 'vitest';
import type { CanonicalEvent } from '../../collector/engine/index.ts';
import type { Props } from '../../sdk/wire.ts';
import {
  BROWSER,
  DAY,
  envelope,
  event,
  MINUTE,
  newSite,
  newVisitor,
  onlyPerson,
  post,
  send,
} from './visitor.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** Sends one event as raw JSON; gives what was stored. */
async function storedFrom(json: string, headers = {}): Promise<CanonicalEvent> {
  const site = await newSite();
  const body = envelope(site, newVisitor(), []).replace('"events":[]', `"events":[${json}]`);
  const response = await post(body, headers);
  expect(await response.json()).toMatchObject({ results: { [JSON.parse(json).id]: 'ok' } });
  const { doc } = await onlyPerson(site.site);
  return doc.tail[0] as CanonicalEvent;
}

async function storedProps(props: string): Promise<Props | undefined> {
  const json = JSON.stringify(event(Date.now(), 'note', { x: 1 })).replace('{"x":1}', props);
  return (await storedFrom(json)).props;
}

describe('What would break a store or a program is made harmless', () => {
  test('lone surrogates become U+FFFD and NUL is taken out, in values and in names', async () => {
    const props = await storedProps(
      '{"a":"x\\ud800y","b":["\\u0000z\\u0000"],"c\\udc00":{"\\u0000d":1}}',
    );
    expect(props).toEqual({ a: 'x\ufffdy', b: ['z'], 'c\ufffd': { d: 1 } });
  });

  test('a key __proto__ is dropped at every level and changes no prototype', async () => {
    const props = await storedProps(
      '{"__proto__":{"polluted":1},"in":{"__proto__":5,"__pro\\u0000to__":6,"kept":1}}',
    );
    expect(JSON.stringify(props)).toBe('{"in":{"kept":1}}');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test('minus nought is nought, and a huge whole number is the nearest double', async () => {
    const props = await storedProps('{"zero":-0,"huge":123456789012345678901234567890}');
    expect(Object.is(props?.zero, 0)).toBe(true);
    expect(props?.huge).toBe(1.2345678901234568e29);
  });

  test('a number that no double holds is refused', async () => {
    const site = await newSite();
    const json = JSON.stringify(event(Date.now(), 'note', { n: 7 })).replace(':7', ':1e400');
    const body = envelope(site, newVisitor(), []).replace('"events":[]', `"events":[${json}]`);
    const answer = await (await post(body)).json<{ results: object }>();
    expect(Object.values(answer.results)).toEqual(['rejected: invalid_prop props.n']);
  });

  test('invalid UTF-8 becomes U+FFFD', async () => {
    const site = await newSite();
    const text = envelope(site, newVisitor(), [event(Date.now(), 'note', { t: 'a?b' })]);
    const bytes = new TextEncoder().encode(text);
    bytes[bytes.indexOf('?'.charCodeAt(0), text.indexOf('a?b') - 1)] = 0xff;
    expect((await post(bytes)).status).toBe(200);
    expect((await onlyPerson(site.site)).doc.tail[0]?.props).toEqual({ t: 'a\ufffdb' });
  });

  test('types called like parts of an object are custom events like any other', async () => {
    const site = await newSite();
    const names = ['constructor', '__proto__', 'toString', 'خرید‌ها'];
    const events = names.map((name) => event(Date.now(), name));
    const { results } = await send(site, newVisitor(), events);
    expect(Object.values(results)).toEqual(names.map(() => 'ok'));
  });
});

test('A property that is null where it may be absent is absent', async () => {
  const json = JSON.stringify(event(Date.now(), 'search', { term: 'cats', results: null }));
  expect((await storedFrom(json)).props).toEqual({ term: 'cats' });
});

test('Neither the address of the sender nor the signature of an identify is stored', async () => {
  const site = await newSite();
  const props = { user_id: 'u1', signature: 'sig-0123456789' };
  const headers = { 'CF-Connecting-IP': '198.51.100.7', 'X-Forwarded-For': '198.51.100.7' };
  await post(envelope(site, newVisitor(), [event(Date.now(), 'identify', props)]), headers);
  const text = JSON.stringify(await onlyPerson(site.site));
  expect(text).not.toContain('198.51.100.7');
  expect(text).not.toContain('sig-0123456789');
});

describe('Times', () => {
  const at = Date.UTC(2026, 5, 1, 10);
  const stored = async (ts: number, sentAt: number, site = newSite()): Promise<CanonicalEvent> => {
    vi.useFakeTimers({ toFake: ['Date'], now: at });
    const made = await site;
    await send(made, newVisitor(), [event(ts)], { sent_at: sentAt });
    return (await onlyPerson(made.site)).doc.tail[0] as CanonicalEvent;
  };

  test('a clock that is off by at most five minutes is believed', async () => {
    expect((await stored(at - 1000 - 5 * MINUTE, at - 5 * MINUTE)).ts).toBe(at - 1000 - 5 * MINUTE);
    expect((await stored(at - 1000, at + 5 * MINUTE)).ts).toBe(at - 1000);
  });

  test('a clock that is off by more is corrected by the time of sending', async () => {
    expect((await stored(at - 1000 - DAY, at - DAY)).ts).toBe(at - 1000);
    expect((await stored(at - 1000 + DAY * 400, at + DAY * 400)).ts).toBe(at - 1000);
  });

  test('an event more than an hour ahead happened now', async () => {
    expect((await stored(at + 61 * MINUTE, at)).ts).toBe(at);
    expect((await stored(at + 59 * MINUTE, at)).ts).toBe(at + 59 * MINUTE);
  });

  test('the local day is fixed by the zone of the site, with and without daylight saving', async () => {
    const in_ = (time_zone: string) => newSite({ time_zone });
    expect((await stored(at, at)).offset_min).toBe(0);
    expect((await stored(at, at, in_('Asia/Tehran'))).offset_min).toBe(210);
    expect((await stored(at, at, in_('America/St_Johns'))).offset_min).toBe(-150);
    expect((await stored(at, at, in_('Europe/Berlin'))).offset_min).toBe(120);
    const winter = Date.UTC(2026, 0, 1, 10);
    vi.setSystemTime(winter);
    const berlin = await in_('Europe/Berlin');
    await send(berlin, newVisitor(), [event(winter)]);
    expect((await onlyPerson(berlin.site)).doc.tail[0]?.offset_min).toBe(60);
  });
});

describe('Who looks', () => {
  const IPHONE =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';
  const EDGE =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0';
  const TABLET =
    'Mozilla/5.0 (Linux; Android 14; SM-X910) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Safari/537.36';
  const AGENTS: [userAgent: string, agent: CanonicalEvent['agent']][] = [
    [BROWSER, { device: 'desktop', browser: 'Chrome', os: 'Linux' }],
    [IPHONE, { device: 'mobile', browser: 'Safari', os: 'iOS' }],
    [EDGE, { device: 'desktop', browser: 'Edge', os: 'Windows' }],
    [TABLET, { device: 'tablet', browser: 'Samsung Internet', os: 'Android' }],
  ];
  const view = () => JSON.stringify(event(Date.now()));

  test.each(AGENTS)('%s', async (userAgent, agent) => {
    const stored = await storedFrom(view(), { 'User-Agent': userAgent });
    expect(stored.agent).toEqual(agent);
    expect(stored.bot).toBeUndefined();
    expect(JSON.stringify(stored)).not.toContain('Mozilla');
  });

  test('a program is marked, kept, and in no grade', async () => {
    const site = await newSite();
    const headers = { 'User-Agent': 'Googlebot/2.1 (+http://www.google.com/bot.html)' };
    await post(envelope(site, newVisitor(), [event(Date.now())]), headers);
    const person = await onlyPerson(site.site);
    expect(person.doc.tail).toMatchObject([{ bot: true }]);
    expect(person.grade).toBe(-1);
  });

  test('a browser that is driven by a program is marked too', async () => {
    const site = await newSite();
    await send(site, newVisitor(), [event(Date.now())], { ctx: { webdriver: true } });
    expect((await onlyPerson(site.site)).doc.tail).toMatchObject([{ bot: true }]);
  });
});

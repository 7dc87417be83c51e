import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { rowsOf } from '../visitor.ts';
import { historyOf } from './history.ts';
import { countAll, play } from './play.ts';
import { readLog } from './raw-log.ts';
import { pastOf } from './recompute.ts';
import { sourcesOf } from './recompute-sources.ts';
import { boughtBy } from './recompute-orders.ts';
import { standingOf, flowsOf } from './recompute-ladder.ts';
import { worthOf, spokenIn, soldIn, churnOf } from './recompute-customers.ts';
import { rhythmOf } from './recompute-rhythm.ts';
beforeEach(() => { vi.useFakeTimers({ toFake: ['Date'] }); });
afterEach(() => { vi.useRealTimers(); });
test('smoke', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const history = historyOf(seed);
    const t = performance.now();
    const { site } = await play(history);
    const now = await countAll(site, history.end);
    const t2 = performance.now();
    const past = pastOf(await readLog(site), [], now);
    const visits = (await rowsOf<any>('visits', site)).map((r) => ({ person: r.person, day: r.day, ...JSON.parse(r.body) }));
    const key = (v: any) => `${v.person} ${v.start}`;
    const mine = past.lives.flatMap((l) => l.sittings).map((s) => ({
      person: s.person, start: s.start, last: s.last, day: s.day, events: s.events.length, first: s.first, source: s.source }));
    const theirs = visits.map((v) => ({ person: v.person, start: v.start, last: v.last, day: v.day, events: v.events, first: v.first, source: v.source }));
    const by = (a: any, b: any) => key(a) < key(b) ? -1 : 1;
    expect(mine.sort(by)).toEqual(theirs.sort(by));
    const orders = (await rowsOf<any>('orders', site)).map((r) => `${r.person} ${r.order_id} ${r.at} ${r.day} ${r.value_minor} ${r.refunded_minor} ${r.currency} ${r.verified}`).sort();
    const mineO = past.lives.flatMap((l) => boughtBy(l.person, l.log, past.zone)).map((o) => `${o.person} ${o.id} ${o.at} ${o.day} ${o.value} ${o.refunded} ${o.currency} ${Number(o.verified)}`).sort();
    expect(mineO).toEqual(orders);
    const moves = (await rowsOf<any>('moves', site)).map((r) => `${r.person} ${r.at} ${r.kind} ${r.from_id} ${r.to_id}`).sort();
    expect(past.lives.flatMap((l) => l.moves).map((r) => `${r.person} ${r.at} ${r.kind} ${r.from} ${r.to}`).sort()).toEqual(moves);
    const t3 = performance.now();
    const asked = { from: 0, to: 30000 };
    sourcesOf(past, 'channel', asked); rhythmOf(past, asked);
    const seg = standingOf(past).segments;
    console.log(seed, history.site.time_zone, past.lives.length, past.software, mine.length, mineO.length, past.lives.flatMap((l) => l.orders).length, 'moves', moves.length, JSON.stringify(seg), JSON.stringify(flowsOf(past, asked).size), JSON.stringify(spokenIn(past, asked)), JSON.stringify(worthOf(past, () => [])), JSON.stringify(soldIn(past,asked)), JSON.stringify(churnOf(past, 365)), Math.round(t2 - t), Math.round(t3-t2), Math.round(performance.now() - t3));
  }
}, 300000);

import { describe, expect, it } from 'vitest';
import type { Answer, WireEvent } from '../wire.ts';
import { answered, EMPTY, recorded } from './strip-log.ts';

const event = (id: string, ts: number): WireEvent => ({
  id,
  type: 'page_view',
  ts,
  url: `https://shop.example/demo/${id}`,
});
const answer = (results: Answer['results'], missing: string[] = []): Answer => ({
  results,
  missing,
});

describe('the log behind the strip', () => {
  it('shows an event as stored only once the collector has said so', () => {
    const before = recorded(EMPTY, event('a', 10));
    expect(before).toMatchObject({ stored: 0, entries: [{ id: 'a', path: '/demo/a' }] });
    expect(before.entries[0]).not.toHaveProperty('result');
    const after = answered(before, { events: [event('a', 10)], answer: answer({ a: 'ok' }) }, 5);
    expect(after).toMatchObject({ stored: 1, entries: [{ result: 'ok' }] });
  });

  it('knows events that were recorded before it listened', () => {
    const log = answered(EMPTY, { events: [event('a', 10)], answer: answer({ a: 'ok' }) }, 5);
    expect(log).toMatchObject({ stored: 1, entries: [{ id: 'a' }] });
  });

  it('counts an event once, however often it is answered', () => {
    const sent = { events: [event('a', 10)], answer: answer({ a: 'ok' }) };
    const again = { events: [event('a', 10)], answer: answer({ a: 'duplicate' }) };
    expect(answered(answered(EMPTY, sent, 5), again, 5).stored).toBe(1);
  });

  it('does not count what was refused or is to be sent again', () => {
    const events = [event('a', 10), event('b', 11)];
    const results = { a: 'rejected: too_old', b: 'retry' } as const;
    const log = answered(EMPTY, { events, answer: answer(results) }, 5);
    expect(log.stored).toBe(0);
    expect(log.entries.map(({ result }) => result)).toEqual([undefined, 'rejected: too_old']);
  });

  it('takes what a former page sent while it ended as stored, unless it is missing', () => {
    const before = [event('old', 1), event('lost', 2), event('new', 9)].reduce(recorded, EMPTY);
    const log = answered(before, { events: [], answer: answer({}, ['lost']) }, 5);
    expect(log.entries.map(({ id, result }) => [id, result])).toEqual([
      ['new', undefined],
      ['lost', undefined],
      ['old', 'ok'],
    ]);
  });

  it('keeps the standing when an answer brings none', () => {
    const standing = { rung: 'lead', grade: 'weak', segments: [], model: 1 };
    const first = answered(EMPTY, { events: [], answer: { ...answer({}), standing } }, 5);
    expect(answered(first, { events: [], answer: answer({}) }, 5).standing).toEqual(standing);
  });
});

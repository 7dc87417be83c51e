import { describe, expect, it } from 'vitest';
import { bodyOf, byteLength, nextBatch, type Row } from './batch.ts';

const HEAD = '{"v":1,"visitor":"a"}';
const row = (id: string, left: 0 | 1 = 0, head = HEAD, event = `{"id":"${id}"}`): Row => [
  id,
  head,
  event,
  left,
];
const ids = (rows: Row[]) => rows.map(([id]) => id);

describe('a batch', () => {
  it('takes rows of one head only, in their order', () => {
    const [events] = nextBatch([row('1'), row('2', 0, '{"other":1}'), row('3')], 1e6);
    expect(ids(events)).toEqual(['1', '3']);
  });

  it('asks about rows that left, and does not send them', () => {
    const [events, confirm] = nextBatch([row('1', 1), row('2')], 1e6);
    expect([ids(confirm), ids(events)]).toEqual([['1'], ['2']]);
  });

  it('ends where the room ends, but holds at least one event', () => {
    const rows = ['1', '2', '3'].map((id) => row(id, 0, HEAD, 'x'.repeat(40)));
    expect(ids(nextBatch(rows, 100)[0])).toEqual(['1', '2']);
    expect(ids(nextBatch(rows, 0)[0])).toEqual(['1']);
  });

  it('makes an envelope that parses', () => {
    const body = bodyOf(nextBatch([row('1'), row('2', 1)], 1e6), 42);
    expect(JSON.parse(body)).toEqual({
      v: 1,
      visitor: 'a',
      sent_at: 42,
      confirm: ['2'],
      events: [{ id: '1' }],
    });
  });

  it('is measured in bytes of UTF-8', () => {
    for (const text of ['cat', 'گربه', '🐈', JSON.stringify('\ud800'), 'a%b']) {
      expect(byteLength(text)).toBe(new TextEncoder().encode(text).length);
    }
  });
});

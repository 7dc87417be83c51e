import { describe, expect, it } from 'vitest';
import { bodyOf, nextBatch, type Row } from './batch.ts';

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
    const batch = nextBatch([row('1'), row('2', 0, '{"other":1}'), row('3')], 1e6);
    expect(ids(batch)).toEqual(['1', '3']);
  });

  it('ends where the room ends, but holds at least one event', () => {
    const rows = ['1', '2', '3'].map((id) => row(id, 0, HEAD, 'x'.repeat(60)));
    expect(ids(nextBatch(rows, 100))).toEqual(['1', '2']);
    expect(ids(nextBatch(rows, 1))).toEqual(['1']);
  });

  it('asks about all rows that left, whatever the room', () => {
    const rows = [row('1'), row('2'), row('3', 1), row('4', 1)];
    expect(ids(nextBatch(rows, 1))).toEqual(['1', '3', '4']);
  });

  it('makes an envelope that parses, and does not send what has left', () => {
    const body = bodyOf([row('1'), row('2', 1)], 42);
    expect(JSON.parse(body)).toEqual({
      v: 1,
      visitor: 'a',
      sent_at: 42,
      confirm: ['2'],
      events: [{ id: '1' }],
    });
  });

  it('says that the visitor is new while that is so', () => {
    expect(JSON.parse(bodyOf([row('1')], 42, true))).toMatchObject({ new: true });
  });
});

import { describe, expect, it } from 'vitest';
import type { WireEvent } from '../wire.ts';
import { envelopeOf, nextBatch, type Row } from './batch.ts';

const HEAD = '{"v":1,"visitor":"a"}';
const row = (id: string, left = false, head = HEAD, more: object = {}): Row => [
  id,
  head,
  { id, ...more } as WireEvent,
  left,
];
const ids = (rows: Row[]) => rows.map(([id]) => id);

describe('a batch', () => {
  it('takes rows of one head only, in their order', () => {
    const batch = nextBatch([row('1'), row('2', false, '{"other":1}'), row('3')], 1e6);
    expect(ids(batch)).toEqual(['1', '3']);
  });

  it('ends where the room ends, but holds at least one event', () => {
    const rows = ['1', '2', '3'].map((id) => row(id, false, HEAD, { title: 'x'.repeat(40) }));
    expect(ids(nextBatch(rows, 100))).toEqual(['1', '2']);
    expect(ids(nextBatch(rows, 1))).toEqual(['1']);
  });

  it('asks about all rows that left, whatever the room', () => {
    const rows = [row('1'), row('2'), row('3', true), row('4', true)];
    expect(ids(nextBatch(rows, 1))).toEqual(['1', '3', '4']);
  });

  it('makes an envelope that parses, and does not send what has left', () => {
    const envelope = envelopeOf([row('1'), row('2', true)], 42);
    expect(envelope).toEqual({
      v: 1,
      visitor: 'a',
      sent_at: 42,
      confirm: ['2'],
      events: [{ id: '1' }],
    });
  });

  it('says that the visitor is new while that is so', () => {
    expect(envelopeOf([row('1')], 42, true)).toMatchObject({ new: true });
  });
});

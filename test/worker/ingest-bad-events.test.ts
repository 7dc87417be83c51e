import { describe, expect, test } from 'vitest';
import { REJECT_REASONS } from '../../sdk/wire.ts';
import { DAY, event, logOf, newSite, newVisitor, send } from './visitor.ts';

const now = Date.now();
const purchase = { order_id: 'o1', value: 10, currency: 'EUR' };
const nested = (levels: number): object => (levels === 0 ? { end: 1 } : { in: nested(levels - 1) });

/** What is wrong with an event → how it is refused. */
const BAD: [event: unknown, result: string][] = [
  [null, 'invalid_event'],
  [[], 'invalid_event'],
  ['text', 'invalid_event'],
  [{ ...event(now), extra: 1 }, 'invalid_event extra'],
  [{ ...event(now), id: 'abc' }, 'invalid_id id'],
  [{ ...event(now), id: undefined }, 'invalid_id id'],
  [{ ...event(now), id: '__proto__' }, 'invalid_id id'],
  [{ ...event(now), type: '' }, 'invalid_type type'],
  [{ ...event(now), type: '   ' }, 'invalid_type type'],
  [{ ...event(now), type: 'a\nb' }, 'invalid_type type'],
  [{ ...event(now), type: 'a'.repeat(101) }, 'invalid_type type'],
  [{ ...event(now), type: '\ud800' }, 'invalid_type type'],
  [{ ...event(now), type: 5 }, 'invalid_type type'],
  [{ ...event(now), ts: '5' }, 'invalid_ts ts'],
  [{ ...event(now), ts: 1.5 }, 'invalid_ts ts'],
  [{ ...event(now), ts: -1 }, 'invalid_ts ts'],
  [{ ...event(now), ts: 9e15 }, 'invalid_ts ts'],
  [{ ...event(now), ts: null }, 'invalid_ts ts'],
  [{ ...event(now), url: '/page' }, 'invalid_url url'],
  [{ ...event(now), url: 'javascript:alert(1)' }, 'invalid_url url'],
  [{ ...event(now), url: 'https://' }, 'invalid_url url'],
  [{ ...event(now), url: `https://a.example/${'x'.repeat(2048)}` }, 'invalid_url url'],
  [{ ...event(now), title: 5 }, 'invalid_text title'],
  [{ ...event(now), referrer: {} }, 'invalid_text referrer'],
  [{ ...event(now), props: [] }, 'invalid_prop props'],
  [event(now, 'user_engagement', { engaged_ms: '5' }), 'invalid_prop props.engaged_ms'],
  [event(now, 'user_engagement', { engaged_ms: 1.5 }), 'invalid_prop props.engaged_ms'],
  [event(now, 'user_engagement', { engaged_ms: -1 }), 'invalid_prop props.engaged_ms'],
  [event(now, 'user_engagement', { engaged_ms: DAY + 1 }), 'invalid_prop props.engaged_ms'],
  [event(now, 'user_engagement'), 'missing_prop props.engaged_ms'],
  [event(now, 'click', { kind: 'inward' }), 'invalid_prop props.kind'],
  [event(now, 'search', { term: 'x'.repeat(201) }), 'invalid_prop props.term'],
  [event(now, 'purchase', { ...purchase, order_id: '' }), 'missing_prop props.order_id'],
  [event(now, 'purchase', { ...purchase, value: null }), 'missing_prop props.value'],
  [event(now, 'purchase', { ...purchase, currency: 'eur' }), 'invalid_prop props.currency'],
  [event(now, 'purchase', { ...purchase, items: {} as never }), 'invalid_prop props.items'],
  [event(now, 'purchase', { ...purchase, items: [1] }), 'invalid_prop props.items[0]'],
  [
    event(now, 'purchase', { ...purchase, items: [{}, { price: '5' }] }),
    'invalid_prop props.items[1].price',
  ],
  [event(now, 'feedback', { kind: 'nps' }), 'missing_prop props.score'],
  [event(now, 'feedback', { kind: 'csat', score: 6 }), 'invalid_prop props.score'],
  [event(now, 'identify', { user_id: 'u', traits: [] }), 'invalid_prop props.traits'],
  [event(now, 'newsletter_signup', { email_sha256: 'abc' }), 'invalid_prop props.email_sha256'],
  [event(now, 'newsletter_signup', { email: 'nobody' }), 'invalid_prop props.email'],
  [event(now, 'note', { text: 'x'.repeat(8193) }), 'invalid_prop props.text'],
  [event(now, 'note', { ['k'.repeat(101)]: 1 }), 'invalid_prop props'],
  [
    event(now, 'note', Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`k${i}`, i]))),
    'too_many_keys props',
  ],
  [event(now, 'note', nested(8) as never), `too_deep props${'.in'.repeat(8)}`],
  [{ ...event(now - 31 * DAY) }, 'too_old ts'],
];

describe('One bad event is refused by reason and field, and never costs its batch', () => {
  test.each(BAD.map(([bad, result]) => ({ bad, result })))('$result', async ({ bad, result }) => {
    const site = await newSite();
    const [before, after] = [event(now), event(now)];
    const { results } = await send(site, newVisitor(), [before, bad, after]);
    const id = (bad as { id?: unknown } | null)?.id;
    const name = typeof id === 'string' && id.length === 36 ? id : '#1';
    expect(results).toEqual({ [before.id]: 'ok', [name]: `rejected: ${result}`, [after.id]: 'ok' });
    expect(REJECT_REASONS).toContain(result.split(' ')[0]);
    expect((await logOf(site.site)).map((stored) => stored.id)).toEqual(
      [before.id, after.id].sort(),
    );
  });
});

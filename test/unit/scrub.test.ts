// What nobody meant to send is not stored; what was meant is stored as it was.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CanonicalEvent } from '../../collector/engine/index.ts';
import { scrubAddress, scrubEvent, scrubText } from '../../collector/ingest/scrub.ts';
import type { Json } from '../../sdk/wire.ts';

const TEXTS: [text: string, stored: string][] = [
  ['write to sara@mail.example today', 'write to * today'],
  ['«sara.k+news@mail.co.uk»', '«*»'],
  ['meet us @ 5, or @rung', 'meet us @ 5, or @rung'],
  ['@types/node@20.1', '@types/node@20.1'],
  ['my card is 4111 1111 1111 1111.', 'my card is *.'],
  ['کارت ۶۰۳۷۹۹۷۱۱۱۱۱۱۱۱۹ من', 'کارت * من'],
  ['order 4111 1111 1111 1112', 'order 4111 1111 1111 1112'],
  ['at 1762000000000', 'at 1762000000000'],
  ['call +49 (0)30 1234567 now', 'call * now'],
  ['تماس: ۰۹۱۲۳۴۵۶۷۸۹', 'تماس: *'],
  ['tel 00989123456789', 'tel *'],
  ['we sold 12,345 of 0912', 'we sold 12,345 of 0912'],
  ['2026-05-08 12:30:00', '2026-05-08 12:30:00'],
  ['10.0.0.1 and 192.168.100.200', '10.0.0.1 and 192.168.100.200'],
];

test.each(TEXTS)('Of the text "%s" this is stored: "%s"', (text, stored) => {
  expect(scrubText(text)).toBe(stored);
});

const ADDRESSES: [address: string, stored: string][] = [
  ['https://shop.example/a?q=cat&id=7', 'https://shop.example/a?q=cat&id=7'],
  ['https://me:pw@shop.example/a', 'https://shop.example/a'],
  ['https://shop.example/u/sara@mail.example/', 'https://shop.example/u/*/'],
  ['https://shop.example/u/sara%40mail.example', 'https://shop.example/u/*'],
  ['https://shop.example/?token=x&q=cat', 'https://shop.example/?token=*&q=cat'],
  ['https://shop.example/?reset_token=1&email=none', 'https://shop.example/?reset_token=*&email=*'],
  ['https://shop.example/?barcode=123', 'https://shop.example/?barcode=123'],
  ['https://shop.example/r/AbCdEf0123456789AbCdEf', 'https://shop.example/r/*'],
  ['https://shop.example/#access_token=abc', 'https://shop.example/#access_token=*'],
  ['mailto:sara@mail.example?subject=hello', 'mailto:*'],
  ['tel:+982112345678', 'tel:*'],
  ['/relative?password=1', '/relative?password=*'],
];

test.each(ADDRESSES)('Of the address %s this is stored: %s', (address, stored) => {
  expect(scrubAddress(address)).toBe(stored);
});

const event = (more: Partial<CanonicalEvent>): CanonicalEvent => ({
  ...{ id: '1', type: 'custom', ts: 1, device: 'd:visitor', offset_min: 0 },
  ...more,
});

test('What was given on purpose stays: traits, the address of a sign-up, ids', () => {
  const given = {
    traits: { email: 'sara@mail.example', phone: '+49301234567', card: '4111111111111111' },
    email: 'sara@mail.example',
    user_id: 'sara@mail.example',
    order_id: '4111111111111111',
    items: [{ item_id: '4111111111111111', item_name: 'Food' }],
  };
  expect(scrubEvent(event({ props: given })).props).toEqual(given);
});

test('Free text is cleaned however deep it lies, and in title, address, referrer and campaign', () => {
  const mail = 'sara@mail.example';
  const cleaned = scrubEvent(
    event({
      url: `https://shop.example/${mail}`,
      title: mail,
      source: { channel: 'email', campaign: mail, referrer: `https://mail.example/${mail}` },
      props: {
        text: mail,
        deep: { list: [[mail], { of: mail }] },
        href: `https://x.example/${mail}`,
      },
    }),
  );
  expect(JSON.stringify(cleaned)).not.toContain(mail);
});

const word = fc.constantFrom(
  ...[
    'cat',
    ' ',
    '-',
    '@',
    '.',
    '/',
    '?q=',
    '&token=',
    '#',
    '+49',
    '0912',
    '3456789',
    'é',
    '۴',
    '%40',
  ],
  ...['sara@mail.example', '4111111111111111', 'AbCdEf0123456789AbCdEf', '😀', ':', '//', '=', '*'],
);
const text = fc.array(word, { maxLength: 12 }).map((words) => words.join(''));
const address = text.map((rest) => `https://shop.example/${rest}`).filter(URL.canParse);
const json: fc.Arbitrary<Json> = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'href', 'text', 'traits'), tie('json'), { maxKeys: 3 }),
  ),
})).json;

const RUNS = { numRuns: 1000 };

test('Cleaning twice is cleaning once', () => {
  fc.assert(
    fc.property(address, text, (url, title) => {
      const once = scrubEvent(event({ url, title }));
      expect(scrubEvent(once)).toEqual(once);
    }),
    RUNS,
  );
});

test('No address of a person is left, and an address of a page stays one', () => {
  fc.assert(
    fc.property(address, (url) => {
      const cleaned = scrubAddress(url);
      expect(cleaned).not.toContain('sara@mail.example');
      expect(new URL(cleaned).host).toBe('shop.example');
    }),
    RUNS,
  );
});

/** The same with every text the same. */
const shape = (value: Json): unknown =>
  JSON.parse(JSON.stringify(value, (_, one) => (typeof one === 'string' ? 'text' : one)));

test('Names, numbers and the shape of properties stay as they were', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('a', 'text', 'x'), json), (props) => {
      const cleaned = scrubEvent(event({ props })).props ?? {};
      expect(shape(cleaned)).toEqual(shape(props));
    }),
    RUNS,
  );
});

// A webhook leads outside, however its address is spelled.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextDigest } from '../../collector/store/digest-time.ts';
import { addressProblem } from '../../collector/store/webhook-address.ts';

const REFUSED = [
  ...['http://crm.example/', 'ftp://crm.example/', 'crm.example', 'javascript:alert(1)', ''],
  ...['https://127.0.0.1/', 'https://2130706433/', 'https://0x7f000001/', 'https://0177.0.0.1/'],
  ...[
    'https://127.1/',
    'https://0/',
    'https://１２７.0.0.1/',
    'https://8.8.8.8/',
    'https://10.0.0.1/',
  ],
  ...[
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[fe80::1]/',
    'https://[2606:4700::1]/',
  ],
  ...['https://localhost/', 'https://LOCALHOST/', 'https://a.localhost/', 'https://localhost./'],
  ...[
    'https://crm.example./',
    'https://printer.local/',
    'https://db.internal/',
    'https://intranet/',
  ],
  ...['https://router.lan/', 'https://a.home.arpa/', 'https://169.254.169.254/latest/meta-data/'],
  ...['https://me@crm.example/', 'https://me:pw@crm.example/', 'https://crm.example@127.0.0.1/'],
  ...[
    'https://crm.example:8443/',
    'https://crm.example:22/',
    `https://crm.example/${'a'.repeat(2048)}`,
  ],
];

test.each(REFUSED)('The address "%s" is refused', (address) => {
  expect(addressProblem(address, false)).toBeDefined();
});

const ALLOWED = [
  ...[
    'https://crm.example/',
    'https://hooks.slack.com/services/T0/B0/x',
    'https://crm.example:443/',
  ],
  ...['https://فروشگاه.example/', 'https://10.example/', 'https://localhost.example/'],
];

test.each(ALLOWED)('The address "%s" is allowed', (address) => {
  expect(addressProblem(address, false)).toBeUndefined();
});

test('An IPv4 address is refused however its four bytes are written', () => {
  const spellings = (bytes: number[]): string[] => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes;
    const whole = ((a * 256 + b) * 256 + c) * 256 + d;
    return [
      bytes.join('.'),
      String(whole),
      `0x${whole.toString(16)}`,
      `0${whole.toString(8)}`,
      bytes.map((byte) => `0x${byte.toString(16)}`).join('.'),
      bytes.map((byte) => `0${byte.toString(8)}`).join('.'),
      `${a}.${(b * 256 + c) * 256 + d}`,
      `[::ffff:${bytes.join('.')}]`,
    ];
  };
  const bytes = fc.tuple(...Array.from({ length: 4 }, () => fc.nat(255)));
  fc.assert(
    fc.property(bytes, (four) => {
      for (const host of spellings(four)) {
        expect(addressProblem(`https://${host}/`, false), host).toBeDefined();
        expect(addressProblem(`https://${host}./`, false), host).toBeDefined();
      }
    }),
    { numRuns: 300 },
  );
});

test('For development http://localhost is allowed, and nothing else that is not allowed anyway', () => {
  expect(addressProblem('http://localhost:3000/hook', true)).toBeUndefined();
  for (const address of ['http://crm.example/', 'http://192.168.0.1/', 'http://a.localhost/']) {
    expect(addressProblem(address, true)).toBeDefined();
  }
});

const at = (text: string): number => Date.parse(text);

test.each([
  ['UTC', '2026-06-01T10:00:00Z', { hour: 8 }, '2026-06-02T08:00:00Z'],
  ['UTC', '2026-06-01T07:59:59Z', { hour: 8 }, '2026-06-01T08:00:00Z'],
  ['UTC', '2026-06-01T08:00:00Z', { hour: 8 }, '2026-06-02T08:00:00Z'],
  ['Asia/Tehran', '2026-06-01T10:00:00Z', { hour: 9 }, '2026-06-02T05:30:00Z'],
  ['UTC', '2026-06-02T00:00:00Z', { hour: 8, digest: 'weekly' as const }, '2026-06-08T08:00:00Z'],
  // The clock goes from 2 to 3 that night.
  ['Europe/Berlin', '2026-03-28T12:00:00Z', { hour: 8 }, '2026-03-29T06:00:00Z'],
  ['America/Los_Angeles', '2026-01-01T00:00:00Z', { hour: 0 }, '2026-01-01T08:00:00Z'],
])('In %s after %s a digest %o is due at %s', (zone, now, rhythm, due) => {
  expect(nextDigest(zone, at(now), rhythm)).toBe(at(due));
});

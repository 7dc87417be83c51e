/** Sixty buyers and two hundred others of a pet-food shop in Berlin, made up so that shares are round. */
import { type CanonicalEvent, compareEvents } from '../../collector/engine/index.ts';
import { bought, happened, MINUTE, viewed } from './histories.ts';

export interface Made {
  visitor: string;
  events: CanonicalEvent[];
}

/** Moments at which it is Friday 10:00 or Monday 20:00 in Berlin, in winter and in summer. */
const FRIDAYS = [
  { ts: Date.UTC(2026, 0, 16, 9), offset_min: 60 },
  { ts: Date.UTC(2026, 4, 1, 8), offset_min: 120 },
];
const MONDAYS = [
  { ts: Date.UTC(2026, 0, 19, 19), offset_min: 60 },
  { ts: Date.UTC(2026, 3, 27, 18), offset_min: 120 },
];

/** What the i-th of so many has, by how many have the first, the second, … */
function dealt<T>(i: number, ...shares: readonly (readonly [number, T])[]): T | undefined {
  let passed = 0;
  return shares.find(([count]) => {
    passed += count;
    return i < passed;
  })?.[1];
}

/** Several ways to write one thing, taken in turn. */
const inTurn = <T>(i: number, ...ways: readonly T[]): T => ways[i % ways.length] as T;

interface Person {
  i: number;
  title: string | undefined;
  traits: Record<string, string | number | undefined>;
  country: string;
  channel: 'direct' | 'paid_search';
  device: string;
  friday: boolean;
}

function visited(person: Person): CanonicalEvent[] {
  const { i, title, traits, country, channel, device, friday } = person;
  const { ts, offset_min } = inTurn(i, ...(friday ? FRIDAYS : MONDAYS));
  const known = Object.entries({ ...traits, job_title: title }).filter(
    ([, it]) => it !== undefined,
  );
  const given = { offset_min, country, agent: { device } };
  return [
    viewed(ts, '/', { ...given, ...(channel === 'direct' ? {} : { source: { channel } }) }),
    happened(ts + MINUTE, 'identify', {
      offset_min,
      props: { user_id: `u${i}`, traits: Object.fromEntries(known) as Record<string, string> },
    }),
  ];
}

const CHIEF = ['مدیر عامل', 'مدير‌عامل'] as const;
const BAYERN = ['Bayern', 'BAYERN'] as const;
const KERMAN = ['کرمان', 'كرمان'] as const;

const TUNA = { item_id: 'p2', item_name: 'Tuna Twigs', quantity: 1 };
const salmon = (quantity: number) => ({ item_id: 'p1', item_name: 'Salmon Supper', quantity });

function buyer(i: number): Made {
  const friday = i < 48;
  const events = visited({
    i,
    title: dealt(
      i,
      [30, 'Sales Director'],
      [12, 'Team Lead'],
      [12, 'Clerk'],
      [6, inTurn(i, ...CHIEF)],
    ),
    traits: {
      region: i < 40 ? inTurn(i, ...BAYERN) : undefined,
      استان: i < 40 ? undefined : inTurn(i, ...KERMAN),
      birth_year: i < 36 ? inTurn<string | number>(i, 1985, '۱۳۶۴', '1364') : undefined,
      birthday: i < 36 ? undefined : inTurn(i, '1995-02-03', '۱۳۷۴/۰۲/۰۳'),
      gender: i < 36 ? inTurn(i, 'male', 'آقا', 'M') : inTurn(i, 'زن', 'female'),
    },
    country: i < 45 ? 'DE' : 'AT',
    channel: i < 30 ? 'paid_search' : 'direct',
    device: i < 15 ? 'mobile' : 'desktop',
    friday,
  });
  const { ts, offset_min } = events.at(-1) as CanonicalEvent;
  const items = dealt(
    i,
    [30, [salmon(2)]],
    [10, [salmon(1), TUNA]],
    [10, [salmon(1)]],
    [10, [TUNA]],
  );
  const order = { value: 10 * (1 + (i % 6)), items: items ?? [] };
  return {
    visitor: `buyer-${i}`,
    events: [...events, bought(ts + MINUTE, `o${i}`, order, { offset_min })],
  };
}

function other(i: number): Made {
  const events = visited({
    i: 1000 + i,
    title: dealt(
      i,
      [40, 'Sales Director'],
      [50, 'Team Lead'],
      [100, 'Clerk'],
      [10, inTurn(i, ...CHIEF)],
    ),
    traits: {
      region: i < 50 ? inTurn(i, ...BAYERN) : 'Wien',
      age: i < 50 ? inTurn<string | number>(i, 41, '۴۱') : 31,
      sex: i < 100 ? inTurn(i, 'مرد', 'Male') : inTurn(i, 'خانم', 'F'),
    },
    country: i < 100 ? 'DE' : 'AT',
    channel: i < 40 ? 'paid_search' : 'direct',
    device: i < 50 ? 'desktop' : 'mobile',
    friday: i < 60,
  });
  return { visitor: `other-${i}`, events };
}

export function idealPeople(): Made[] {
  const people = [
    ...Array.from({ length: 60 }, (_, i) => buyer(i)),
    ...Array.from({ length: 200 }, (_, i) => other(i)),
  ];
  return people.map(({ visitor, events }) => ({ visitor, events: events.sort(compareEvents) }));
}

/**
 * What a raw log comes to by the words in ARCHITECTURE.md, "What reports count": slowly, person by
 * person, over everything at once. Nothing of what the collector counts or stores beside the log is
 * looked at.
 */
import type { CanonicalEvent, Compiled } from '../../../collector/engine/index.ts';
import { beginOf, DAY, type WallClock, wallClock } from './local-time.ts';
import type { RawLog } from './raw-log.ts';
import { type Bought, boughtBy, stands, winners } from './recompute-orders.ts';
import { type Moved, movesOf, segmentsAt } from './recompute-places.ts';
import { isDuring, type Sitting, sittingsOf } from './recompute-visits.ts';

/** The owner's campaign, its days as days since 1970. */
export interface OwnCampaign {
  id: string;
  from: number;
  to: number;
  match: Readonly<Record<string, readonly string[]>>;
}

export interface Life {
  person: string;
  /** without what software did */
  log: CanonicalEvent[];
  sittings: Sitting[];
  /** those that count: they stand, and no other person's copy is the better one */
  orders: Bought[];
  moves: Moved[];
}

export interface Past {
  zone: string;
  model: Compiled;
  /** when the last event had arrived, and the moment of asking */
  end: number;
  now: number;
  lives: Life[];
  /** people of whom only software's acts are known */
  software: number;
  campaigns: OwnCampaign[];
}

export function pastOf(
  raw: RawLog,
  campaigns: OwnCampaign[],
  { end, now }: Pick<Past, 'end' | 'now'>,
): Past {
  const { timeZone: zone, model } = raw;
  const logs = [...raw.people].map(
    ([person, log]) => [person, log.filter(({ bot }) => !bot)] as const,
  );
  const counted = new Set(
    winners(logs.flatMap(([person, log]) => boughtBy(person, log, zone)))
      .filter(stands)
      .map(({ person, id }) => `${person} ${id}`),
  );
  const people = logs.filter(([, log]) => log.length > 0);
  const lives = people.map(([person, log]) => ({
    person,
    log,
    sittings: sittingsOf(person, log, zone).map((sitting) => planned(sitting, campaigns)),
    orders: boughtBy(person, log, zone)
      .filter(({ id }) => counted.has(`${person} ${id}`))
      .sort((a, b) => a.at - b.at),
    moves: movesOf(person, log, model, zone, now),
  }));
  return { zone, model, end, now, lives, software: logs.length - people.length, campaigns };
}

/** A visit belongs to the first campaign, by id, whose days and rule it fits. */
function planned(sitting: Sitting, campaigns: OwnCampaign[]): Sitting {
  const fitting = campaigns.filter((campaign) => fits(sitting, campaign));
  const plan = fitting.map(({ id }) => id).sort()[0] ?? '(none)';
  return { ...sitting, items: { ...sitting.items, plan } };
}

function fits({ day, source, landing }: Sitting, { from, to, match }: OwnCampaign): boolean {
  const told: Record<string, string | undefined> = { ...source, landing };
  return (
    day >= from &&
    day <= to &&
    Object.entries(match).every(([field, globs]) =>
      globs.some((glob) => told[field] !== undefined && matches(glob, told[field])),
    )
  );
}

/** `*` stands for any text; letters are the same in both cases. */
function matches(glob: string, text: string): boolean {
  const parts = glob.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'is').test(text);
}

/** Days since 1970, both included, and people of one segment alone. */
export interface Asked {
  from: number;
  to: number;
  segment?: string | undefined;
}

const memory = new WeakMap<Life, Map<number, string[]>>();

/** The segments that the person was in when that day ended; today, now. */
export function segmentsOn({ zone, model, now }: Past, life: Life, day: number): string[] {
  const known = memory.get(life) ?? new Map<number, string[]>();
  memory.set(life, known);
  const moment = Math.min(now, beginOf(zone, day + 1) - 1);
  const segments = known.get(day) ?? segmentsAt(life.log, model, moment);
  known.set(day, segments);
  return segments;
}

/** Whether what a person did on a day is asked for. */
export function counts(past: Past, life: Life, day: number, asked: Asked): boolean {
  if (day < asked.from || day > asked.to) return false;
  return asked.segment === undefined || segmentsOn(past, life, day).includes(asked.segment);
}

/** An act outside of visits, on its own day. */
export interface Loose extends WallClock {
  event: CanonicalEvent;
}

/** Acts of a type that belong to no visit. */
export function looseActs({ zone }: Past, life: Life, type: string): Loose[] {
  const inside = new Set(life.sittings.flatMap(({ events }) => events));
  return life.log
    .filter((event) => event.type === type && !inside.has(event))
    .map((event) => ({ event, ...wallClock(zone, event.ts) }));
}

export const isBuying = (life: Life, sitting: Sitting): boolean =>
  life.orders.some(({ at }) => isDuring(at, sitting));

const LOOK_BACK = 90 * DAY;

/** The visits that may have led to what happened at a moment, in order. */
export const touchesOf = ({ sittings }: Life, at: number): Sitting[] =>
  sittings.filter(({ start }) => start <= at && start >= at - LOOK_BACK);

/** The last visit that something brought; if nothing ever did, the last. */
export const lastTouch = (touches: Sitting[]): Sitting | undefined =>
  touches.filter(({ source }) => source.channel !== 'direct').at(-1) ?? touches.at(-1);

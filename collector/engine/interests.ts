/**
 * What a person looks at and when they come, read from the events at hand. How far back these reach
 * is the caller's to say; nothing of it is stored.
 */
import { isRecord } from './fields.ts';
import { pathOf } from './glob.ts';
import { foldText } from './text-fold.ts';
import type { CanonicalEvent, Visit } from './types.ts';
import { localHour, localWeekday } from './units.ts';

/** Something seen, looked for or bought, and how often. */
export interface Interest {
  name: string;
  times: number;
}

/** The most frequent first, of equals the latest. */
export interface Interests {
  /** products viewed, put in the cart or bought, by name or else by id */
  items: Interest[];
  categories: Interest[];
  /** what was searched for on the site */
  searches: Interest[];
  /** paths of pages viewed */
  pages: Interest[];
}

/** How many of each kind are told. */
const MOST = 5;

const textsOf = (...values: unknown[]): string[] => {
  const text = values.find((value) => typeof value === 'string' && value.trim() !== '');
  return text === undefined ? [] : [(text as string).trim()];
};

/** The event's own item, and those of a list. */
function itemsOf({ props }: CanonicalEvent): Record<string, unknown>[] {
  const listed: unknown[] = Array.isArray(props?.items) ? props.items : [];
  return [props, ...listed].filter(isRecord);
}

const ITEM_EVENTS = new Set(['view_item', 'add_to_cart', 'begin_checkout', 'purchase']);

type Reader = (event: CanonicalEvent) => string[];

const READERS: Readonly<Record<keyof Interests, Reader>> = {
  items: (event) =>
    ITEM_EVENTS.has(event.type)
      ? itemsOf(event).flatMap(({ item_name, item_id }) => textsOf(item_name, item_id))
      : [],
  categories: (event) =>
    ITEM_EVENTS.has(event.type)
      ? itemsOf(event).flatMap(({ category, item_category }) => textsOf(category, item_category))
      : [],
  searches: ({ type, props }) => (type === 'search' ? textsOf(props?.term) : []),
  pages: ({ type, url }) => (type === 'page_view' && url !== undefined ? [pathOf(url)] : []),
};

/** Spellings of one thing count together, shown as it was last written. */
function most(events: readonly CanonicalEvent[], read: Reader): Interest[] {
  const found = new Map<string, Interest & { last: number }>();
  events.forEach((event, last) => {
    for (const name of read(event)) {
      const key = foldText(name);
      found.set(key, { name, times: (found.get(key)?.times ?? 0) + 1, last });
    }
  });
  const sorted = [...found.values()].sort((a, b) => b.times - a.times || b.last - a.last);
  return sorted.slice(0, MOST).map(({ name, times }) => ({ name, times }));
}

/**
 * @param events sorted; those of software are left out
 * @example interestsOf(tail).searches // [{ name: 'cat food', times: 3 }]
 */
export function interestsOf(events: readonly CanonicalEvent[]): Interests {
  const own = events.filter(({ bot }) => !bot);
  return {
    items: most(own, READERS.items),
    categories: most(own, READERS.categories),
    searches: most(own, READERS.searches),
    pages: most(own, READERS.pages),
  };
}

/** When most of the visits begin, in the site's time zone. */
export interface Habits {
  /** how many visits this is taken from */
  visits: number;
  /** 0 is Sunday */
  weekday: number;
  /** 0–23 */
  hour: number;
}

/** The value that comes most often; of equals the one that came last. */
function usual(values: readonly number[]): number {
  const counts = new Map<number, number>();
  let best = values[0] ?? 0;
  for (const value of values) {
    const count = (counts.get(value) ?? 0) + 1;
    counts.set(value, count);
    if (count >= (counts.get(best) ?? 0)) best = value;
  }
  return best;
}

/** None without a visit. @param visits by start */
export function habitsOf(
  visits: readonly Pick<Visit, 'start' | 'offset_min'>[],
): Habits | undefined {
  if (visits.length === 0) return undefined;
  return {
    visits: visits.length,
    weekday: usual(visits.map(({ start, offset_min }) => localWeekday(start, offset_min))),
    hour: usual(visits.map(({ start, offset_min }) => localHour(start, offset_min))),
  };
}

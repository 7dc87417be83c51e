/** A customer of the pet-food shop, from her first visit to advocate and down again: told, and counted. */
import {
  type Compiled,
  compile,
  type Move,
  PRESETS,
  position,
  replay,
  start,
} from '../../collector/engine/index.ts';
import { DAY, MONDAY, story } from './histories.ts';

/** The day, what she does in a reader's words and in the words of `story`. */
export type Chapter = readonly [day: number, told: string, acts: string];

export const CHAPTERS: readonly Chapter[] = [
  [0, 'comes by an ad, reads two pages for a minute', 'ad / /journal engaged:60000'],
  [2, 'searches, looks at two cat foods', '/ search view_item view_item engaged:30000'],
  [5, 'signs up for the newsletter', '/journal newsletter_signup engaged:20000'],
  [8, 'reads the price list, downloads the catalogue', '/pricing file_download engaged:60000'],
  [10, 'compares two brands', '/compare engaged:40000'],
  [12, 'puts a bag in the cart and buys it', '/products add_to_cart begin_checkout order'],
  [14, 'complains: the bag was torn', '/contact complaint'],
  [15, 'gets a new bag the next day', 'complaint_resolved'],
  [40, 'buys again', '/products add_to_cart begin_checkout order'],
  [68, 'buys a third time', '/products add_to_cart begin_checkout order'],
  [75, 'gives five stars and shares them', '/products review:5 share'],
  [80, 'sends a friend', '/ referral'],
];

const log = CHAPTERS.flatMap(([day, , acts]) =>
  story(acts.replace(/(^| )/g, (space) => `${space ? ', ' : ''}${day} `)),
);

type Ladder = keyof typeof PRESETS;
const LADDERS = Object.keys(PRESETS) as Ladder[];
const compiled = Object.fromEntries(
  LADDERS.map((ladder) => [ladder, compile(PRESETS[ladder], 1)]),
) as Record<Ladder, Compiled>;

/** Score, grade, and the rung in each ladder, as table cells; the log up to that instant counts. */
function standing(at: number): string[] {
  const before = log.filter((event) => event.ts <= at);
  const [first, ...others] = LADDERS.map((ladder) => {
    const c = compiled[ladder];
    return position(c, replay(c, start(), before, 0).state, at);
  });
  if (!first) throw new Error('no ladder');
  const rungs = [first, ...others].map(({ rung }) => rung);
  return [(first.score / 100).toFixed(2), first.grade, ...rungs];
}

/** How she rises: a row a chapter. */
export function riseRows(): string[][] {
  return CHAPTERS.map(([day, told]) => [`${day}`, told, ...standing(MONDAY + day * DAY)]);
}

const fell = ({ at, cause }: Move): boolean =>
  cause.by === 'time' && at > MONDAY + (CHAPTERS.at(-1)?.[0] ?? 0) * DAY;

/** How she falls: a row for each instant after the last chapter at which time alone moves her. */
export function fallRows(): string[][] {
  const instants = LADDERS.flatMap((ladder) =>
    replay(compiled[ladder], start(), log, MONDAY + 1_000 * DAY)
      .moves.filter(fell)
      .map(({ at }) => at),
  );
  return [...new Set(instants)]
    .sort((a, b) => a - b)
    .map((at) => [((at - MONDAY) / DAY).toFixed(1), ...standing(at)]);
}

/** A visit as it goes on: pages one after another, and what is done on them. */
import type { EventType, Props } from '../../../sdk/wire.ts';
import { MINUTE } from './calendar.ts';
import type { Channel } from './channels.ts';
import type { Dice } from './dice.ts';
import type { Happening, Page } from './happening.ts';
import { PAGES, type Path, SHOP, titleOf } from './pages.ts';
import type { Device } from './person.ts';

export interface Walk {
  /** what has happened so far */
  readonly happened: Happening[];
  /** opens a page; `seconds` of it are spent reading, 0: it is left at once */
  open(path: Path, seconds: number): void;
  /** the same for a page that is no entry of the table */
  openAt(path: string, title: string, seconds: number): void;
  /** does something on the page that is open */
  act(type: EventType, props?: Props): void;
  /** the shop's server tells of something at this moment */
  serve(type: EventType, props: Props, user: string): void;
  /** now, within the visit */
  now(): number;
}

export interface Setting {
  dice: Dice;
  device: Device;
  channel: Channel;
  at: number;
  /** how many times as long as others they stay on a page; default 1 */
  pace?: number;
}

export function walk({ dice, device, channel, at, pace = 1 }: Setting): Walk {
  const happened: Happening[] = [];
  let now = at;
  let page: Page | undefined;
  const note = (type: EventType, more: Partial<Happening>) => {
    now += dice.whole(200, 1500);
    happened.push({ at: now, type, device, ...more });
  };
  const here = (type: EventType, props: Props = {}) =>
    note(type, { props, ...(page && { page: { url: page.url, title: page.title } }) });
  const openAt = (path: string, title: string, seconds: number) => {
    const first = page === undefined;
    page = first ? arrival(dice, channel, path, title) : next(page, path, title);
    const keyword = first && channel.keyword;
    note('page_view', { page, ...(keyword && { props: { keyword } }) });
    if (first && channel.network) here('ad_click', { kind: 'arrival', network: channel.network });
    if (seconds > 0) read(seconds);
  };
  const read = (seconds: number) => {
    const engaged_ms = Math.min(
      Math.round(seconds * 1000 * pace * (0.5 + dice.throw())),
      20 * MINUTE,
    );
    now += engaged_ms + dice.whole(0, 15_000);
    here('user_engagement', { engaged_ms, scroll_pct: dice.whole(20, 100) });
  };
  return {
    happened,
    open: (path, seconds) => openAt(path, PAGES[path], seconds),
    openAt,
    act: here,
    serve: (type, props, user) => note(type, { props, server: true, user }),
    now: () => now,
  };
}

function arrival(dice: Dice, { query, referrer }: Channel, path: string, title: string): Page {
  const search = query ? `?${query.replace('{id}', dice.digits(16))}` : '';
  return {
    url: `${SHOP}${path}${search}`,
    title: titleOf(title),
    ...(referrer && { referrer }),
  };
}

const next = (before: Page | undefined, path: string, title: string): Page => ({
  url: `${SHOP}${path}`,
  title: titleOf(title),
  ...(before && { referrer: before.url.split('?', 1)[0] ?? before.url }),
});

/** What the parts of the script share while a page lives: one page, one visitor, one state. */
import type { Arrival } from '../core/arrival.ts';
import type { Options } from '../core/options.ts';
import type { Standing } from '../wire.ts';

/** Type and properties of the event that something is. */
export type Meaning = [type: string, props?: object];

export type From = Arrival['from_'];

export const state = {
  options_: { site: '' } as Options,
  /** what a click on marked elements means; the on-demand part knows */
  describe_: (() => undefined) as (target: Element) => Meaning | undefined,
  /** the page's cleaned address; what happens is credited to it */
  url_: '',
  /** the browser's part of the context, read once: Firefox throws when a closing tab looks again */
  about_: undefined as object | undefined,
  /** what brought the visit */
  from_: undefined as From | undefined,
  /** empty until something is recorded */
  visitor_: '',
  /** whether this page made the visitor id and no answer has come yet */
  fresh_: false,
  standing_: undefined as Standing | undefined,
  /** the last click or submission that leads to a page of the same origin */
  exit_: undefined as Event | undefined,
  /** runs before the page ends and before its address changes (`turned`) */
  endings_: [] as ((turned?: boolean) => void)[],
  /** finishes events that wait for a title, a hash or the visitor's consent */
  held_: new Set<() => void>(),
};

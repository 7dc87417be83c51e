/** What the script and its on-demand part have of each other, so that neither carries it twice. */
import type { Options } from '../../core/options.ts';
import type { decide } from '../../effects/consent.ts';
import type { noteExit } from '../../effects/lifecycle.ts';
import type { fenced, listen } from '../../effects/listen.ts';
import type { record } from '../../effects/record.ts';
import type { link, readVisitor } from '../../effects/visitor.ts';
import type { WireEvent } from '../../wire.ts';
import type { describeBy, urlOf } from '../clicks.ts';
import type { isOwn, recordSearch } from '../origin.ts';

export interface Tools {
  decide_: typeof decide;
  describeBy_: typeof describeBy;
  fenced_: typeof fenced;
  isOwn_: typeof isOwn;
  link_: typeof link;
  listen_: typeof listen;
  noteExit_: typeof noteExit;
  options_: Options;
  readVisitor_: typeof readVisitor;
  record_: typeof record;
  search_: typeof recordSearch;
  urlOf_: typeof urlOf;
}

export interface Part {
  /** what an address adds to the properties */
  withAddress_(email: string, props?: object): Promise<Partial<WireEvent>>;
  /** speaks in the console, or stops */
  explain_(wanted?: boolean): void;
}

/** Brings the part's module. */
export type PartLoader = () => Promise<{ start(tools: Tools): Part }>;

/** What the script and its on-demand part have of each other, so that neither carries it twice. */
import type { Options } from '../../core/options.ts';
import type { decide } from '../../effects/consent.ts';
import type { noteExit } from '../../effects/lifecycle.ts';
import type { fenced, listen } from '../../effects/listen.ts';
import type { record } from '../../effects/record.ts';
import type { meet, readVisitor } from '../../effects/visitor.ts';
import type { WireEvent } from '../../wire.ts';
import type { describeBy, urlOf } from '../clicks.ts';
import type { isOwn, recordSearch } from '../origin.ts';

export interface Tools {
  decide_: typeof decide;
  describeBy_: typeof describeBy;
  fenced_: typeof fenced;
  isOwn_: typeof isOwn;
  listen_: typeof listen;
  meet_: typeof meet;
  noteExit_: typeof noteExit;
  options_: Options;
  readVisitor_: typeof readVisitor;
  record_: typeof record;
  search_: typeof recordSearch;
  urlOf_: typeof urlOf;
}

/** The script's own, since it asked for the part. */
export let tools: Tools;

export function takeTools(given: Tools): void {
  tools = given;
}

export interface Part {
  /** what an address adds to the properties */
  withAddress_(email: string, props?: object): Promise<Partial<WireEvent>>;
  /** speaks in the console, or stops */
  explain_(wanted?: boolean): void;
}

/** Brings the part's module. */
export type PartLoader = () => Promise<{ start(tools: Tools): Part }>;

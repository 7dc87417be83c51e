/** What the script and its on-demand part have of each other, so that neither carries it twice. */
import type { Options } from '../../core/options.ts';
import type { decide } from '../../effects/consent.ts';
import type { noteExit } from '../../effects/lifecycle.ts';
import type { fenced, listen } from '../../effects/listen.ts';
import type { record } from '../../effects/record.ts';
import type { meet, readVisitor } from '../../effects/visitor.ts';
import type { WireEvent } from '../../wire.ts';
import type { isOwn, recordSearch } from '../origin.ts';

export interface Tools {
  decide_: typeof decide;
  fenced_: typeof fenced;
  isOwn_: typeof isOwn;
  listen_: typeof listen;
  meet_: typeof meet;
  noteExit_: typeof noteExit;
  options_: Options;
  readVisitor_: typeof readVisitor;
  record_: typeof record;
  search_: typeof recordSearch;
}

/** The script's own, since it asked for the part. */
export let tools: Tools;

export function takeTools(given: Tools): void {
  tools = given;
}

/** A link's address is text; that of a link inside SVG is an object. */
export type Link = Element & { href: string & { baseVal?: string } };

/** Type and properties of the event that something is. */
export type Meaning = [type: string, props?: object];

export interface Part {
  /** what an address adds to the properties */
  withAddress_(email: string, props?: object): Promise<Partial<WireEvent>>;
  /** what a click means by the page's mark-up; prepares a link to another domain of the owner's */
  describe_(target: Element, link: Link | null, url: URL | null): Meaning | undefined;
}

/** Brings the part's module. */
export type PartLoader = () => Promise<{ start(tools: Tools): Part }>;

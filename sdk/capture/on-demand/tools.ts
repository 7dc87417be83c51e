/** What the script and its on-demand part have of each other, so that neither carries it twice. */
import type { Options } from '../../core/options.ts';
import type { decide as Decide } from '../../effects/consent.ts';
import type { noteExit as NoteExit } from '../../effects/lifecycle.ts';
import type { fenced as Fenced, listen as Listen } from '../../effects/listen.ts';
import type { record as Record } from '../../effects/record.ts';
import type { meet as Meet, readVisitor as ReadVisitor } from '../../effects/visitor.ts';
import type { WireEvent } from '../../wire.ts';
import type { isOwn as IsOwn, recordSearch as RecordSearch } from '../origin.ts';

/** Handed over in this order: names would have to be the same in both files. */
export type Tools = [
  decide: typeof Decide,
  fenced: typeof Fenced,
  isOwn: typeof IsOwn,
  listen: typeof Listen,
  meet: typeof Meet,
  noteExit: typeof NoteExit,
  options: Options,
  readVisitor: typeof ReadVisitor,
  record: typeof Record,
  recordSearch: typeof RecordSearch,
];

/** The script's own, since it asked for the part. */
export let decide: typeof Decide;
export let fenced: typeof Fenced;
export let isOwn: typeof IsOwn;
export let listen: typeof Listen;
export let meet: typeof Meet;
export let noteExit: typeof NoteExit;
export let options: Options;
export let readVisitor: typeof ReadVisitor;
export let record: typeof Record;
export let recordSearch: typeof RecordSearch;

export function takeTools(given: Tools): void {
  [decide, fenced, isOwn, listen, meet, noteExit, options, readVisitor, record, recordSearch] =
    given;
}

/** A link's address is text; that of a link inside SVG is an object. */
export type Link = Element & { href: string & { baseVal?: string } };

/** Type and properties of the event that something is. */
export type Meaning = [type: string, props?: object];

export type Part = [
  /** what an address adds to the properties */
  withAddress: (email?: string, props?: object) => Promise<Partial<WireEvent> | undefined>,
  /** what a click means by the page's mark-up; prepares a link to another domain of the owner's */
  describe: (target: Element, link: Link | null, url: URL | null) => Meaning | null,
];

/** Brings the part's module. */
export type PartLoader = () => Promise<{ start(tools: Tools): Part }>;

/** What the script and its on-demand part have of each other, so that neither carries it twice. */
import type { noteExit } from '../../effects/lifecycle.ts';
import type { fenced, listen } from '../../effects/listen.ts';
import type { record, recordLater } from '../../effects/record.ts';
import type { state } from '../../effects/state.ts';
import type { urlOf } from '../clicks.ts';

export interface Tools {
  fenced_: typeof fenced;
  listen_: typeof listen;
  noteExit_: typeof noteExit;
  record_: typeof record;
  recordLater_: typeof recordLater;
  state_: typeof state;
  urlOf_: typeof urlOf;
}

export interface Part {
  /** properties that an address becomes */
  addressProps_(email: string): Promise<object>;
  /** speaks in the console, or stops */
  explain_(wanted?: boolean): void;
}

/** Brings the part's module. */
export type PartLoader = () => Promise<{ start(tools: Tools): Part }>;

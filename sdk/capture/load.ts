/** Brings the on-demand part when a page needs it. */
import { noteExit } from '../effects/lifecycle.ts';
import { fenced, listen } from '../effects/listen.ts';
import { record, recordLater } from '../effects/record.ts';
import { state } from '../effects/state.ts';
import { urlOf } from './clicks.ts';
import type { Part, PartLoader, Tools } from './on-demand/tools.ts';

const TOOLS: Tools = {
  fenced_: fenced,
  listen_: listen,
  noteExit_: noteExit,
  record_: record,
  recordLater_: recordLater,
  state_: state,
  urlOf_: urlOf,
};

const NEEDED = 'form,video,iframe,[data-rung-ad],[data-rung-event],[data-rung-unsubscribe]';

let loader: PartLoader;
let part: Promise<Part> | undefined;

/** Says where the part comes from: a file of its own, or the same bundle. */
export function loadBy(loadPart: PartLoader): void {
  loader = loadPart;
}

/** Rejects where the part cannot be had; then only what it would have seen is missing. */
export function load(): Promise<Part> {
  part ??= loader().then(({ start }) => start(TOOLS));
  return part;
}

/** Looks when the page has settled, and again when somebody turns to a field that came later. */
export function watchNeed(): void {
  const look = () => {
    if (state.options_.ads || document.querySelector(NEEDED)) load().catch(() => {});
  };
  setTimeout(look);
  listen('load focusin', look);
}

/** Records a sign-up or its end, with the address as far as the owner wants it to travel. */
export function recordAddress(
  type: 'newsletter_signup' | 'newsletter_unsubscribe',
  email = '',
  props?: object,
): Promise<void> {
  return recordLater(
    type,
    props,
    load().then(({ addressProps_ }) => addressProps_(email)),
  );
}

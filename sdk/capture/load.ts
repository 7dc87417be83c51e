/** Brings the on-demand part when a page needs it. */
import { decide } from '../effects/consent.ts';
import { noteExit } from '../effects/lifecycle.ts';
import { fenced, listen } from '../effects/listen.ts';
import { record } from '../effects/record.ts';
import { options } from '../effects/settings.ts';
import { meet, readVisitor } from '../effects/visitor.ts';
import type { Part, PartLoader } from './on-demand/tools.ts';
import { isOwn, recordSearch } from './origin.ts';

const NEEDED = 'form,video,iframe,[data-rung-ad],[data-rung-event],[data-rung-unsubscribe]';

let loader: PartLoader;
let coming: Promise<Part> | undefined;
/** The part, once it is here. */
export let part: Part | undefined;

/** Says where the part comes from: a file of its own, or the same bundle. */
export function loadBy(loadPart: PartLoader): void {
  loader = loadPart;
}

/** Rejects where the part cannot be had; then only what it would have seen is missing. */
export function load(): Promise<Part> {
  coming ??= loader().then(({ start }) => {
    part = start([
      decide,
      fenced,
      isOwn,
      listen,
      meet,
      noteExit,
      options,
      readVisitor,
      record,
      recordSearch,
    ]);
    return part;
  });
  return coming;
}

/** Looks when the page has settled, and again when somebody turns to a field that came later. */
export function watchNeed(): void {
  const look = () => {
    const asked = options.ads || options.cmp || options.domains;
    if (asked || document.querySelector(NEEDED)) load().catch(() => {});
  };
  look();
  listen('load focusin', look);
}

/** Records a sign-up or its end, with the address as far as the owner wants it to travel. */
export function recordAddress(
  type: 'newsletter_signup' | 'newsletter_unsubscribe',
  email?: string,
  props?: object,
): Promise<void> {
  return record(
    type,
    props,
    load().then(([withAddress]) => withAddress(email, props)),
  );
}

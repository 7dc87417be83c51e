/** What a page can ask of Rung. Calls wait for `init`, and do nothing on a server; none rejects. */

import { withPart } from './capture/load-chunk.ts';
import * as commands from './commands.ts';
import { method } from './effects/calls.ts';
import type { Answer, EventProps, EventType, Standing, WireEvent } from './wire.ts';

/**
 * Events of your own, for typed `track` calls.
 *
 * @example
 * declare module 'rung' {
 *   interface CustomEvents { quiz_finished: { points: number } }
 * }
 */
// biome-ignore lint/suspicious/noEmptyInterface: users add to it
export interface CustomEvents {}

/** What `on` can tell; each is also a DOM event `rung:NAME` on the document, with this as `detail`. */
export interface Notices {
  /** where the visitor stands, whenever the collector says so */
  standing: Standing;
  /** an event was made and is being stored */
  event: WireEvent;
  /** a request ended; `answer` is what the collector said, the reason when it refused it whole */
  sent: { events: WireEvent[]; status: number; answer: Partial<Answer> };
  /** an event will never be sent: no consent, an excluded path, or no room */
  drop: { event: WireEvent; reason: 'consent' | 'excluded' | 'full' };
  /** an error of Rung's own, kept from the page */
  error: unknown;
}

/** Records a page view. Needed only with `auto: false`. */
export const page: (props?: object) => Promise<void> = /* @__PURE__ */ method(commands.page);

/** Standard events with their own properties, yours, and any name of 1 to 100 printable characters. */
export interface Track {
  <T extends keyof CustomEvents>(name: T, props: CustomEvents[T]): Promise<void>;
  <T extends EventType>(name: T, props?: EventProps<T>): Promise<void>;
  (name: string, props?: object): Promise<void>;
}

/**
 * Records an event. Resolves when it is durable: stored on this device, whatever happens next. Never
 * rejects.
 *
 * @example
 * await track('search', { term: 'kitten food' });
 */
export const track: Track = /* @__PURE__ */ method(commands.track);

/**
 * Says who the visitor is. A second device of the same user needs `signature`, the HMAC that your
 * server made of the user id.
 */
export const identify: (
  userId: string,
  traits?: object,
  options?: { signature?: string },
) => Promise<void> = /* @__PURE__ */ method(commands.identify);

/** Records a newsletter sign-up. The address travels as SHA-256 unless `email: true` was set. */
export const subscribe: (email?: string, props?: object) => Promise<void> = /* @__PURE__ */ method(
  /* @__PURE__ */ withPart(commands.subscribe),
);

/** Records that a visitor left the newsletter; see {@link subscribe}. */
export const unsubscribe: (email?: string, props?: object) => Promise<void> =
  /* @__PURE__ */ method(/* @__PURE__ */ withPart(commands.unsubscribe));

/** Forgets the visitor: after signing out, on a shared device. */
export const reset: () => Promise<void> = /* @__PURE__ */ method(commands.reset);

/** What the visitor decided, kept for a year. Denying also clears what was not sent yet. */
export const consent: (decision: 'granted' | 'denied') => Promise<void> = /* @__PURE__ */ method(
  commands.consent,
);

/** The visitor wants no part in this; no banner's consent changes that, only {@link optIn}. */
export const optOut: () => Promise<void> = /* @__PURE__ */ method(commands.optOut);

export const optIn: () => Promise<void> = /* @__PURE__ */ method(commands.optIn);

/** Sends what waits; resolves after the attempt. */
export const flush: () => Promise<void> = /* @__PURE__ */ method(commands.flush);

/** Calls `react` whenever there is news; with a standing that is known already, at once. */
export const on: <N extends keyof Notices>(name: N, react: (notice: Notices[N]) => void) => void =
  commands.on;

/** The random id of this browser; undefined before something was recorded. */
export const visitorId: () => string | undefined = commands.visitorId;

/** Where the visitor stands, as far as is known. */
export const standing: () => Standing | undefined = commands.standing;

/** Explains in the console what is captured, sent and refused. */
export const debug: (wanted?: boolean) => Promise<void> = /* @__PURE__ */ method(commands.debug);

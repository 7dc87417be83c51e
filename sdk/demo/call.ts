/** Calls Rung from the shop's own code: loaded, still loading, or blocked by the visitor. */
import type { Props } from '../wire.ts';

/** How long the shop waits for Rung at most, milliseconds: a shop never hangs on its statistics. */
const PATIENCE_MS = 1500;

/** `window.rung`: before the script has loaded an array that keeps calls, afterwards Rung itself. */
interface Rung {
  push(call: readonly unknown[]): unknown;
  visitorId?(): string | undefined;
}

export type Method = 'track' | 'optOut' | 'optIn' | 'reset';

/**
 * Resolves when the event is safe on this device, or after 1.5 s without an answer. Never rejects.
 *
 * @example
 * await call('track', 'purchase', { order_id: 'P-1', value: 12, currency: 'EUR' });
 */
export function call(method: Method, ...args: readonly (string | Props)[]): Promise<void> {
  const recorded = rung().push([method, ...args]);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  return Promise.race([recorded, late]).then(
    () => {},
    () => {},
  );
}

export function visitorId(): string | undefined {
  return rung().visitorId?.();
}

function rung(): Rung {
  const page = window as { rung?: Rung };
  page.rung ??= [] as Rung;
  return page.rung;
}

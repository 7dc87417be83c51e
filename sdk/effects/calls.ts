/** Calls that come before `init` wait for it; none ever throws into the page. */
import { fenced } from './listen.ts';

let ready = false;
const early: (() => void)[] = [];

/** From now on calls go through; those that waited go first. */
export function open(): void {
  ready = true;
  for (const call of early.splice(0)) call();
}

/**
 * A public method: runs at once, or after `init`; never rejects. On a server there is nobody to
 * watch: nothing happens.
 */
export function method<A extends unknown[]>(
  run: (...args: A) => Promise<void> | void,
): (...args: A) => Promise<void> {
  return async (...args) => {
    if (typeof document === 'undefined') return;
    if (!ready) await new Promise<void>((resolve) => early.push(resolve));
    await fenced(() => run(...args));
  };
}

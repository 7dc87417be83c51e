/** Calls that come before `init` wait for it; none ever throws into the page. */
import { tell } from './listen.ts';

/** From now on calls go through; those that waited go first. */
export let open: () => void;

const opened = new Promise<void>((resolve) => {
  open = resolve;
});

/**
 * A public method: runs once Rung was started; never rejects. On a server there is nobody to watch:
 * nothing happens.
 */
export function method<A extends unknown[]>(
  run: (...args: A) => unknown,
): (...args: A) => Promise<void> {
  return async (...args) => {
    if (typeof document === 'undefined') return;
    await opened;
    try {
      await run(...args);
    } catch (error) {
      tell('error', error);
    }
  };
}

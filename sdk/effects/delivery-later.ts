/**
 * Delivery as the npm package has it, in the place of `delivery.ts`: an application's first bundle
 * records, and what sends comes as a chunk of its own.
 */
import { tell } from './listen.ts';

type Delivery = typeof import('./delivery.ts');

/** Once it is here. */
let delivery: Delivery | undefined;

/**
 * Never rejects: where the chunk cannot be had, events stay on disk. That is not kept, so that the
 * next event, a connection that is back, or the next page tries again.
 */
export async function bring(call?: 'flush' | 'resume'): Promise<void> {
  try {
    delivery ??= await import('./delivery.ts');
    if (call) await delivery[call]();
  } catch (error) {
    tell('error', error);
  }
}

export const flush: Delivery['flush'] = () => bring('flush');

export const resume: Delivery['resume'] = () => void bring('resume');

/** Before the chunk is here, what waits is left to the next page. */
export const leave: Delivery['leave'] = () => delivery?.leave();

/** Where the npm package has the on-demand part: a chunk of its own. */
import { loadBy } from './load.ts';

export const loadPart = () => import('./on-demand/index.ts');

/** What needs the part gets it, also where nothing is watched. */
export function withPart<A extends unknown[]>(run: (...args: A) => unknown) {
  return (...args: A) => {
    loadBy(loadPart);
    return run(...args);
  };
}

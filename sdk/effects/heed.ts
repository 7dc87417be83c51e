/** What the collector's answer says about the visitor of this page. */
import type { Answer } from '../wire.ts';
import { showStanding } from './standing.ts';
import { state } from './state.ts';
import { adopt, forget } from './visitor.ts';

export async function heed({ visitor, standing, results }: Answer): Promise<void> {
  state.fresh_ = false;
  if (visitor) await adopt(visitor);
  if (standing) showStanding(standing);
  if (Object.values(results).includes('rejected: erased')) forget();
}

/**
 * The visit as the npm package has it, in the place of `visit.ts`: an application that only connects
 * watches no address, so it does without.
 */
import * as visit from './visit.ts';

export { CAMPAIGN, from } from './visit.ts';

export let readVisit: () => ReturnType<typeof visit.readVisit> | undefined = () => {};
export let setFrom: typeof visit.setFrom = () => {};

/** From now on campaigns are told. */
export function heedCampaigns(): void {
  readVisit = visit.readVisit;
  setFrom = visit.setFrom;
}

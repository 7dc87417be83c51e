/** What the API may have done to the store: `collector/worker.ts` hands it over. */
import { startJob, stepJob } from './jobs.ts';
import { judgeDevices } from './judge-devices.ts';
import { addKey, revoke } from './keys.ts';
import { publishModel, saveDraft } from './model-versions.ts';
import { changeSite, disableSite, enableSite, rotateSigningKey } from './site-changes.ts';
import { createSite } from './sites.ts';
import { unlinkDevice as unlink } from './unlink.ts';

const keysAndSites = {
  addKey,
  revoke,
  changeSite,
  rotateSigningKey,
  createSite,
  disableSite,
  enableSite,
};

export const commands = {
  saveDraft,
  publishModel,
  startJob,
  stepJob,
  unlink,
  judgeDevices,
  ...keysAndSites,
};

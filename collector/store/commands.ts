/** What the API may have done to the store: `collector/worker.ts` hands it over. */
import { addCampaign, changeCampaign, deleteCampaign, putSpend } from './campaign-changes.ts';
import { deleteSite } from './delete-site.ts';
import { erasePerson as erase } from './erase.ts';
import { startJob, stepJob } from './jobs.ts';
import { judgeDevices } from './judge-devices.ts';
import { addKey, revoke } from './keys.ts';
import { publishModel, saveDraft } from './model-versions.ts';
import { addNote, changeFollowUp, noteContact } from './notes.ts';
import { tablesWith as tables } from './schema.ts';
import { changeSite, disableSite, enableSite, rotateSigningKey } from './site-changes.ts';
import { createSite } from './sites.ts';
import { unlinkDevice as unlink } from './unlink.ts';
import { deleteWebhook, resendDead, saveWebhook, testWebhook } from './webhooks.ts';

const keysAndSites = {
  addKey,
  revoke,
  changeSite,
  rotateSigningKey,
  createSite,
  disableSite,
  enableSite,
};

const campaigns = { addCampaign, changeCampaign, deleteCampaign, putSpend };

export const commands = {
  saveDraft,
  publishModel,
  startJob,
  stepJob,
  unlink,
  erase,
  deleteSite,
  tables,
  saveWebhook,
  deleteWebhook,
  testWebhook,
  resendDead,
  judgeDevices,
  noteContact,
  addNote,
  changeFollowUp,
  ...keysAndSites,
  ...campaigns,
};

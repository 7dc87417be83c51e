/** What the API may have done to the store: `collector/worker.ts` hands it over. */
import { startJob, stepJob } from './jobs.ts';
import { publishModel, saveDraft } from './model-versions.ts';
import { unlinkDevice as unlink } from './unlink.ts';

export const commands = { saveDraft, publishModel, startJob, stepJob, unlink };

/** What only pages with a form, a video, a frame, a linked domain or Rung's markup need: comes as one file. */
import { watchAdFrames } from './ad-frames.ts';
import { withAddress } from './addresses.ts';
import { followBanner } from './banner.ts';
import { explain } from './explain.ts';
import { watchForms } from './forms.ts';
import { describeMarkup } from './markup.ts';
import { heedChoice, linkDomains } from './told.ts';
import { type Part, type Tools, takeTools } from './tools.ts';
import { watchFarewells } from './unsubscribe.ts';
import { watchVideos } from './videos.ts';

export function start(tools: Tools): Part {
  takeTools(tools);
  [
    heedChoice,
    linkDomains,
    followBanner,
    describeMarkup,
    watchForms,
    watchVideos,
    watchAdFrames,
    watchFarewells,
  ].map(tools.fenced_);
  return { withAddress_: withAddress, explain_: explain };
}

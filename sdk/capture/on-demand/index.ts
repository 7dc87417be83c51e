/** What only pages with a form, a video, a frame, a linked domain or Rung's markup need: comes as one file. */
import { watchAdFrames } from './ad-frames.ts';
import { withAddress } from './addresses.ts';
import { followBanner } from './banner.ts';
import { watchForms } from './forms.ts';
import { describe } from './markup.ts';
import { heedChoice, heedLink } from './told.ts';
import { fenced, type Part, type Tools, takeTools } from './tools.ts';
import { watchFarewells } from './unsubscribe.ts';
import { watchVideos } from './videos.ts';

export function start(tools: Tools): Part {
  takeTools(tools);
  [heedChoice, heedLink, followBanner, watchForms, watchVideos, watchAdFrames, watchFarewells].map(
    fenced,
  );
  return [withAddress, describe];
}

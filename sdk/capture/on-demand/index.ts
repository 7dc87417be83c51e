/** What only pages with a form, a video, a frame or Rung's markup need: comes at idle, as one file. */
import { watchAdFrames } from './ad-frames.ts';
import { addressProps } from './addresses.ts';
import { explain } from './explain.ts';
import { watchForms } from './forms.ts';
import { describeMarkup } from './markup.ts';
import type { Part, Tools } from './tools.ts';
import { watchVideos } from './videos.ts';

export function start(tools: Tools): Part {
  for (const watch of [describeMarkup, watchForms, watchVideos, watchAdFrames]) watch(tools);
  return {
    addressProps_: (email) => addressProps(email, tools.state_.options_.email),
    explain_: explain,
  };
}

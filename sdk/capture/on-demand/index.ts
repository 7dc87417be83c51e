/** What only pages with a form, a video, a frame, a linked domain or Rung's markup need: comes at idle, as one file. */
import { watchAdFrames } from './ad-frames.ts';
import { withAddress } from './addresses.ts';
import { followBanner } from './banner.ts';
import { explain } from './explain.ts';
import { watchForms } from './forms.ts';
import { describeMarkup } from './markup.ts';
import { heedChoice, linkDomains } from './told.ts';
import type { Part, Tools } from './tools.ts';
import { watchFarewells } from './unsubscribe.ts';
import { watchVideos } from './videos.ts';

const WATCHERS = [
  heedChoice,
  linkDomains,
  followBanner,
  describeMarkup,
  watchForms,
  watchVideos,
  watchAdFrames,
  watchFarewells,
];

export function start(tools: Tools): Part {
  for (const watch of WATCHERS) tools.fenced_(() => watch(tools));
  return {
    withAddress_: (email, props) => withAddress(email, props, tools.options_.email),
    explain_: explain,
  };
}

/** How far videos were watched: 25, 50, 75 and 100 %, each once. */
import { listen, record } from './tools.ts';

const STEP = 25;

/** Players in frames that tell, when they are asked, how far they are. */
const PLAYER = /youtube|vimeo/;
/** Asks both of them; YouTube answers only with `enablejsapi=1` in its address. */
const HELLO = '{"event":"listening","method":"addEventListener","value":"timeupdate"}';

/** What a player says: YouTube's `info`, Vimeo's `data`. Seconds. */
interface Message {
  info?: Progress;
  data?: Progress;
}
interface Progress {
  currentTime?: number;
  seconds?: number;
  duration?: number;
}

/** By a video's name: seconds of the whole, which YouTube tells only once, and percent told. */
const lengths: Record<string, number | undefined> = {};
const told: Record<string, number | undefined> = {};

export function watchVideos(): void {
  const greet = () => {
    for (const { contentWindow } of players()) contentWindow?.postMessage(HELLO, '*');
  };
  greet();
  listen('load', greet);
  listen('timeupdate ended', (_, target) =>
    note(target as HTMLVideoElement, target as HTMLVideoElement),
  );
  listen('message', (event) => {
    const { source, data } = event as MessageEvent;
    const frame = players().find(({ contentWindow }) => contentWindow === source);
    if (!frame) return;
    const said: Message = typeof data === 'string' ? JSON.parse(data) : data;
    note(frame, { ...said.info, ...said.data });
  });
}

function players(): HTMLIFrameElement[] {
  return [...document.querySelectorAll('iframe')].filter(({ src }) => PLAYER.test(src));
}

function note(
  element: HTMLVideoElement | HTMLIFrameElement,
  { currentTime, seconds = currentTime, duration }: Progress,
): void {
  const { currentSrc, src, dataset } = element as HTMLVideoElement;
  const provider = PLAYER.exec(src)?.[0] ?? 'html5';
  const video = dataset.rungVideo || ((currentSrc || src).split('?')[0] as string);
  lengths[video] = duration || lengths[video];
  const percent =
    Math.floor(((seconds as number) / (lengths[video] as number)) * (100 / STEP)) * STEP;
  if (percent > (told[video] ?? 0)) {
    told[video] = percent;
    record('video_progress', { percent, video, provider });
  }
}

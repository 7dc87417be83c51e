/** How far videos were watched: 25, 50, 75 and 100 %, each once. */
import { tools } from './tools.ts';

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

/** Percent told, and seconds of the whole, which YouTube tells only once. */
const seen = new WeakMap<Element, [percent: number, whole?: number]>();

export function watchVideos(): void {
  const greet = () => {
    for (const { contentWindow } of players()) contentWindow?.postMessage(HELLO, '*');
  };
  greet();
  tools.listen_('load', greet);
  tools.listen_('timeupdate ended', (_, target) =>
    note(target as HTMLVideoElement, 'html5', target as HTMLVideoElement),
  );
  tools.listen_('message', (event) => {
    const { source, origin, data } = event as MessageEvent;
    const provider = PLAYER.exec(origin);
    const frame = provider && players().find(({ contentWindow }) => contentWindow === source);
    if (!frame) return;
    const said: Message = typeof data === 'string' ? JSON.parse(data) : data;
    note(frame, provider[0], said.info ?? said.data ?? {});
  });
}

function players(): HTMLIFrameElement[] {
  return [...document.querySelectorAll('iframe')].filter(({ src }) => PLAYER.test(src));
}

function note(
  element: HTMLVideoElement | HTMLIFrameElement,
  provider: string,
  { currentTime, seconds, duration }: Progress,
): void {
  const [told, known] = seen.get(element) ?? [0];
  const whole = duration || known || 0;
  const percent = Math.floor(((currentTime ?? seconds ?? 0) / whole) * (100 / STEP)) * STEP;
  seen.set(element, [Math.max(told, percent || 0), whole]);
  if (percent > told) {
    const { currentSrc, src, dataset } = element as HTMLVideoElement;
    const video = dataset.rungVideo || (currentSrc || src).split('?')[0];
    tools.record_('video_progress', { percent, video, provider });
  }
}

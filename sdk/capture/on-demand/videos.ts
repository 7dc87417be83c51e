/** How far videos were watched: 25, 50, 75 and 100 %, each once. */
import type { Tools } from './tools.ts';

const STEP = 25;

/** Players in frames that tell, when they are asked, how far they are. */
const PLAYER = /youtube|vimeo/;
/** Asks both of them; YouTube answers only with `enablejsapi=1` in its address. */
const HELLO = '{"event":"listening","method":"addEventListener","value":"timeupdate"}';

/** What a player says: YouTube's `info`, Vimeo's `data`. Seconds. */
interface Message {
  info?: { currentTime?: number; duration?: number };
  data?: { seconds?: number; duration?: number };
}

export function watchVideos({ listen_, record_ }: Tools): void {
  /** Percent told, and seconds of the whole, which YouTube tells only once. */
  const seen = new WeakMap<Element, [percent: number, whole: number]>();
  const note = (element: Element, provider: string, at = 0, length?: number) => {
    const [told, known] = seen.get(element) ?? [0, 0];
    const whole = length || known;
    const percent = Math.floor((at / whole) * (100 / STEP)) * STEP;
    seen.set(element, [Math.max(told, percent || 0), whole]);
    if (!(percent > told)) return;
    const { currentSrc, src, dataset } = element as HTMLVideoElement;
    const video = dataset.rungVideo || (currentSrc || src).split('?')[0];
    record_('video_progress', { percent, video, provider });
  };
  const frames = () =>
    [...document.querySelectorAll('iframe')].filter(({ src }) => PLAYER.test(src));
  const greet = () => {
    for (const { contentWindow } of frames()) contentWindow?.postMessage(HELLO, '*');
  };
  greet();
  listen_('load', greet);
  listen_('timeupdate ended', (_, target) => {
    const { currentTime, duration } = target as HTMLVideoElement;
    note(target, 'html5', currentTime, duration);
  });
  listen_('message', (event) => {
    const { source, origin, data } = event as MessageEvent;
    const frame = frames().find(({ contentWindow }) => contentWindow === source);
    const [provider] = PLAYER.exec(origin) ?? [];
    if (!frame || !provider) return;
    const { info, data: said }: Message = typeof data === 'string' ? JSON.parse(data) : data;
    note(frame, provider, info?.currentTime ?? said?.seconds, (info ?? said)?.duration);
  });
}

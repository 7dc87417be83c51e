/** How far videos were watched: 25, 50, 75 and 100 %, each once. */
import type { Tools } from './tools.ts';

const STEP = 25;

/** What a player in a frame says, in its own words. */
interface Message {
  /** YouTube */
  info?: { currentTime?: number; duration?: number };
  /** Vimeo */
  data?: { seconds?: number; duration?: number };
}

/** How players in frames are asked for news. YouTube answers only with `enablejsapi=1` in its address. */
const PLAYERS: [host: RegExp, provider: string, hello: object][] = [
  [/youtube(-nocookie)?\.com$/, 'youtube', { event: 'listening' }],
  [/vimeo\.com$/, 'vimeo', { method: 'addEventListener', value: 'timeupdate' }],
];

export function watchVideos({ listen_, record_ }: Tools): void {
  const seen = new WeakMap<Element, { percent: number; duration: number }>();
  const note = (element: Element, provider: string, at = 0, duration?: number) => {
    const known = seen.get(element) ?? { percent: 0, duration: 0 };
    seen.set(element, known);
    known.duration = duration || known.duration;
    const percent = Math.floor((at / known.duration) * (100 / STEP)) * STEP;
    if (percent <= known.percent) return;
    known.percent = percent;
    const { currentSrc, src } = element as HTMLVideoElement;
    const video = (element as HTMLElement).dataset.rungVideo || (currentSrc || src).split('?')[0];
    record_('video_progress', { percent, video, provider });
  };
  listen_('timeupdate ended', (_, target) => {
    const { currentTime, duration } = target as HTMLVideoElement;
    note(target, 'html5', currentTime, duration);
  });
  watchFrames(listen_, note);
}

function watchFrames(
  listen: Tools['listen_'],
  note: (element: Element, provider: string, at?: number, duration?: number) => void,
): void {
  const frames = () => [...document.querySelectorAll('iframe')];
  const greet = () => {
    for (const frame of frames()) {
      for (const [host, , hello] of PLAYERS) {
        const { hostname, origin } = new URL(frame.src, document.baseURI);
        if (host.test(hostname)) frame.contentWindow?.postMessage(JSON.stringify(hello), origin);
      }
    }
  };
  greet();
  listen('load', greet);
  listen('message', (event) => {
    const { source, origin, data } = event as MessageEvent;
    const player = PLAYERS.find(([host]) => host.test(origin));
    const frame = player && frames().find(({ contentWindow }) => contentWindow === source);
    if (!frame) return;
    const message: Message = typeof data === 'string' ? JSON.parse(data) : data;
    const { currentTime, duration } = message.info ?? {};
    note(
      frame,
      player[1],
      currentTime ?? message.data?.seconds,
      duration ?? message.data?.duration,
    );
  });
}

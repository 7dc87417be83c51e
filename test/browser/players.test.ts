/** Videos in the frames of YouTube and Vimeo: pages that speak as the players do, under their names. */
import { expect, it } from 'vitest';
import { inEveryEngine, until } from './suite.ts';

/**
 * https://developers.google.com/youtube/iframe_api_reference: the player speaks once it was greeted
 * with `listening`, and tells time and duration in `info`.
 */
const YOUTUBE = `<script>addEventListener('message', ({ data, source }) => {
  if (JSON.parse(data).event !== 'listening') return;
  const tell = (info) => source.postMessage(JSON.stringify({ event: 'infoDelivery', info }), '*');
  tell({ duration: 200 });
  for (const currentTime of [10, 51, 60, 101, 102]) tell({ currentTime });
})</script>`;

/** https://developer.vimeo.com/player/sdk/embed: news only of what was subscribed to. */
const VIMEO = `<script>addEventListener('message', ({ data, source }) => {
  const { method, value } = JSON.parse(data);
  if (method !== 'addEventListener' || value !== 'timeupdate') return;
  for (const seconds of [1, 30, 31])
    source.postMessage(JSON.stringify({ event: 'timeupdate', data: { seconds, duration: 100 } }), '*');
})</script>`;

/** Any other frame may say the same; it is not heard. */
const IMPOSTOR = `<script>parent.postMessage(JSON.stringify({ info: { currentTime: 9, duration: 10 } }), '*')</script>`;

inEveryEngine(
  'players in frames',
  (on) => {
    it('tell how far they were watched, each quarter once; other frames are not believed', async () => {
      await on.browser.answer?.({
        'https://www.youtube.com/embed/': YOUTUBE,
        'https://player.vimeo.com/video/': VIMEO,
      });
      on.site.page('/impostor', IMPOSTOR, ' ');
      on.site.page(
        '/',
        `<iframe src="/impostor"></iframe>
         <iframe src="https://www.youtube.com/embed/abc?enablejsapi=1"></iframe>
         <iframe src="https://player.vimeo.com/video/7?h=secret" data-rung-video="tour"></iframe>
         <script>let told = 0; document.addEventListener('rung:event', ({ detail }) => {
           if (detail.type === 'video_progress' && ++told === 3) rung.flush();
         })</script>`,
      );
      await on.browser.goto(on.site.url('/'));
      await until(() => on.site.events('video_progress').length >= 3);
      const told = on.site.events('video_progress').map(({ props }) => props);
      expect(told.filter((props) => props?.provider === 'youtube')).toEqual([
        { percent: 25, video: 'https://www.youtube.com/embed/abc', provider: 'youtube' },
        { percent: 50, video: 'https://www.youtube.com/embed/abc', provider: 'youtube' },
      ]);
      expect(told.filter((props) => props?.provider !== 'youtube')).toEqual([
        { percent: 25, video: 'tour', provider: 'vimeo' },
      ]);
    });
  },
  ['chromium', 'firefox'],
);

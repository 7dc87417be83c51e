/** Videos, and advertisements in frames. */
import { expect, it } from 'vitest';
import { inEveryEngine, type Stage, until } from './suite.ts';

const loaded = (on: Stage) =>
  on.browser.waitFor(() =>
    performance.getEntriesByType('resource').some(({ name }) => name.includes('/rung-')),
  );
const flush = (on: Stage) =>
  on.browser.evaluate(() => (window as never as { rung: { flush(): unknown } }).rung.flush());

inEveryEngine('media', (on) => {
  it('records each quarter of a video once, also when it is watched again', async () => {
    on.site.page('/', '<video src="/film.mp4?token=1" data-rung-video="tour"></video>');
    await on.browser.goto(on.site.url('/'));
    await loaded(on);
    await on.browser.evaluate(() => {
      const video = document.querySelector('video') as HTMLVideoElement;
      Object.defineProperty(video, 'duration', { get: () => 100 });
      for (const at of [1, 24, 26, 30, 51, 10, 52, 76, 99, 100, 5, 100]) {
        Object.defineProperty(video, 'currentTime', { get: () => at, configurable: true });
        video.dispatchEvent(new Event('timeupdate'));
      }
    });
    await flush(on);
    await until(() => on.site.events('video_progress').length >= 4);
    expect(on.site.events('video_progress').map(({ props }) => props)).toEqual(
      [25, 50, 75, 100].map((percent) => ({ percent, video: 'tour', provider: 'html5' })),
    );
  });

  it('records a click into the frame of an advertisement, and none into another', async () => {
    on.site.page('/frame', 'frame', '');
    on.site.page(
      '/',
      `<iframe id="ad" data-rung-ad="side" src="${on.site.url('/frame', '127.0.0.1')}"></iframe>
       <iframe id="other" src="${on.site.url('/frame', '127.0.0.1')}"></iframe><button id="back">x</button>
       <script>document.addEventListener('rung:event', ({ detail }) => {
         if (detail.type === 'ad_click') rung.flush();
       })</script>`,
    );
    await on.browser.goto(on.site.url('/'));
    await loaded(on);
    await on.browser.click('#other');
    await on.browser.click('#back');
    await on.browser.click('#ad');
    await until(() => on.site.events('ad_click').length);
    expect(on.site.events('ad_click').map(({ props }) => props)).toMatchObject([
      { kind: 'slot', slot: 'side', format: expect.stringMatching(/^\d+x\d+$/) },
    ]);
  });
});

/** Vue 3: `createApp(App).use(rung, { site: 'WRITE_KEY', host: 'https://YOUR-HOST' })`. */
import { init, type Options, on, type Standing, standing } from 'rung';
import { type InjectionKey, inject, type Plugin, type ShallowRef, shallowRef } from 'vue';

const STANDING: InjectionKey<ShallowRef<Standing | undefined>> = Symbol('rung');

/** Views are seen by themselves, with or without vue-router. */
export const rung: Plugin<[Options]> = {
  install(app, options) {
    const now = shallowRef(standing());
    if (typeof document !== 'undefined') {
      on('standing', (said) => {
        now.value = said;
      });
    }
    app.provide(STANDING, now);
    init(options);
  },
};

/** Where the visitor stands, for templates: `standing?.grade === 'strong'`. */
export function useStanding(): ShallowRef<Standing | undefined> {
  return inject(STANDING, () => shallowRef(), true);
}

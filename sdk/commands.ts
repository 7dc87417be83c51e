/** What a page can ask of Rung, for both entries: the tag puts it on `window.rung`, `methods.ts` types it. */
import { recordAddress } from './capture/load.ts';
import { decide } from './effects/consent.ts';
import { listen } from './effects/listen.ts';
import { record } from './effects/record.ts';
import { current } from './effects/standing.ts';

export { showPage as page } from './capture/pages.ts';
export { flush } from './effects/delivery.ts';
export { forget as reset } from './effects/forget.ts';
export { explain as debug } from './effects/listen.ts';
export { readVisitor as visitorId } from './effects/visitor.ts';

export const track = (name: string, props?: object) => record(name, props);

export const identify = (user_id: string, traits?: object, signed?: { signature?: string }) =>
  record('identify', { ...signed, user_id, traits });

export const subscribe = (email?: string, props?: object) =>
  recordAddress('newsletter_signup', email, props);

export const unsubscribe = (email?: string, props?: object) =>
  recordAddress('newsletter_unsubscribe', email, props);

export const consent = (decision: 'granted' | 'denied') => decide(decision);

export const optOut = () => decide('off');

export const optIn = () => decide('granted', true);

export const on = (name: string, react: (notice: never) => void): void => {
  listen(`rung:${name}`, (event) => react((event as CustomEvent).detail as never));
  if (name === 'standing' && current) react(current as never);
};

export const standing = () => current;

/** React: start once beside `createRoot`; views are seen by themselves, whatever router there is. */

import { useSyncExternalStore } from 'react';
import { init, type Options, type Standing, standing, track } from 'rung';

/** Outside of components: an effect would run twice in strict mode. Later calls change nothing. */
export function startRung(options: Options = { site: 'WRITE_KEY', host: 'https://YOUR-HOST' }) {
  init(options);
}

/** Where the visitor stands; undefined until the collector has said so, and on a server. */
export function useStanding(): Standing | undefined {
  return useSyncExternalStore(onStanding, standing, () => undefined);
}

function onStanding(notify: () => void): () => void {
  document.addEventListener('rung:standing', notify);
  return () => document.removeEventListener('rung:standing', notify);
}

export function AddToCart({ item }: { item: string }) {
  return (
    <button type="button" onClick={() => track('add_to_cart', { item_id: item, quantity: 1 })}>
      Add to cart
    </button>
  );
}

export function Offer() {
  return useStanding()?.grade === 'strong' ? <p>Shall we call you?</p> : null;
}

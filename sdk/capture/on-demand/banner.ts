/** What a consent banner says, in the words of Google's Consent Mode v2 or of the IAB's TCF v2. */
import type { Tools } from './tools.ts';

/** What `gtag('consent', 'update', { analytics_storage: 'granted' })` leaves; other entries lack it. */
type Entry = [command?: string, kind?: string, said?: { analytics_storage?: string }];

/** TCF's purposes: 1 stores on a device, 8 measures how content performs. */
interface TcData {
  eventStatus: string;
  gdprApplies?: boolean;
  purpose: { consents: Record<number, boolean> };
}

type Banners = {
  dataLayer?: Entry[];
  __tcfapi?: (command: string, version: number, react: (data: TcData) => void) => void;
};

export function followBanner({ decide_, fenced_, options_ }: Tools): void {
  const page = window as Banners;
  const tell = (granted: unknown) => void decide_(granted ? 'granted' : 'denied');
  if (options_.cmp === 'tcf') {
    page.__tcfapi?.('addEventListener', 2, ({ eventStatus, gdprApplies, purpose }) => {
      if (gdprApplies === false) tell(true);
      else if (eventStatus !== 'cmpuishown') tell(purpose.consents[1] && purpose.consents[8]);
    });
  } else if (options_.cmp) {
    page.dataLayer ??= [];
    const layer = page.dataLayer;
    const { push } = layer;
    // A default that denies is no decision yet: the visitor's own comes as an update.
    const take = (entry: Entry) =>
      fenced_(() => {
        const { 0: command, 1: kind, 2: said } = entry;
        const granted = said?.analytics_storage === 'granted';
        if (command === 'consent' && said?.analytics_storage && (granted || kind === 'update')) {
          tell(granted);
        }
      });
    layer.forEach(take);
    layer.push = (...entries) => {
      entries.forEach(take);
      return push.apply(layer, entries);
    };
  }
}

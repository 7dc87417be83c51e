/** What a consent banner says, in the words of Google's Consent Mode v2 or of the IAB's TCF v2. */
import { decide, fenced, options } from './tools.ts';

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

const page = window as Banners;

export function followBanner(): void {
  const { cmp } = options;
  if (cmp === 'tcf') followTcf();
  else if (cmp) followGoogle();
}

function tell(granted: unknown): void {
  decide(granted ? 'granted' : 'denied');
}

function followTcf(): void {
  page.__tcfapi?.('addEventListener', 2, ({ eventStatus, gdprApplies, purpose: { consents } }) => {
    if (eventStatus !== 'cmpuishown') tell(gdprApplies === false || (consents[1] && consents[8]));
  });
}

/** A default that denies is no decision yet: the visitor's own comes as an update. */
function followGoogle(): void {
  page.dataLayer ??= [];
  const layer = page.dataLayer;
  const { push } = layer;
  const take = ({ 0: command, 1: kind, 2: said }: Entry) => {
    const storage = command === 'consent' && said?.analytics_storage;
    const granted = storage === 'granted';
    if (granted || (storage && kind === 'update')) tell(granted);
  };
  layer.forEach(take);
  layer.push = (...entries) => {
    fenced(() => entries.forEach(take));
    return push.apply(layer, entries);
  };
}

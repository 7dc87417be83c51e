/** What the newest visitors' logs tell about the tag. */
import type { PersonDocument } from '../../collector/engine/document.ts';
import type { CanonicalEvent } from '../../collector/engine/index.ts';
import type { Health } from './schemas/health.ts';
import { toRfc3339 } from './time.ts';

type Signs = Pick<Health, 'tag' | 'last_event'>;

const later = (a: CanonicalEvent | undefined, b: CanonicalEvent): CanonicalEvent =>
  a && a.ts >= b.ts ? a : b;

/** The host of a page's address; null when it has none. */
const hostOf = (url: string | undefined): string | null =>
  url !== undefined && URL.canParse(url) ? new URL(url).host : null;

/** The newest event, and the newest page view and its host, of some people. */
export function signsOfLife(documents: PersonDocument[]): Signs {
  const events = documents.flatMap(({ tail }) => tail);
  const newest = (of: CanonicalEvent[]) => of.reduce<CanonicalEvent | undefined>(later, undefined);
  const page = newest(events.filter(({ type }) => type === 'page_view'));
  const last = newest(events);
  return {
    tag: {
      installed: page !== undefined,
      host: hostOf(page?.url),
      last_page_view: page ? toRfc3339(page.ts) : null,
    },
    last_event: last ? toRfc3339(last.ts) : null,
  };
}

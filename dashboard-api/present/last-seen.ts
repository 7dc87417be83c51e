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

const MOST_PAGES = 20;

/** Host and path of a page; what stands behind may be personal. */
function pageOf(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { host, pathname } = new URL(url);
  return host + pathname;
}

/** The last event on each page of some people, newest first. */
export function pagesOf(documents: PersonDocument[]): Health['pages'] {
  const pages = new Map<string, number>();
  for (const { url, ts } of documents.flatMap(({ tail }) => tail)) {
    const page = pageOf(url);
    if (page !== undefined) pages.set(page, Math.max(ts, pages.get(page) ?? 0));
  }
  const newest = [...pages].sort((a, b) => b[1] - a[1]).slice(0, MOST_PAGES);
  return newest.map(([page, ts]) => ({ page, last_event: toRfc3339(ts) }));
}

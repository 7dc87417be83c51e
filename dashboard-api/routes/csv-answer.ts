/** Lists as CSV for callers that ask for it: `Accept: text/csv`. */
import type { Context } from 'hono';
import { accepts } from 'hono/accepts';

/** Whether the caller would rather have CSV than JSON. */
export const wantsCsv = (context: Context): boolean =>
  accepts(context, {
    header: 'Accept',
    supports: ['application/json', 'text/csv'],
    default: 'application/json',
  }) === 'text/csv';

function nextPage(address: string, cursor: string): string {
  const next = new URL(address);
  next.searchParams.set('cursor', cursor);
  return `<${next.pathname}${next.search}>; rel="next"`;
}

/** A page as CSV; the next page is in `Link` (RFC 8288), since CSV has no place for it. */
export function answerCsv(context: Context, csv: string, next_cursor: string | null) {
  if (next_cursor) context.header('Link', nextPage(context.req.url, next_cursor));
  return context.body(csv, 200, { 'Content-Type': 'text/csv; charset=utf-8' });
}

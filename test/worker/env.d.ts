// What the Worker finds in its environment, and what the tests add to it.
declare namespace Cloudflare {
  interface Env {
    DB: D1Database;
    ASSETS: Fetcher;
    RUNG_ADMIN_KEY?: string;
    INGEST_LIMIT?: RateLimit;
    API_LIMIT?: RateLimit;
    /** three requests a minute */
    TIGHT_LIMIT: RateLimit;
    MIGRATIONS: import('cloudflare:test').D1Migration[];
  }
}

/** Vite's, for files that are read as text. */
interface ImportMeta {
  glob(
    file: string,
    options: { query: '?raw'; import: 'default'; eager: true },
  ): Record<string, string>;
}

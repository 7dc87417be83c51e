// What the Worker finds in its environment, and what the tests add to it.
declare namespace Cloudflare {
  interface Env {
    DB: D1Database;
    ASSETS: Fetcher;
    MIGRATIONS: import('cloudflare:test').D1Migration[];
  }
}

/** The columns that the API reads, as `collector/store/migrations` makes them. */

interface Sites {
  site: string;
  name: string;
  time_zone: string;
  currency: string;
  origins: string;
  settings: string;
  signing_key: string;
  model: number;
  created_at: number;
  disabled_at: number | null;
  publishing: string | null;
}

interface Keys {
  hash: string;
  site: string;
  kind: 'write' | 'secret';
  scopes: string;
  name: string;
  shown: string;
  created_at: number;
  revoked_at: number | null;
}

interface Models {
  site: string;
  version: number;
  state: 'draft' | 'published';
  body: string;
  created_at: number;
  published_at: number | null;
}

interface People {
  site: string;
  person: string;
  grade: number;
  score: number;
  rung: string;
  due: number | null;
  seen_day: number;
  doc: string;
}

interface Aliases {
  site: string;
  alias: string;
  person: string;
}

interface LogChunks {
  site: string;
  person: string;
  seq: number;
  from_ts: number;
  to_ts: number;
  base: string;
  events: string;
}

interface Visits {
  site: string;
  start: number;
  person: string;
  ended: number;
  body: string;
}

interface Moves {
  site: string;
  at: number;
  person: string;
  kind: 'rung' | 'grade';
  from_id: string;
  to_id: string;
  body: string;
}

interface PastMoves {
  site: string;
  person: string;
  until: number;
  body: string;
}

interface Jobs {
  site: string;
  job: string;
  kind: string;
  state: 'waiting' | 'running' | 'done' | 'failed';
  done: number;
  total: number;
  body: string;
}

interface JobPeople {
  site: string;
  job: string;
  person: string;
  body: string;
}

interface Orders {
  site: string;
  order_id: string;
  person: string;
  body: string;
}

interface Members {
  site: string;
  segment: string;
  person: string;
}

interface Search {
  site: string;
  word: string;
  person: string;
}

interface Notes {
  site: string;
  person: string;
  at: number;
  body: string;
}

interface FollowUps {
  site: string;
  person: string;
  attempts: number;
  last_at: number | null;
  next_at: number | null;
  snoozed_until: number | null;
  responsible: string | null;
}

interface Rejects {
  site: string;
  day: number;
  reason: string;
  n: number;
  last: string;
}

export interface Tables {
  sites: Sites;
  keys: Keys;
  models: Models;
  people: People;
  aliases: Aliases;
  log_chunks: LogChunks;
  visits: Visits;
  moves: Moves;
  past_moves: PastMoves;
  jobs: Jobs;
  job_people: JobPeople;
  orders: Orders;
  members: Members;
  search: Search;
  notes: Notes;
  follow_ups: FollowUps;
  rejects: Rejects;
}

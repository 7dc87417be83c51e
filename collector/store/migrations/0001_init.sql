-- The whole store. People are one row each; what reports need is written beside them by the same
-- unit of work. Times are milliseconds since 1970, days are whole days since 1970 in the site's
-- time zone, money is minor units. Tables WITHOUT ROWID: the key is the only index, so an insert
-- is one row written.

CREATE TABLE sites (
  site TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  origins TEXT NOT NULL DEFAULT '[]',      -- JSON: exact origins or https://*.example.org; [] is any
  time_zone TEXT NOT NULL DEFAULT 'UTC',
  currency TEXT NOT NULL DEFAULT 'EUR',
  model INTEGER NOT NULL DEFAULT 1,        -- the published version
  model_since INTEGER NOT NULL DEFAULT 0,  -- when it became the published one; 0 for the first
  publishing TEXT,                         -- the job that is bringing people over to it
  model_alert INTEGER NOT NULL DEFAULT 0,  -- 1: moves that this change of rules makes may alert
  settings TEXT NOT NULL DEFAULT '{}',     -- JSON: trust_unsigned, retention_days, …
  signing_key TEXT NOT NULL DEFAULT '',    -- the owner's server signs user ids with it; '' is none
  created_at INTEGER NOT NULL,
  disabled_at INTEGER,
  deleted_at INTEGER,                      -- cron is taking everything of it away
  retained_day INTEGER NOT NULL DEFAULT 0, -- day since 1970 that what is too old was last cut for
  retained_to TEXT NOT NULL DEFAULT '',    -- the person up to whom that has come; '' between rounds
  hooks INTEGER NOT NULL DEFAULT 0         -- live webhooks; 0: nobody wants to hear
) WITHOUT ROWID;

-- A secret key is kept as its SHA-256 only. `shown` is the whole write key (it is public, every
-- page carries it) or the last four characters of a secret one.
CREATE TABLE keys (
  hash TEXT PRIMARY KEY,
  site TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('write', 'secret')),
  scopes TEXT NOT NULL DEFAULT '',         -- space separated: read write admin
  name TEXT NOT NULL DEFAULT '',
  shown TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
) WITHOUT ROWID;
CREATE INDEX keys_by_site ON keys (site);

CREATE TABLE models (
  site TEXT NOT NULL,
  version INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'published')),
  body TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  published_at INTEGER,
  PRIMARY KEY (site, version)
) WITHOUT ROWID;

-- `grade` is the grade's place in the model (0 is the lowest), -1 for software. `score` serves
-- order and ranges only; readers compute it from the document.
CREATE TABLE people (
  site TEXT NOT NULL,
  person TEXT NOT NULL,
  version INTEGER NOT NULL,
  grade INTEGER NOT NULL,
  score INTEGER NOT NULL,
  rung TEXT NOT NULL,
  due INTEGER,                             -- when time alone may change something; NULL is never
  seen_day INTEGER NOT NULL,
  doc TEXT NOT NULL,
  PRIMARY KEY (site, person)
) WITHOUT ROWID;
CREATE INDEX people_by_grade ON people (site, grade, score);
CREATE INDEX people_due ON people (due) WHERE due IS NOT NULL;

-- Which person a device (d:), user (u:) or e-mail (e:SHA-256) stands for, and who answers for a
-- person id that was joined to another (p:). A device without a row here is its own person, whose
-- id is derived from it. Only e: may name several people.
CREATE TABLE aliases (
  site TEXT NOT NULL,
  alias TEXT NOT NULL,
  person TEXT NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (site, alias, person)
) WITHOUT ROWID;

-- Older parts of a log. `base` is the checkpoint before `events`. The range of ids stands before the
-- long columns, so that the search for an id passes over a chunk without reading its events. `tails`
-- are the ids without their time: copies of an event with a foreign id may differ in that.
CREATE TABLE log_chunks (
  site TEXT NOT NULL,
  person TEXT NOT NULL,
  seq INTEGER NOT NULL,
  from_ts INTEGER NOT NULL,
  to_ts INTEGER NOT NULL,
  min_id TEXT NOT NULL,
  max_id TEXT NOT NULL,
  tails TEXT NOT NULL DEFAULT '',
  base TEXT NOT NULL,
  events TEXT NOT NULL,
  PRIMARY KEY (site, person, seq)
) WITHOUT ROWID;

CREATE TABLE visits (
  site TEXT NOT NULL,
  start INTEGER NOT NULL,
  person TEXT NOT NULL,
  day INTEGER NOT NULL,
  ended INTEGER NOT NULL,                  -- 0 while it goes on; its figures are final at 1
  body TEXT NOT NULL,                      -- JSON: the engine's Visit
  PRIMARY KEY (site, start, person)
) WITHOUT ROWID;

-- Two events of one millisecond may move a person twice, hence `to_id` in the key.
CREATE TABLE moves (
  site TEXT NOT NULL,
  at INTEGER NOT NULL,
  person TEXT NOT NULL,
  kind TEXT NOT NULL,                      -- rung | grade
  from_id TEXT NOT NULL,
  to_id TEXT NOT NULL,
  body TEXT NOT NULL,                      -- JSON: the engine's Move
  PRIMARY KEY (site, at, person, kind, to_id)
) WITHOUT ROWID;

-- What moved a person under rules that no longer hold: one row a change of rules, for timelines.
CREATE TABLE past_moves (
  site TEXT NOT NULL,
  person TEXT NOT NULL,
  until INTEGER NOT NULL,                  -- the change of rules; the list ends before it
  body TEXT NOT NULL,                      -- JSON: list of the engine's Move
  PRIMARY KEY (site, person, until)
) WITHOUT ROWID;

CREATE TABLE orders (
  site TEXT NOT NULL,
  order_id TEXT NOT NULL,
  person TEXT NOT NULL,
  at INTEGER NOT NULL,
  day INTEGER NOT NULL,
  value_minor INTEGER NOT NULL,
  refunded_minor INTEGER NOT NULL,
  currency TEXT NOT NULL,
  verified INTEGER NOT NULL,
  body TEXT NOT NULL,                      -- JSON: the engine's Order
  PRIMARY KEY (site, order_id, person)
) WITHOUT ROWID;
CREATE INDEX orders_by_time ON orders (site, at);

CREATE TABLE members (
  site TEXT NOT NULL,
  segment TEXT NOT NULL,
  person TEXT NOT NULL,
  PRIMARY KEY (site, segment, person)
) WITHOUT ROWID;

CREATE TABLE search (
  site TEXT NOT NULL,
  word TEXT NOT NULL,                      -- folded: lower case, Persian letters and digits unified
  person TEXT NOT NULL,
  PRIMARY KEY (site, word, person)
) WITHOUT ROWID;

CREATE TABLE totals (
  site TEXT NOT NULL,
  day INTEGER NOT NULL,
  report TEXT NOT NULL,
  item TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (site, day, report, item)
) WITHOUT ROWID;

CREATE TABLE campaigns (
  site TEXT NOT NULL,
  campaign TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (site, campaign)
) WITHOUT ROWID;

-- Refused events by reason; `last` is the newest one without personal data.
CREATE TABLE rejects (
  site TEXT NOT NULL,
  day INTEGER NOT NULL,
  reason TEXT NOT NULL,
  n INTEGER NOT NULL,
  last TEXT NOT NULL,
  PRIMARY KEY (site, day, reason)
) WITHOUT ROWID;

-- `secrets` is what no export tells: the signing secrets and the headers that open the receiver.
CREATE TABLE webhooks (
  site TEXT NOT NULL,
  webhook TEXT NOT NULL,
  body TEXT NOT NULL,                      -- JSON: url, events, format, digest, …
  secrets TEXT NOT NULL DEFAULT '{}',      -- JSON: signing, former, headers
  live INTEGER NOT NULL DEFAULT 1,
  digest_at INTEGER,                       -- when the next digest is due; NULL for none
  PRIMARY KEY (site, webhook)
) WITHOUT ROWID;

-- What is to be told. An id names one fact, so a fact that is found again is told once.
CREATE TABLE outbox (
  site TEXT NOT NULL,
  webhook TEXT NOT NULL,
  message TEXT NOT NULL,
  person TEXT NOT NULL,                    -- whom it is about; '' for a digest of many
  state TEXT NOT NULL DEFAULT 'waiting',   -- waiting | delivered | dead
  at INTEGER NOT NULL,                     -- when it was written
  next_at INTEGER,                         -- NULL once delivered or dead
  tries INTEGER NOT NULL DEFAULT 0,
  answer TEXT NOT NULL DEFAULT '',         -- of the last try: a status or what went wrong
  body TEXT NOT NULL,
  PRIMARY KEY (site, webhook, message)
) WITHOUT ROWID;
CREATE INDEX outbox_due ON outbox (next_at) WHERE next_at IS NOT NULL;

CREATE TABLE jobs (
  site TEXT NOT NULL,
  job TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,                     -- waiting | running | done | failed
  done INTEGER NOT NULL DEFAULT 0,
  total INTEGER NOT NULL DEFAULT 0,
  cursor TEXT NOT NULL DEFAULT '',
  body TEXT NOT NULL DEFAULT '{}',
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (site, job)
) WITHOUT ROWID;

CREATE INDEX jobs_open ON jobs (updated_at) WHERE state IN ('waiting', 'running');

-- The newest finished count of what buyers share, by question and the moment it was asked.
CREATE INDEX jobs_ideal ON jobs (site, body ->> '$.asked', body ->> '$.at')
  WHERE kind = 'ideal_customer' AND state = 'done';

-- Who is named in a job's result.
CREATE TABLE job_people (
  site TEXT NOT NULL,
  job TEXT NOT NULL,
  person TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (site, job, person)
) WITHOUT ROWID;

-- Files that are being imported, cut where a row ends; gone when their job is done.
CREATE TABLE import_parts (
  site TEXT NOT NULL,
  job TEXT NOT NULL,
  part INTEGER NOT NULL,
  at INTEGER NOT NULL,
  line INTEGER NOT NULL,                   -- of the file, of the part's first row
  text TEXT NOT NULL,
  PRIMARY KEY (site, job, part)
) WITHOUT ROWID;

-- Dashboard sign-ins.
CREATE TABLE sessions (
  hash TEXT PRIMARY KEY,
  site TEXT NOT NULL,
  key_hash TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;

-- All that is left of someone who asked to be forgotten: SHA-256 of the device or user alias.
CREATE TABLE erased (
  site TEXT NOT NULL,
  hash TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (site, hash)
) WITHOUT ROWID;

-- The log, one row an event, for plain SQL.
CREATE VIEW events AS
  SELECT p.site, p.person, e.value ->> 'id' AS id, e.value ->> 'type' AS type,
         e.value ->> 'ts' AS ts, e.value ->> 'device' AS device, e.value ->> 'url' AS url,
         e.value -> 'props' AS props
    FROM people AS p, json_each(p.doc, '$.tail') AS e
  UNION ALL
  SELECT c.site, c.person, e.value ->> 'id', e.value ->> 'type',
         e.value ->> 'ts', e.value ->> 'device', e.value ->> 'url',
         e.value -> 'props'
    FROM log_chunks AS c, json_each(c.events) AS e;

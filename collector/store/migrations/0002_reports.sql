-- What reports read. Cron counts a day of a site again whenever it has become another one, so no
-- report reads more than a row or so a day, however many people there are.

-- Sums by day, JSON: the engine's DayTotals. `report` is `all`, `segment:ID` or `census`.
DROP TABLE totals;
CREATE TABLE totals (
  site TEXT NOT NULL,
  report TEXT NOT NULL,
  day INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (site, report, day)
) WITHOUT ROWID;

-- Days of which there is something to count. `dirty`: what `totals` says may be outdated.
CREATE TABLE days (
  site TEXT NOT NULL,
  day INTEGER NOT NULL,
  dirty INTEGER NOT NULL DEFAULT 1,
  counted_at INTEGER NOT NULL DEFAULT 0,   -- when the last count began; 0 for never
  next_at INTEGER NOT NULL DEFAULT 0,      -- not counted again before this
  PRIMARY KEY (site, day)
) WITHOUT ROWID;
CREATE INDEX days_dirty ON days (next_at) WHERE dirty = 1;

-- What was collected before there were counts is counted too; moves by the day of UTC, beside whose
-- neighbours there is hardly one without a visit.
INSERT INTO days (site, day)
SELECT site, day FROM visits UNION SELECT site, day FROM orders UNION SELECT site, at / 86400000 FROM moves;

-- A count that one tick could not finish: where it is, and its sums so far.
CREATE TABLE counts (
  site TEXT NOT NULL,
  kind TEXT NOT NULL,                      -- day | census
  day INTEGER NOT NULL,
  began_at INTEGER NOT NULL,
  cursor TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (site, kind, day)
) WITHOUT ROWID;

-- What reports list or count one by one: feedback, complaints and their resolution; sign-ups and
-- unsubscribes that happened outside of visits.
CREATE TABLE acts (
  site TEXT NOT NULL,
  at INTEGER NOT NULL,
  person TEXT NOT NULL,
  event TEXT NOT NULL,
  day INTEGER NOT NULL,
  body TEXT NOT NULL,                      -- JSON: the engine's Act
  PRIMARY KEY (site, at, person, event)
) WITHOUT ROWID;

-- What salespeople noted, newest last.
CREATE TABLE notes (
  site TEXT NOT NULL,
  person TEXT NOT NULL,
  at INTEGER NOT NULL,
  body TEXT NOT NULL,                      -- JSON: kind, by, text, outcome, next_at
  PRIMARY KEY (site, person, at)
) WITHOUT ROWID;

-- Where the follow-up of a person stands: attempts, whose it is, when to try again.
CREATE TABLE follow_ups (
  site TEXT NOT NULL,
  person TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  last_at INTEGER,                         -- of the last attempt
  next_at INTEGER,                         -- the date agreed on, if any
  snoozed_until INTEGER,
  responsible TEXT,                        -- name of a key
  PRIMARY KEY (site, person)
) WITHOUT ROWID;
CREATE INDEX follow_ups_next ON follow_ups (site, next_at) WHERE next_at IS NOT NULL;

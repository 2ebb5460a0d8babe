-- A row for each scenario that is started by a schedule. Instants are microseconds since 1970, UTC.
CREATE TABLE schedule (
  scenario TEXT PRIMARY KEY,
  words    TEXT NOT NULL,    -- the schedule: with other words it begins anew
  settled  INTEGER NOT NULL, -- what was due up to here is settled
  due      INTEGER,          -- the last time that it was due
  outcome  TEXT,             -- of that: started, refused or missed
  detail   TEXT              -- the run, or why there is none
) WITHOUT ROWID;

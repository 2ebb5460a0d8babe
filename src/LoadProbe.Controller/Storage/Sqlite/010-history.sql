-- How many results ended how, as JSON: {"ok":58,"connect_refused":2}. Roll-ups from before know it not.
ALTER TABLE roll_up ADD COLUMN outcomes TEXT NOT NULL DEFAULT '{}';

-- How long a probe stood how on all its agents together, as the controller of an epoch saw it: several epochs in one minute are added.
CREATE TABLE standing (
  width       INTEGER NOT NULL, -- seconds: 60 or 3600
  probe       TEXT NOT NULL,
  start       INTEGER NOT NULL, -- microseconds since 1970, UTC
  epoch       INTEGER NOT NULL,
  known       INTEGER NOT NULL, -- microseconds, as those that follow
  down        INTEGER NOT NULL,
  degraded    INTEGER NOT NULL,
  maintenance INTEGER NOT NULL,
  PRIMARY KEY (width, probe, start, epoch)
) WITHOUT ROWID;
CREATE INDEX standing_by_time ON standing (width, start);

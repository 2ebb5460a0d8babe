-- How many results ended how, as JSON: {"ok":58,"connect_refused":2}. Roll-ups from before know it not.
ALTER TABLE roll_up ADD COLUMN outcomes TEXT NOT NULL DEFAULT '{}';

-- How long a probe stood how on all its agents together, as the controller of an epoch saw it: several epochs in one minute are added.
CREATE TABLE standing (
  width       BIGINT NOT NULL, -- seconds: 60 or 3600
  probe       TEXT NOT NULL,
  start       BIGINT NOT NULL, -- microseconds since 1970, UTC
  epoch       BIGINT NOT NULL,
  known       BIGINT NOT NULL, -- microseconds, as those that follow
  down        BIGINT NOT NULL,
  degraded    BIGINT NOT NULL,
  maintenance BIGINT NOT NULL,
  PRIMARY KEY (width, probe, start, epoch)
);
CREATE INDEX standing_by_time ON standing (width, start);

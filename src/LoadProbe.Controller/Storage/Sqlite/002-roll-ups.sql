-- The moment a snapshot is of, by which it is kept: microseconds since 1970.
ALTER TABLE snapshot ADD COLUMN taken INTEGER NOT NULL DEFAULT 0;
UPDATE snapshot SET taken = coalesce((SELECT started FROM run WHERE run.id = snapshot.run), 0) + at;
CREATE INDEX snapshot_by_time ON snapshot (taken);
CREATE INDEX result_by_time ON result (started);

CREATE TABLE roll_up (
  width    INTEGER NOT NULL, -- seconds: 60 or 3600
  probe    TEXT NOT NULL,
  agent    TEXT NOT NULL,
  target   TEXT NOT NULL,
  start    INTEGER NOT NULL, -- microseconds since 1970, UTC
  count    INTEGER NOT NULL,
  failed   INTEGER NOT NULL,
  invalid  INTEGER NOT NULL,
  duration BLOB NOT NULL, -- a mergeable histogram, see HistogramBytes
  PRIMARY KEY (width, probe, start, agent, target)
) WITHOUT ROWID;
CREATE INDEX roll_up_by_time ON roll_up (width, start);

-- Minutes and hours with results that are not rolled up yet.
CREATE TABLE roll_up_due (
  width INTEGER NOT NULL,
  start INTEGER NOT NULL,
  PRIMARY KEY (width, start)
) WITHOUT ROWID;
INSERT INTO roll_up_due SELECT DISTINCT 60, started / 60000000 * 60000000 FROM result;

-- One row: who leads, since which epoch, until when by this database's clock (microseconds since 1970).
CREATE TABLE leadership (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  holder TEXT NOT NULL,
  epoch  INTEGER NOT NULL,
  until  INTEGER NOT NULL
);

-- Instants are microseconds since 1970, UTC, as in the embedded store: to_timestamp(started / 1e6) shows one.
-- Results and snapshots are partitioned by day; each partition is made ahead of time and dropped as a whole.
CREATE TABLE result (
  id       UUID NOT NULL,
  probe    TEXT NOT NULL,
  target   TEXT NOT NULL,
  agent    TEXT NOT NULL,
  started  BIGINT NOT NULL,
  duration BIGINT NOT NULL, -- microseconds
  verdict  TEXT NOT NULL,
  outcome  TEXT NOT NULL,
  json     TEXT NOT NULL,
  PRIMARY KEY (id, started)
) PARTITION BY RANGE (started);
CREATE INDEX result_by_probe ON result (probe, started DESC);
CREATE INDEX result_by_time ON result (started);

CREATE TABLE run (
  id       TEXT PRIMARY KEY,
  scenario TEXT NOT NULL,
  started  BIGINT NOT NULL,
  state    TEXT NOT NULL,
  verdict  TEXT,
  json     TEXT NOT NULL
);
CREATE INDEX run_by_time ON run (started DESC);

CREATE TABLE snapshot (
  run       TEXT NOT NULL,
  agent     TEXT NOT NULL,
  number    INTEGER NOT NULL,
  at        BIGINT NOT NULL, -- microseconds from the start of the plan
  due       BIGINT NOT NULL,
  sent      BIGINT NOT NULL,
  dropped   BIGINT NOT NULL,
  completed BIGINT NOT NULL,
  failed    BIGINT NOT NULL,
  response  BYTEA NOT NULL, -- mergeable histograms, see HistogramBytes
  service   BYTEA NOT NULL,
  lateness  BYTEA NOT NULL,
  taken     BIGINT NOT NULL,
  PRIMARY KEY (run, agent, number, taken)
) PARTITION BY RANGE (taken);

CREATE TABLE roll_up (
  width    BIGINT NOT NULL, -- seconds: 60 or 3600
  probe    TEXT NOT NULL,
  agent    TEXT NOT NULL,
  target   TEXT NOT NULL,
  start    BIGINT NOT NULL,
  count    BIGINT NOT NULL,
  failed   BIGINT NOT NULL,
  invalid  BIGINT NOT NULL,
  duration BYTEA NOT NULL, -- a mergeable histogram, see HistogramBytes
  PRIMARY KEY (width, probe, start, agent, target)
);
CREATE INDEX roll_up_by_time ON roll_up (width, start);

-- Minutes and hours with results that are not rolled up yet.
CREATE TABLE roll_up_due (
  width BIGINT NOT NULL,
  start BIGINT NOT NULL,
  PRIMARY KEY (width, start)
);

-- One row: who leads, since which epoch, until when by this database's clock.
CREATE TABLE leadership (
  id     BIGINT PRIMARY KEY CHECK (id = 1),
  holder TEXT NOT NULL,
  epoch  BIGINT NOT NULL,
  until  BIGINT NOT NULL
);

CREATE TABLE result (
  id       TEXT PRIMARY KEY,
  probe    TEXT NOT NULL,
  target   TEXT NOT NULL,
  agent    TEXT NOT NULL,
  started  INTEGER NOT NULL, -- microseconds since 1970, UTC
  duration INTEGER NOT NULL, -- microseconds
  verdict  TEXT NOT NULL,
  outcome  TEXT NOT NULL,
  json     TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX result_by_probe ON result (probe, started DESC);

CREATE TABLE run (
  id       TEXT PRIMARY KEY,
  scenario TEXT NOT NULL,
  started  INTEGER NOT NULL,
  state    TEXT NOT NULL,
  verdict  TEXT,
  json     TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE snapshot (
  run       TEXT NOT NULL,
  agent     TEXT NOT NULL,
  number    INTEGER NOT NULL,
  at        INTEGER NOT NULL, -- microseconds from the start of the plan
  due       INTEGER NOT NULL,
  sent      INTEGER NOT NULL,
  dropped   INTEGER NOT NULL,
  completed INTEGER NOT NULL,
  failed    INTEGER NOT NULL,
  response  BLOB NOT NULL, -- mergeable histograms, see HistogramBytes
  service   BLOB NOT NULL,
  lateness  BLOB NOT NULL,
  PRIMARY KEY (run, agent, number)
) WITHOUT ROWID;

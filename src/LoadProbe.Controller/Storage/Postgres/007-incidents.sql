-- Times in which a target was down, as the probe that saw it concluded. Instants are microseconds since 1970, UTC.
CREATE TABLE incident (
  id     TEXT PRIMARY KEY,
  probe  TEXT NOT NULL,
  opened BIGINT NOT NULL,
  closed BIGINT,            -- null = it is open
  body   BYTEA NOT NULL     -- all of it, JSON
);
CREATE INDEX incident_by_time ON incident (opened DESC);
CREATE INDEX incident_of_probe ON incident (probe, opened DESC);
CREATE INDEX incident_open ON incident (opened DESC) WHERE closed IS NULL;
CREATE INDEX incident_by_end ON incident (closed);

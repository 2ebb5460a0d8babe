-- What was seen in failed runs: a row for each part, and whoever has all parts has it. Instants are microseconds since 1970, UTC.
CREATE TABLE attachment (
  result     TEXT NOT NULL,
  name       TEXT NOT NULL,
  number     INTEGER NOT NULL, -- of the part, from 0 on
  parts      INTEGER NOT NULL, -- how many there are
  probe      TEXT NOT NULL,
  agent      TEXT NOT NULL,
  at         INTEGER NOT NULL, -- when the run started
  step       TEXT NOT NULL,    -- empty = it is of the whole run
  media_type TEXT NOT NULL,
  size       INTEGER NOT NULL, -- of the part, bytes
  stored     INTEGER NOT NULL,
  body       BLOB NOT NULL,
  PRIMARY KEY (result, name, number)
);
CREATE INDEX attachment_of_probe ON attachment (probe, at);

-- Keys to the API: what they hash to, never themselves. Instants are microseconds since 1970, UTC.
CREATE TABLE api_key (
  id      TEXT PRIMARY KEY,
  name    TEXT NOT NULL,
  scope   TEXT NOT NULL,    -- words, with a space between
  sha256  TEXT NOT NULL,    -- of the whole key, in hexadecimal
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  used    INTEGER,          -- last, by the minute
  revoked INTEGER
) WITHOUT ROWID;

-- One row while the safety lever is pulled, none while it is not.
CREATE TABLE lever (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  pulled INTEGER NOT NULL,
  who    TEXT NOT NULL,
  reason TEXT NOT NULL
);

-- One row once definitions were applied: their files, as a JSON list of path and content.
CREATE TABLE definitions (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  applied INTEGER NOT NULL,
  who     TEXT NOT NULL,
  files   TEXT NOT NULL
);

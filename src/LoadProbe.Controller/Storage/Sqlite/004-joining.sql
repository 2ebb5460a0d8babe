-- Who was invited to be which agent; of the secret only what it hashes to. Instants are microseconds since 1970, UTC.
CREATE TABLE invitation (
  id      TEXT PRIMARY KEY,
  agent   TEXT NOT NULL,
  sha256  TEXT NOT NULL,    -- of the secret, in hexadecimal
  expires INTEGER NOT NULL,
  used    INTEGER
) WITHOUT ROWID;

-- Who joined, and with which public key it may stay.
CREATE TABLE agent (
  name   TEXT PRIMARY KEY,
  key    TEXT NOT NULL,
  joined INTEGER NOT NULL
) WITHOUT ROWID;

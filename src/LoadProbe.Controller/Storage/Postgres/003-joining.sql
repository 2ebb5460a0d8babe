-- Who was invited to be which agent; of the secret only what it hashes to. Instants are microseconds since 1970, UTC.
CREATE TABLE invitation (
  id      TEXT PRIMARY KEY,
  agent   TEXT NOT NULL,
  sha256  TEXT NOT NULL,    -- of the secret, in hexadecimal
  expires BIGINT NOT NULL,
  used    BIGINT
);

-- Who joined, and with which public key it may stay.
CREATE TABLE agent (
  name   TEXT PRIMARY KEY,
  key    TEXT NOT NULL,
  joined BIGINT NOT NULL
);

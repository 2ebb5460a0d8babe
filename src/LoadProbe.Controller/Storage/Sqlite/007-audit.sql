-- What somebody did, each entry with the hash of the one before in its own. Instants are microseconds since 1970, UTC.
CREATE TABLE audit (
  number INTEGER PRIMARY KEY,
  at     INTEGER NOT NULL,
  who    TEXT NOT NULL,
  action TEXT NOT NULL,
  about  TEXT NOT NULL,
  detail TEXT NOT NULL,
  hash   TEXT NOT NULL    -- SHA-256, in hexadecimal
);
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is appended to only'); END;
CREATE TRIGGER audit_is_not_shortened BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is appended to only'); END;

-- Runs that somebody wants, until they are begun or come to nothing.
CREATE TABLE proposal (
  id       TEXT PRIMARY KEY,
  scenario TEXT NOT NULL,
  state    TEXT NOT NULL,
  author   TEXT NOT NULL,
  created  INTEGER NOT NULL,
  expires  INTEGER NOT NULL,
  hash     TEXT NOT NULL,    -- of all that is approved
  json     TEXT NOT NULL,    -- what it is about
  ended    TEXT NOT NULL     -- why it came to nothing, or the run that it became
) WITHOUT ROWID;
CREATE INDEX proposal_by_time ON proposal (created DESC);

CREATE TABLE approval (
  proposal TEXT NOT NULL,
  who      TEXT NOT NULL,
  person   TEXT NOT NULL,    -- told from others by this
  team     TEXT NOT NULL,    -- a JSON list of texts
  at       INTEGER NOT NULL,
  PRIMARY KEY (proposal, person)
) WITHOUT ROWID;

-- Whose team the holder of a key is of; empty = not said.
ALTER TABLE api_key ADD COLUMN team TEXT NOT NULL DEFAULT '';

-- What somebody did, each entry with the hash of the one before in its own. Instants are microseconds since 1970, UTC.
CREATE TABLE audit (
  number BIGINT PRIMARY KEY,
  at     BIGINT NOT NULL,
  who    TEXT NOT NULL,
  action TEXT NOT NULL,
  about  TEXT NOT NULL,
  detail TEXT NOT NULL,
  hash   TEXT NOT NULL    -- SHA-256, in hexadecimal
);
CREATE FUNCTION audit_is_appended_to() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the audit is appended to only'; END $$;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_is_appended_to();

-- Runs that somebody wants, until they are begun or come to nothing.
CREATE TABLE proposal (
  id       TEXT PRIMARY KEY,
  scenario TEXT NOT NULL,
  state    TEXT NOT NULL,
  author   TEXT NOT NULL,
  created  BIGINT NOT NULL,
  expires  BIGINT NOT NULL,
  hash     TEXT NOT NULL,    -- of all that is approved
  json     TEXT NOT NULL,    -- what it is about
  ended    TEXT NOT NULL     -- why it came to nothing, or the run that it became
);
CREATE INDEX proposal_by_time ON proposal (created DESC);

CREATE TABLE approval (
  proposal TEXT NOT NULL,
  who      TEXT NOT NULL,
  person   TEXT NOT NULL,    -- told from others by this
  team     TEXT NOT NULL,    -- a JSON list of texts
  at       BIGINT NOT NULL,
  PRIMARY KEY (proposal, person)
);

-- Whose team the holder of a key is of; empty = not said.
ALTER TABLE api_key ADD COLUMN team TEXT NOT NULL DEFAULT '';

-- A snapshot as the agent told it, in JSON: a run can be told again from them.
ALTER TABLE snapshot ADD COLUMN body BLOB;
ALTER TABLE snapshot DROP COLUMN response;
ALTER TABLE snapshot DROP COLUMN service;
ALTER TABLE snapshot DROP COLUMN lateness;

-- In which epoch a run was written last, and what another controller needs to end it: its agents and its definitions, in JSON.
ALTER TABLE run ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN orders BLOB;

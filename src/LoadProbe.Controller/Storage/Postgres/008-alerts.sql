-- What receivers were told of groups of alerts, and what they are to be told still.
CREATE TABLE alert_group (
  receiver TEXT NOT NULL,   -- and which of its addresses
  labels   TEXT NOT NULL,   -- what the group is made by
  body     BYTEA NOT NULL,  -- all of it, JSON
  PRIMARY KEY (receiver, labels)
);

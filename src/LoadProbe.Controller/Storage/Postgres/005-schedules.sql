-- A row for each scenario that is started by a schedule. Instants are microseconds since 1970, UTC.
CREATE TABLE schedule (
  scenario TEXT PRIMARY KEY,
  words    TEXT NOT NULL,   -- the schedule: with other words it begins anew
  settled  BIGINT NOT NULL, -- what was due up to here is settled
  due      BIGINT,          -- the last time that it was due
  outcome  TEXT,            -- of that: started, refused or missed
  detail   TEXT             -- the run, or why there is none
);

-- The clock of the controller that leads: what Quartz 4.7 keeps in a store that several share. Names and types are the library's;
-- instants are its own, 100 ns since the year 1.
CREATE TABLE quartz_job_details (
  sched_name        TEXT NOT NULL,
  job_name          TEXT NOT NULL,
  job_group         TEXT NOT NULL,
  description       TEXT,
  job_class_name    TEXT NOT NULL,
  is_durable        BOOLEAN NOT NULL,
  is_nonconcurrent  BOOLEAN NOT NULL,
  is_update_data    BOOLEAN NOT NULL,
  requests_recovery BOOLEAN NOT NULL,
  job_data          BYTEA,
  PRIMARY KEY (sched_name, job_name, job_group)
);

CREATE TABLE quartz_triggers (
  sched_name              TEXT NOT NULL,
  trigger_name            TEXT NOT NULL,
  trigger_group           TEXT NOT NULL,
  job_name                TEXT NOT NULL,
  job_group               TEXT NOT NULL,
  description             TEXT,
  next_fire_time          BIGINT,
  prev_fire_time          BIGINT,
  priority                INTEGER,
  trigger_state           TEXT NOT NULL,
  trigger_type            TEXT NOT NULL,
  start_time              BIGINT NOT NULL,
  end_time                BIGINT,
  calendar_name           TEXT,
  misfire_instr           SMALLINT,
  misfire_orig_fire_time  BIGINT,
  misfire_threshold       BIGINT,
  execution_group         TEXT,
  preferred_node          TEXT,
  preferred_node_auto     BOOLEAN NOT NULL DEFAULT FALSE,
  retry_policy            TEXT,
  retry_attempt           INTEGER,
  continues_trigger_name  TEXT,
  continues_trigger_group TEXT,
  continuation_condition  INTEGER,
  overlap_policy          INTEGER,
  fixed_delay             BOOLEAN,
  pause_reason            TEXT,
  paused_by               TEXT,
  paused_at               BIGINT,
  job_data                BYTEA,
  PRIMARY KEY (sched_name, trigger_name, trigger_group),
  FOREIGN KEY (sched_name, job_name, job_group) REFERENCES quartz_job_details
);
CREATE INDEX quartz_triggers_by_time ON quartz_triggers (sched_name, trigger_state, next_fire_time, priority DESC, misfire_instr);
CREATE INDEX quartz_triggers_by_job ON quartz_triggers (sched_name, job_name, job_group);

CREATE TABLE quartz_simple_triggers (
  sched_name      TEXT NOT NULL,
  trigger_name    TEXT NOT NULL,
  trigger_group   TEXT NOT NULL,
  repeat_count    BIGINT NOT NULL,
  repeat_interval BIGINT NOT NULL,
  times_triggered BIGINT NOT NULL,
  PRIMARY KEY (sched_name, trigger_name, trigger_group),
  FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES quartz_triggers ON DELETE CASCADE
);

-- The kinds of triggers that are not used here; the library asks for all.
CREATE TABLE quartz_cron_triggers (
  sched_name      TEXT NOT NULL,
  trigger_name    TEXT NOT NULL,
  trigger_group   TEXT NOT NULL,
  cron_expression TEXT NOT NULL,
  time_zone_id    TEXT,
  PRIMARY KEY (sched_name, trigger_name, trigger_group),
  FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES quartz_triggers ON DELETE CASCADE
);

CREATE TABLE quartz_simprop_triggers (
  sched_name    TEXT NOT NULL,
  trigger_name  TEXT NOT NULL,
  trigger_group TEXT NOT NULL,
  str_prop_1    TEXT,
  str_prop_2    TEXT,
  str_prop_3    TEXT,
  int_prop_1    INTEGER,
  int_prop_2    INTEGER,
  long_prop_1   BIGINT,
  long_prop_2   BIGINT,
  dec_prop_1    NUMERIC,
  dec_prop_2    NUMERIC,
  bool_prop_1   BOOLEAN,
  bool_prop_2   BOOLEAN,
  time_zone_id  TEXT,
  PRIMARY KEY (sched_name, trigger_name, trigger_group),
  FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES quartz_triggers ON DELETE CASCADE
);

CREATE TABLE quartz_blob_triggers (
  sched_name    TEXT NOT NULL,
  trigger_name  TEXT NOT NULL,
  trigger_group TEXT NOT NULL,
  blob_data     BYTEA,
  PRIMARY KEY (sched_name, trigger_name, trigger_group),
  FOREIGN KEY (sched_name, trigger_name, trigger_group) REFERENCES quartz_triggers ON DELETE CASCADE
);

CREATE TABLE quartz_calendars (
  sched_name    TEXT NOT NULL,
  calendar_name TEXT NOT NULL,
  calendar      BYTEA NOT NULL,
  PRIMARY KEY (sched_name, calendar_name)
);

CREATE TABLE quartz_paused_trigger_grps (
  sched_name    TEXT NOT NULL,
  trigger_group TEXT NOT NULL,
  pause_reason  TEXT,
  paused_by     TEXT,
  paused_at     BIGINT,
  PRIMARY KEY (sched_name, trigger_group)
);

CREATE TABLE quartz_paused_job_grps (
  sched_name   TEXT NOT NULL,
  job_group    TEXT NOT NULL,
  pause_reason TEXT,
  paused_by    TEXT,
  paused_at    BIGINT,
  PRIMARY KEY (sched_name, job_group)
);

-- What is being done, by which controller in which term, and when each was heard of: what one that is gone had taken is freed.
CREATE TABLE quartz_fired_triggers (
  sched_name               TEXT NOT NULL,
  entry_id                 TEXT NOT NULL,
  trigger_name             TEXT NOT NULL,
  trigger_group            TEXT NOT NULL,
  instance_name            TEXT NOT NULL,
  fired_time               BIGINT NOT NULL,
  sched_time               BIGINT NOT NULL,
  priority                 INTEGER NOT NULL,
  state                    TEXT NOT NULL,
  job_name                 TEXT,
  job_group                TEXT,
  is_nonconcurrent         BOOLEAN NOT NULL,
  requests_recovery        BOOLEAN,
  execution_group          TEXT,
  progress                 INTEGER,
  progress_message         TEXT,
  interrupt_requested_time BIGINT,
  PRIMARY KEY (sched_name, entry_id)
);

CREATE TABLE quartz_scheduler_state (
  sched_name        TEXT NOT NULL,
  instance_name     TEXT NOT NULL,
  last_checkin_time BIGINT NOT NULL,
  checkin_interval  BIGINT NOT NULL,
  quartz_version    TEXT,
  PRIMARY KEY (sched_name, instance_name)
);

CREATE TABLE quartz_locks (
  sched_name TEXT NOT NULL,
  lock_name  TEXT NOT NULL,
  PRIMARY KEY (sched_name, lock_name)
);

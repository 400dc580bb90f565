-- The tables of a spool in PostgreSQL. `sendmemo queue init` runs the steps that a database does not have yet, in one
-- transaction; a step that has been released is never changed. Times of the program are its own clock's; those of
-- runner and pace are the server's. What each table promises: docs/spool.md.

-- step 1

CREATE TABLE sendmemo.version (
  version integer NOT NULL
);
INSERT INTO sendmemo.version VALUES (1);

-- A process that claims entries. It is alive while a session holds the advisory lock (1583153153, number).
CREATE TABLE sendmemo.runner (
  number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  host text NOT NULL,
  pid integer NOT NULL,
  started timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- When its lock was first seen to be free.
  lost timestamptz
);

CREATE SEQUENCE sendmemo.claim;

CREATE TABLE sendmemo.entry (
  -- Nine digits of time, 16 of chance: sorts by the time of entering.
  id text COLLATE "C" PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('waiting', 'active', 'held', 'failed')),
  next_try timestamptz NOT NULL,
  -- Who has it while it is active; each claim has a number of its own, which no later one has.
  runner integer REFERENCES sendmemo.runner,
  claim bigint,
  -- A DSN about it may have entered that the envelope does not list yet.
  dsn_noted boolean NOT NULL DEFAULT false,
  -- Octets of the message, which is in sendmemo.part.
  size bigint NOT NULL,
  -- One JSON object, as envelope.json of a spool directory.
  envelope text NOT NULL,
  CHECK ((state = 'active') = (runner IS NOT NULL)),
  CHECK ((runner IS NULL) = (claim IS NULL))
);
CREATE INDEX entry_due ON sendmemo.entry (next_try, id) WHERE state = 'waiting';
CREATE INDEX entry_runner ON sendmemo.entry (runner) WHERE state = 'active';
CREATE INDEX entry_state ON sendmemo.entry (state, id) WHERE state <> 'waiting';

-- The message in parts of 256 KiB, numbered from 0; not compressed, so that a part is read as it lies there.
CREATE TABLE sendmemo.part (
  entry text COLLATE "C" NOT NULL,
  number integer NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (entry, number)
);
ALTER TABLE sendmemo.part ALTER COLUMN body SET STORAGE EXTERNAL;

-- A queue is written over and over: dead rows must go before they are a tenth of a large table.
ALTER TABLE sendmemo.entry SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);
ALTER TABLE sendmemo.part SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);

-- rate-limit: when the last message was let through.
CREATE TABLE sendmemo.pace (
  name text PRIMARY KEY,
  last timestamptz NOT NULL
);

-- last-run, stops, hold: small texts that all runners share.
CREATE TABLE sendmemo.note (
  name text PRIMARY KEY,
  content text NOT NULL,
  changed timestamptz NOT NULL
);

SET LOCAL search_path TO tollgate;

CREATE TABLE meta (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  revision BIGINT NOT NULL
);
INSERT INTO meta (id, revision) VALUES (1, 0);

-- state: 0 no provider, 1 Microsoft, 2 an assignment.
-- toll_free: numbers separated by line breaks.
-- beside: further assignments, a line each, values separated by tabs.
-- scope: within what conference_id is unique; null where a dump brought an ID in twice.
CREATE TABLE person (
  sip TEXT COLLATE "C" PRIMARY KEY,
  user_principal_name TEXT NOT NULL,
  display_name TEXT NOT NULL,
  country TEXT,
  department TEXT NOT NULL,
  enabled BOOLEAN NOT NULL,
  teams_only BOOLEAN NOT NULL,
  licensed BOOLEAN,
  object_id TEXT,
  beside TEXT NOT NULL,
  state BIGINT NOT NULL,
  provider TEXT,
  domain TEXT,
  toll_number TEXT,
  toll_free TEXT,
  conference_id TEXT,
  scope TEXT
);

-- The last line of defence is not our own code.
CREATE UNIQUE INDEX one_conference_id_one_person
  ON person (scope, conference_id) WHERE scope IS NOT NULL;

CREATE TABLE provider (
  key TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  profile TEXT NOT NULL
);

-- cells: the roster as it was sent, compressed; digest: SHA-256 of it before that.
CREATE TABLE roster (
  number BIGINT PRIMARY KEY,
  provider TEXT NOT NULL,
  made_at TEXT NOT NULL,
  people BIGINT NOT NULL,
  digest TEXT NOT NULL,
  cells BYTEA NOT NULL,
  reply_name TEXT,
  reply_at TEXT,
  settled BOOLEAN NOT NULL DEFAULT FALSE
);

CREATE TABLE batch (
  number BIGINT PRIMARY KEY,
  revision BIGINT NOT NULL UNIQUE,
  at TEXT NOT NULL,
  made_by TEXT NOT NULL,
  version TEXT NOT NULL,
  options TEXT NOT NULL,
  reason TEXT,
  cause TEXT NOT NULL,
  of_batch BIGINT,
  file TEXT,
  sha256 TEXT,
  roster BIGINT,
  provider TEXT,
  changes BIGINT NOT NULL,
  left_out BIGINT NOT NULL,
  previous TEXT NOT NULL,
  digest TEXT NOT NULL
);

-- One person before (side 0) and after (side 1). Who the person is stands here only where that
-- changed; otherwise user_principal_name and what follows it are null.
CREATE TABLE image (
  batch BIGINT NOT NULL REFERENCES batch (number),
  position BIGINT NOT NULL,
  side BIGINT NOT NULL,
  sip TEXT NOT NULL,
  user_principal_name TEXT,
  display_name TEXT,
  country TEXT,
  department TEXT,
  enabled BOOLEAN,
  teams_only BOOLEAN,
  licensed BOOLEAN,
  object_id TEXT,
  beside TEXT,
  state BIGINT NOT NULL,
  provider TEXT,
  domain TEXT,
  toll_number TEXT,
  toll_free TEXT,
  conference_id TEXT,
  PRIMARY KEY (batch, position, side)
);

-- What is kept beside a batch; content is compressed, sha256 is of it before that.
CREATE TABLE evidence (
  batch BIGINT NOT NULL REFERENCES batch (number),
  position BIGINT NOT NULL,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  content BYTEA NOT NULL,
  PRIMARY KEY (batch, name)
);

-- Changes on their way into person, by the load they belong to: empty but within a transaction.
CREATE TABLE staging (
  load TEXT NOT NULL,
  position BIGINT NOT NULL,
  before_sip TEXT,
  before_state BIGINT,
  before_provider TEXT,
  before_toll_number TEXT,
  before_toll_free TEXT,
  before_conference_id TEXT,
  goes BOOLEAN NOT NULL,
  sip TEXT,
  state BIGINT,
  provider TEXT,
  domain TEXT,
  toll_number TEXT,
  toll_free TEXT,
  conference_id TEXT,
  scope TEXT,
  with_who BOOLEAN NOT NULL,
  user_principal_name TEXT,
  display_name TEXT,
  country TEXT,
  department TEXT,
  enabled BOOLEAN,
  teams_only BOOLEAN,
  licensed BOOLEAN,
  object_id TEXT,
  beside TEXT,
  PRIMARY KEY (load, position)
);

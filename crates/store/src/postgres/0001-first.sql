SET LOCAL search_path TO tollgate;

CREATE TABLE meta (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  revision BIGINT NOT NULL
);
INSERT INTO meta (id, revision) VALUES (1, 0);

-- What the assignments of many people share.
-- toll_free: numbers separated by line breaks.
CREATE TABLE bridge (
  id BIGINT PRIMARY KEY,
  provider TEXT NOT NULL,
  domain TEXT NOT NULL,
  toll_number TEXT NOT NULL,
  toll_free TEXT NOT NULL
);

-- state: 0 no provider, 1 Microsoft, 2 an assignment: a bridge and a conference_id.
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
  bridge BIGINT,
  conference_id TEXT,
  scope TEXT
);

-- The last line of defence is not our own code.
CREATE UNIQUE INDEX one_conference_id_one_person
  ON person (conference_id, scope) WHERE conference_id IS NOT NULL;

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

-- took: how many assignments it took away or changed.
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
  took BIGINT NOT NULL,
  previous TEXT NOT NULL,
  digest TEXT NOT NULL
);

-- What one person has before and after, where who the person is stays.
CREATE TABLE change (
  batch BIGINT NOT NULL,
  position BIGINT NOT NULL,
  sip TEXT COLLATE "C" NOT NULL,
  before_state BIGINT NOT NULL,
  before_bridge BIGINT,
  before_id TEXT,
  state BIGINT NOT NULL,
  bridge BIGINT,
  conference_id TEXT,
  PRIMARY KEY (batch, position)
);

-- One person before (side 0) and after (side 1), where who the person is changes. Positions are those
-- of one list with change.
CREATE TABLE image (
  batch BIGINT NOT NULL,
  position BIGINT NOT NULL,
  side BIGINT NOT NULL,
  sip TEXT COLLATE "C" NOT NULL,
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
  bridge BIGINT,
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

CREATE TABLE meta (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  revision INTEGER NOT NULL
);
INSERT INTO meta (id, revision) VALUES (1, 0);

-- What the assignments of many people share.
-- toll_free: numbers separated by line breaks.
CREATE TABLE bridge (
  id INTEGER PRIMARY KEY,
  provider TEXT NOT NULL,
  domain TEXT NOT NULL,
  toll_number TEXT NOT NULL,
  toll_free TEXT NOT NULL,
  UNIQUE (provider, domain, toll_number, toll_free)
);

-- state: 0 no provider, 1 Microsoft, 2 an assignment: a bridge and a conference_id.
-- beside: further assignments, a line each, values separated by tabs.
-- scope: within what conference_id is unique; null where a dump brought an ID in twice.
CREATE TABLE person (
  sip TEXT PRIMARY KEY,
  user_principal_name TEXT NOT NULL,
  display_name TEXT NOT NULL,
  country TEXT,
  department TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  teams_only INTEGER NOT NULL,
  licensed INTEGER,
  object_id TEXT,
  beside TEXT NOT NULL,
  state INTEGER NOT NULL,
  bridge INTEGER,
  conference_id TEXT,
  scope TEXT
) WITHOUT ROWID;

-- The last line of defence is not our own code. A batch that is about many of the people builds it
-- anew (sqlite/put.rs).
CREATE UNIQUE INDEX one_conference_id_one_person
  ON person (conference_id, scope) WHERE conference_id IS NOT NULL;

CREATE TABLE provider (
  key TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  profile TEXT NOT NULL
);

-- cells: the roster as it was sent, compressed; digest: SHA-256 of it before that.
CREATE TABLE roster (
  number INTEGER PRIMARY KEY,
  provider TEXT NOT NULL,
  made_at TEXT NOT NULL,
  people INTEGER NOT NULL,
  digest TEXT NOT NULL,
  cells BLOB NOT NULL,
  reply_name TEXT,
  reply_at TEXT,
  settled INTEGER NOT NULL DEFAULT 0
);

-- took: how many assignments it took away or changed.
CREATE TABLE batch (
  number INTEGER PRIMARY KEY,
  revision INTEGER NOT NULL UNIQUE,
  at TEXT NOT NULL,
  made_by TEXT NOT NULL,
  version TEXT NOT NULL,
  options TEXT NOT NULL,
  reason TEXT,
  cause TEXT NOT NULL,
  of_batch INTEGER,
  file TEXT,
  sha256 TEXT,
  roster INTEGER,
  provider TEXT,
  changes INTEGER NOT NULL,
  left_out INTEGER NOT NULL,
  took INTEGER NOT NULL,
  previous TEXT NOT NULL,
  digest TEXT NOT NULL
);

-- What one person has before and after, where who the person is stays.
CREATE TABLE change (
  batch INTEGER NOT NULL,
  position INTEGER NOT NULL,
  sip TEXT NOT NULL,
  before_state INTEGER NOT NULL,
  before_bridge INTEGER,
  before_id TEXT,
  state INTEGER NOT NULL,
  bridge INTEGER,
  conference_id TEXT,
  PRIMARY KEY (batch, position)
) WITHOUT ROWID;

-- One person before (side 0) and after (side 1), where who the person is changes. Positions are those
-- of one list with change.
CREATE TABLE image (
  batch INTEGER NOT NULL,
  position INTEGER NOT NULL,
  side INTEGER NOT NULL,
  sip TEXT NOT NULL,
  user_principal_name TEXT NOT NULL,
  display_name TEXT NOT NULL,
  country TEXT,
  department TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  teams_only INTEGER NOT NULL,
  licensed INTEGER,
  object_id TEXT,
  beside TEXT NOT NULL,
  state INTEGER NOT NULL,
  bridge INTEGER,
  conference_id TEXT,
  PRIMARY KEY (batch, position, side)
) WITHOUT ROWID;

-- What is kept beside a batch; content is compressed, sha256 is of it before that.
CREATE TABLE evidence (
  batch INTEGER NOT NULL REFERENCES batch (number),
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY (batch, name)
);

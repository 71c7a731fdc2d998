-- closed: whether nobody on the roster is waited for any more.
ALTER TABLE tollgate.roster ADD COLUMN closed BOOLEAN NOT NULL DEFAULT FALSE;

-- closed: whether nobody on the roster is waited for any more.
ALTER TABLE roster ADD COLUMN closed INTEGER NOT NULL DEFAULT 0;

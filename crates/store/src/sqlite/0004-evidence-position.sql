-- In which order what is kept beside a batch was given; until now that of the rows.
ALTER TABLE evidence ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
UPDATE evidence SET position = rowid;

-- revision: of the directory that the roster was made from; null where that was not kept yet.
ALTER TABLE roster ADD COLUMN revision INTEGER;

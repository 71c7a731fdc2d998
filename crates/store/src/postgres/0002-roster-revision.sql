-- revision: of the directory that the roster was made from; null where that was not kept yet.
ALTER TABLE tollgate.roster ADD COLUMN revision BIGINT;

//! Bringing a store up to what this program knows, in one transaction.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior, params};
use sha2::{Digest as _, Sha256};
use tollgate_model::Timestamp;

use super::failure;
use crate::digest::hex;
use crate::{Error, Result};

/// `TOLL`, in the file's header: what tells our files from others.
const APPLICATION: i64 = 0x544f_4c4c;

/// Every step, in order; never altered once released.
const STEPS: &[(&str, &str)] = &[
    ("first", include_str!("0001-first.sql")),
    ("roster-revision", include_str!("0002-roster-revision.sql")),
    ("roster-closed", include_str!("0003-roster-closed.sql")),
    ("evidence-position", include_str!("0004-evidence-position.sql")),
];

/// Refuses a file that is not ours.
pub(super) fn recognise(connection: &Connection, path: &Path) -> Result<()> {
    let id = connection.query_row("PRAGMA application_id", [], |row| row.get::<_, i64>(0));
    match id {
        Ok(APPLICATION) => Ok(()),
        Ok(_) => Err(Error::foreign(path)),
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) => {
            Err(Error::foreign(path))
        }
        Err(error) => Err(failure(error)),
    }
}

/// Takes the steps that were not taken yet. A store with more steps than this program knows is
/// refused.
pub(super) fn migrate(connection: &mut Connection, now: Timestamp) -> Result<()> {
    let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    let version = |connection: &Connection| {
        connection.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0)).map_err(failure)
    };
    match version(connection)? {
        found if found > known => return Err(Error::newer(found, known)),
        found if found == known => return Ok(()),
        _ => {}
    }
    let tx =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failure)?;
    // Another program may have been first.
    let taken = usize::try_from(version(&tx)?).unwrap_or(0);
    let table = "CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at TEXT NOT NULL)";
    tx.execute_batch(table).map_err(failure)?;
    for (at, (name, sql)) in STEPS.iter().enumerate().skip(taken) {
        tx.execute_batch(sql).map_err(failure)?;
        let digest = hex(&Sha256::digest(sql.as_bytes()));
        let note =
            "INSERT INTO migration (version, name, sha256, applied_at) VALUES (?1, ?2, ?3, ?4)";
        tx.execute(note, params![at + 1, name, digest, now.to_string()]).map_err(failure)?;
    }
    tx.pragma_update(None, "application_id", APPLICATION).map_err(failure)?;
    tx.pragma_update(None, "user_version", known).map_err(failure)?;
    tx.commit().map_err(failure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backup_of_an_earlier_version_is_brought_back_and_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let (backup, store) = (folder.path().join("backup.db"), folder.path().join("store.db"));
        let connection = Connection::open(&backup).unwrap();
        connection.execute_batch(STEPS[0].1).unwrap();
        connection.pragma_update(None, "application_id", APPLICATION).unwrap();
        connection.pragma_update(None, "user_version", 1).unwrap();
        drop(connection);
        let before = std::fs::read(&backup).unwrap();
        let url = format!("sqlite:{}", store.display());
        crate::Store::restore(&url, &backup, false, Timestamp::UNIX_EPOCH).unwrap();
        assert!(std::fs::read(&backup).unwrap() == before);
        let mut store = crate::Store::open(&url, Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(store.rosters().unwrap(), []);
    }

    #[test]
    fn a_store_of_an_earlier_version_is_brought_up_and_keeps_what_it_holds() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(STEPS[0].1).unwrap();
        let sent = "INSERT INTO roster (number, provider, made_at, people, digest, cells) VALUES (1, 'A', '', 0, '', '')";
        connection.execute_batch(sent).unwrap();
        connection.pragma_update(None, "user_version", 1).unwrap();
        migrate(&mut connection, Timestamp::UNIX_EPOCH).unwrap();
        let kept = "SELECT number, revision FROM roster";
        let kept = connection.query_row(kept, [], |row| Ok((row.get(0)?, row.get(1)?)));
        assert_eq!(kept.unwrap(), (1, None::<i64>));
        let steps = connection.query_row("SELECT count(*) FROM migration", [], |row| row.get(0));
        assert_eq!(steps, Ok(i64::try_from(STEPS.len()).unwrap() - 1));
        migrate(&mut connection, Timestamp::UNIX_EPOCH).unwrap();
    }
}

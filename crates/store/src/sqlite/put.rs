//! Making the changes of a batch so, and writing them into the journal.

use std::collections::HashMap;

use rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY;
use rusqlite::{Connection, OptionalExtension as _, Statement, params};
use tollgate_model::{
    BatchNumber, Bridge, Change, Conferencing, Country, Identity, SipAddress, Who, beside_text,
};

use super::failure;
use crate::columns::{BridgeIds, by_address, state, toll_free};
use crate::{Error, Result};

const INDEX: &str = "CREATE UNIQUE INDEX one_conference_id_one_person ON person (conference_id, scope) WHERE conference_id IS NOT NULL";

const STANDS: &str = "sip = ?1 AND state = ?2 AND bridge IS ?3 AND conference_id IS ?4";

/// The scope, unless the ID is held within it already and stands as it stood.
const TOLERANT_SCOPE: &str = "CASE WHEN EXISTS (SELECT 1 FROM person AS other WHERE other.conference_id = ?7 AND other.scope = ?8 AND other.sip <> ?1) THEN NULL ELSE ?8 END";

/// What one side of a change holds, as columns.
type Held<'a> = (i64, Option<i64>, Option<&'a str>);

/// A batch on its way in.
pub(super) struct Putting<'c> {
    connection: &'c Connection,
    changes: &'c [Change],
    scope: &'c dyn Fn(&Bridge) -> String,
    as_it_stood: bool,
    ids: BridgeIds,
    scopes: HashMap<i64, String>,
}

impl<'c> Putting<'c> {
    pub(super) fn new(
        connection: &'c Connection,
        changes: &'c [Change],
        scope: &'c dyn Fn(&Bridge) -> String,
        as_it_stood: bool,
    ) -> Self {
        let (ids, scopes) = (BridgeIds::default(), HashMap::new());
        Self { connection, changes, scope, as_it_stood, ids, scopes }
    }

    pub(super) fn put(mut self, number: BatchNumber) -> Result<()> {
        let order = by_address(self.changes);
        // An index of many is sooner built than kept.
        let anew = self.is_many()?;
        if anew {
            self.run("DROP INDEX one_conference_id_one_person")?;
        }
        self.take_out(&order, anew)?;
        self.put_in(&order, anew)?;
        if anew {
            self.index()?;
        }
        self.journal(number)
    }

    fn run(&self, sql: &str) -> Result<()> {
        self.connection.execute_batch(sql).map_err(failure)
    }

    /// Whether the changes are about a quarter of the people or more.
    fn is_many(&self) -> Result<bool> {
        let limit = self.changes.len().saturating_mul(4);
        let sql = "SELECT count(*) FROM (SELECT 1 FROM person LIMIT ?1)";
        let people: usize =
            self.connection.query_row(sql, [limit], |row| row.get(0)).map_err(failure)?;
        Ok(people < limit)
    }

    fn held<'a>(&mut self, has: &'a Conferencing) -> Result<Held<'a>> {
        let connection = self.connection;
        let bridge = self.ids.of(has, |bridge| bridge_id(connection, bridge))?;
        Ok((state(has), bridge, has.assignment().map(|held| &*held.conference_id)))
    }

    /// Takes before-images out: who leaves or gets another address goes; and where IDs may pass from
    /// one to another, those that people hold stop counting.
    fn take_out(&mut self, order: &[&Change], anew: bool) -> Result<()> {
        let (changes, connection) = (self.changes, self.connection);
        let has = |side: fn(&Change) -> &Conferencing| {
            changes.iter().any(|change| side(change).assignment().is_some())
        };
        let exchange = !anew && has(|change| &change.before) && has(|change| &change.after);
        let remove = format!("DELETE FROM person WHERE {STANDS}");
        let mut remove = connection.prepare(&remove).map_err(failure)?;
        let free = "UPDATE person SET scope = NULL WHERE sip = ?1";
        let mut free = connection.prepare(free).map_err(failure)?;
        for change in order {
            let Some(sip) = change.sip_before() else { continue };
            if change.sip_after() != Some(sip) {
                let (state, bridge, id) = self.held(&change.before)?;
                let gone = remove.execute(params![sip.as_str(), state, bridge, id]);
                if gone.map_err(failure)? != 1 {
                    return Err(Error::changed_under(sip));
                }
            } else if exchange && change.before.assignment().is_some() {
                free.execute([sip.as_str()]).map_err(failure)?;
            }
        }
        Ok(())
    }

    /// Puts after-images in. Each must be as its before-image says.
    fn put_in(&mut self, order: &[&Change], anew: bool) -> Result<()> {
        let scope = if self.as_it_stood && !anew { TOLERANT_SCOPE } else { "?8" };
        let hold = format!(
            "UPDATE person SET state = ?5, bridge = ?6, conference_id = ?7, scope = {scope} WHERE {STANDS}"
        );
        let become_other = format!(
            "UPDATE person SET state = ?5, bridge = ?6, conference_id = ?7, scope = {scope}, user_principal_name = ?9, display_name = ?10, country = ?11, department = ?12, enabled = ?13, teams_only = ?14, licensed = ?15, object_id = ?16, beside = ?17 WHERE {STANDS}"
        );
        let come = format!(
            "INSERT INTO person (sip, state, bridge, conference_id, scope, user_principal_name, display_name, country, department, enabled, teams_only, licensed, object_id, beside) VALUES (?1, ?5, ?6, ?7, {scope}, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)"
        );
        let connection = self.connection;
        let mut hold = connection.prepare(&hold).map_err(failure)?;
        let mut become_other = connection.prepare(&become_other).map_err(failure)?;
        let mut come = connection.prepare(&come).map_err(failure)?;
        for change in order {
            let Some(sip) = change.sip_after() else { continue };
            let before = self.held(&change.before)?;
            let after = self.held(&change.after)?;
            let scope = self.scope_of(&change.after, after.1);
            let stays = change.sip_before() == Some(sip);
            let done = match &change.who {
                Who::Stays(_) => {
                    bind(&mut hold, sip, before, after, scope).and_then(|()| hold.raw_execute())
                }
                Who::Changes { after: None, .. } => continue,
                Who::Changes { after: Some(identity), .. } => {
                    let statement = if stays { &mut become_other } else { &mut come };
                    bind(statement, sip, before, after, scope)
                        .and_then(|()| bind_identity(statement, 9, identity))
                        .and_then(|()| statement.raw_execute())
                }
            };
            let id = after.2.unwrap_or_default();
            if done.map_err(|error| refused(error, sip, id))? != 1 {
                return Err(Error::changed_under(sip));
            }
        }
        Ok(())
    }

    fn scope_of(&mut self, has: &Conferencing, bridge: Option<i64>) -> Option<&str> {
        let (held, scope) = (has.assignment()?, self.scope);
        Some(self.scopes.entry(bridge?).or_insert_with(|| scope(&held.bridge)))
    }

    /// Builds the index anew. What stands as it stood may hold an ID twice: then it counts once.
    fn index(&self) -> Result<()> {
        let repeated = "SELECT sip, conference_id FROM person WHERE (conference_id, scope) IN (SELECT conference_id, scope FROM person WHERE conference_id IS NOT NULL AND scope IS NOT NULL GROUP BY conference_id, scope HAVING count(*) > 1)";
        match self.connection.execute_batch(INDEX) {
            Ok(()) => return Ok(()),
            Err(error) if !super::is_unique_violation(&error) => return Err(failure(error)),
            Err(_) => {}
        }
        if self.as_it_stood {
            self.run("UPDATE person SET scope = NULL WHERE EXISTS (SELECT 1 FROM (SELECT min(sip) AS first, conference_id AS id, scope AS within FROM person WHERE conference_id IS NOT NULL AND scope IS NOT NULL GROUP BY conference_id, scope HAVING count(*) > 1) WHERE id = person.conference_id AND within = person.scope AND first <> person.sip)")?;
            return self.run(INDEX);
        }
        let mut statement = self.connection.prepare(repeated).map_err(failure)?;
        let people = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        let people =
            people.map_err(failure)?.collect::<rusqlite::Result<HashMap<String, String>>>();
        let people = people.map_err(failure)?;
        // The last of them that is of this batch: the others were there, or came first.
        let whose = self.changes.iter().rev().filter_map(Change::sip_after);
        let mut whose = whose.filter_map(|sip| Some((sip, people.get(sip.as_str())?)));
        Err(whose.next().map_or_else(Error::busy, |(sip, id)| Error::id_in_use(sip, id)))
    }

    fn journal(&mut self, number: BatchNumber) -> Result<()> {
        let (changes, connection) = (self.changes, self.connection);
        let change = "INSERT INTO change (batch, position, sip, before_state, before_bridge, before_id, state, bridge, conference_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        let mut row = connection.prepare(change).map_err(failure)?;
        let image = "INSERT INTO image (batch, position, side, sip, state, bridge, conference_id, user_principal_name, display_name, country, department, enabled, teams_only, licensed, object_id, beside) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";
        let mut image = connection.prepare(image).map_err(failure)?;
        for (position, change) in changes.iter().enumerate() {
            let (before, after) = (self.held(&change.before)?, self.held(&change.after)?);
            match &change.who {
                Who::Stays(sip) => {
                    let sip = sip.as_str();
                    let values = params![
                        number.0, position, sip, before.0, before.1, before.2, after.0, after.1,
                        after.2
                    ];
                    row.execute(values).map_err(failure)?;
                }
                Who::Changes { before: was, after: is } => {
                    for (side, who, held) in [(0, was, before), (1, is, after)] {
                        let Some(who) = who else { continue };
                        image_row(&mut image, (number, position, side), who, held)
                            .map_err(failure)?;
                    }
                }
            }
        }
        Ok(())
    }
}

fn image_row(
    statement: &mut Statement<'_>,
    (number, position, side): (BatchNumber, usize, i64),
    who: &Identity,
    (state, bridge, id): Held<'_>,
) -> rusqlite::Result<()> {
    statement.raw_bind_parameter(1, number.0)?;
    statement.raw_bind_parameter(2, position)?;
    statement.raw_bind_parameter(3, side)?;
    statement.raw_bind_parameter(4, who.sip.as_str())?;
    statement.raw_bind_parameter(5, state)?;
    statement.raw_bind_parameter(6, bridge)?;
    statement.raw_bind_parameter(7, id)?;
    bind_identity(statement, 8, who)?;
    statement.raw_execute().map(drop)
}

/// The values of a statement about somebody: the address, what stands, what shall stand.
fn bind(
    statement: &mut Statement<'_>,
    sip: &SipAddress,
    (was, had_bridge, had_id): Held<'_>,
    (is, bridge, id): Held<'_>,
    scope: Option<&str>,
) -> rusqlite::Result<()> {
    statement.raw_bind_parameter(1, sip.as_str())?;
    statement.raw_bind_parameter(2, was)?;
    statement.raw_bind_parameter(3, had_bridge)?;
    statement.raw_bind_parameter(4, had_id)?;
    statement.raw_bind_parameter(5, is)?;
    statement.raw_bind_parameter(6, bridge)?;
    statement.raw_bind_parameter(7, id)?;
    statement.raw_bind_parameter(8, scope)
}

/// Who somebody is, from a parameter on.
fn bind_identity(
    statement: &mut Statement<'_>,
    from: usize,
    who: &Identity,
) -> rusqlite::Result<()> {
    statement.raw_bind_parameter(from, who.user_principal_name.as_str())?;
    statement.raw_bind_parameter(from + 1, who.display_name.as_str())?;
    statement.raw_bind_parameter(from + 2, who.country.as_ref().map(Country::as_str))?;
    statement.raw_bind_parameter(from + 3, who.department.as_str())?;
    statement.raw_bind_parameter(from + 4, who.enabled)?;
    statement.raw_bind_parameter(from + 5, who.teams_only)?;
    statement.raw_bind_parameter(from + 6, who.licensed)?;
    statement.raw_bind_parameter(from + 7, who.object_id.as_deref())?;
    statement.raw_bind_parameter(from + 8, beside_text(&who.beside))
}

/// What it means that a person was not taken: the ID or the address is somebody else's.
fn refused(error: rusqlite::Error, sip: &SipAddress, id: &str) -> Error {
    let code = error.sqlite_error().map(|error| error.extended_code);
    if code == Some(SQLITE_CONSTRAINT_PRIMARYKEY) {
        Error::changed_under(sip)
    } else if super::is_unique_violation(&error) {
        Error::id_in_use(sip, id)
    } else {
        failure(error)
    }
}

/// The number of a bridge, which is given when it is first met.
fn bridge_id(connection: &Connection, bridge: &Bridge) -> Result<i64> {
    let values = params![bridge.provider, bridge.domain, bridge.toll_number, toll_free(bridge)];
    let find = "SELECT id FROM bridge WHERE provider = ?1 AND domain = ?2 AND toll_number = ?3 AND toll_free = ?4";
    let mut find = connection.prepare_cached(find).map_err(failure)?;
    if let Some(id) = find.query_row(values, |row| row.get(0)).optional().map_err(failure)? {
        return Ok(id);
    }
    let make = "INSERT INTO bridge (provider, domain, toll_number, toll_free) VALUES (?1, ?2, ?3, ?4) RETURNING id";
    let mut make = connection.prepare_cached(make).map_err(failure)?;
    make.query_row(values, |row| row.get(0)).map_err(failure)
}

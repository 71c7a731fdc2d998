//! Making the changes of a batch so: they go into the journal as a stream, and from there into the
//! directory by set statements.

use std::collections::{BTreeMap, HashMap};
use std::io::Write as _;

use postgres::error::SqlState;
use postgres::types::ToSql;
use tollgate_model::{
    AssignmentView, BatchNumber, Bridge, Change, Conferencing, Country, Identity, Who, beside_text,
};

use super::copy::Lines;
use super::{PostgresTx, failure};
use crate::backend::Tx as _;
use crate::columns::{BRIDGES, BridgeIds, state, toll_free};
use crate::{Error, Result};

const CHANGE: &str = "COPY change (batch, position, sip, before_state, before_bridge, before_id, state, bridge, conference_id) FROM STDIN";

const IMAGE: &str = "COPY image (batch, position, side, sip, state, bridge, conference_id, user_principal_name, display_name, country, department, enabled, teams_only, licensed, object_id, beside) FROM STDIN";

/// Within what the IDs of each bridge are given once.
const SCOPES: &str =
    "(SELECT unnest($2::BIGINT[]) AS bridge, unnest($3::TEXT[]) AS scope) AS within";

/// What a person must have, by the row of the journal `b`.
const STANDS: &str = "person.sip = b.sip AND person.state = b.state AND person.bridge IS NOT DISTINCT FROM b.bridge AND person.conference_id IS NOT DISTINCT FROM b.conference_id";

/// The same by a row of `change`.
const STOOD: &str = "person.sip = c.sip AND person.state = c.before_state AND person.bridge IS NOT DISTINCT FROM c.before_bridge AND person.conference_id IS NOT DISTINCT FROM c.before_id";

/// Who changes their address or leaves: before-images that no after-image of the address follows.
const LEAVE: &str = "DELETE FROM person USING image b WHERE b.batch = $1 AND b.side = 0 AND NOT EXISTS (SELECT 1 FROM image a WHERE a.batch = b.batch AND a.position = b.position AND a.side = 1 AND a.sip = b.sip) AND ";

/// The after-images of a batch that have an ID, and the how manieth each is to have it.
const COMING: &str = "coming AS (SELECT j.position, j.sip, j.conference_id, within.scope, row_number() OVER (PARTITION BY j.conference_id, within.scope ORDER BY j.position) AS nth FROM (SELECT position, sip, bridge, conference_id FROM change WHERE batch = $1 UNION ALL SELECT position, sip, bridge, conference_id FROM image WHERE batch = $1 AND side = 1) AS j JOIN (SELECT unnest($2::BIGINT[]) AS bridge, unnest($3::TEXT[]) AS scope) AS within ON within.bridge = j.bridge)";

/// Lets the first of those that have an ID count, unless somebody has it who counts already.
fn first_of_each() -> String {
    format!(
        "WITH {COMING} UPDATE person SET scope = coming.scope FROM coming WHERE person.sip = coming.sip AND coming.nth = 1 AND NOT EXISTS (SELECT 1 FROM person p WHERE p.conference_id = coming.conference_id AND p.scope = coming.scope)"
    )
}

fn is_repeated(done: &std::result::Result<bool, postgres::Error>) -> bool {
    done.as_ref().is_err_and(|error| error.code() == Some(&SqlState::UNIQUE_VIOLATION))
}

/// How many changes there are of each kind that needs a statement of its own.
#[derive(Clone, Copy, Default)]
struct Kinds {
    stay: u64,
    leave: u64,
    other: u64,
    come: u64,
    had: bool,
    has: bool,
}

impl Kinds {
    fn of(changes: &[Change]) -> Self {
        let mut kinds = Self::default();
        for change in changes {
            kinds.had |= change.before.assignment().is_some();
            kinds.has |= change.after.assignment().is_some();
            match (&change.who, change.sip_before(), change.sip_after()) {
                (Who::Stays(_), ..) => kinds.stay += 1,
                (_, before, after) if before == after => kinds.other += 1,
                (_, before, after) => {
                    kinds.leave += u64::from(before.is_some());
                    kinds.come += u64::from(after.is_some());
                }
            }
        }
        kinds
    }
}

impl PostgresTx<'_> {
    pub(super) fn put_changes(
        &mut self,
        number: BatchNumber,
        changes: &[Change],
        scope: &dyn Fn(&Bridge) -> String,
        as_it_stood: bool,
    ) -> Result<()> {
        let kinds = Kinds::of(changes);
        let scopes = self.journal(number, changes, scope)?;
        let (bridges, scopes): (Vec<i64>, Vec<String>) = scopes.into_iter().unzip();
        let batch = signed(number.0);
        let all: [&(dyn ToSql + Sync); 3] = [&batch, &bridges, &scopes];
        self.tx.batch_execute("SAVEPOINT put").map_err(failure)?;
        let mut done = self.attempt(kinds, &all, "within.scope");
        if as_it_stood && is_repeated(&done) {
            // Of an ID that stands twice as it stood only one counts.
            self.tx.batch_execute("ROLLBACK TO SAVEPOINT put").map_err(failure)?;
            done = self.attempt(kinds, &all, "CAST(NULL AS TEXT)");
            if let Ok(true) = done {
                done = self.tx.execute(&first_of_each(), &all).map(|_| true);
            }
        }
        let repeated = is_repeated(&done);
        match done {
            Ok(true) => Ok(()),
            Err(error) if !repeated => Err(failure(error)),
            _ => {
                self.tx.batch_execute("ROLLBACK TO SAVEPOINT put").map_err(failure)?;
                if repeated {
                    self.refused(changes, &all)
                } else {
                    self.not_as_it_stood(batch, changes)
                }
            }
        }
    }

    /// Takes before-images out and puts after-images in; false where somebody is not as the
    /// before-image says.
    fn attempt(
        &mut self,
        kinds: Kinds,
        values: &[&(dyn ToSql + Sync)],
        scope: &str,
    ) -> std::result::Result<bool, postgres::Error> {
        let one = &values[..1];
        let mut fits = true;
        if kinds.leave > 0 {
            fits &= self.tx.execute(&format!("{LEAVE}{STANDS}"), one)? == kinds.leave;
        }
        // IDs may pass from one to another.
        if kinds.had && kinds.has {
            for journal in ["change", "image"] {
                let free = format!(
                    "UPDATE person SET scope = NULL FROM {journal} j WHERE j.batch = $1 AND person.sip = j.sip AND person.scope IS NOT NULL"
                );
                self.tx.execute(&free, one)?;
            }
        }
        let held = |row: &str| {
            format!(
                "state = {row}.state, bridge = {row}.bridge, conference_id = {row}.conference_id, scope = {scope}"
            )
        };
        if kinds.stay > 0 {
            let sql = format!(
                "UPDATE person SET {} FROM change c LEFT JOIN {SCOPES} ON within.bridge = c.bridge WHERE c.batch = $1 AND {STOOD}",
                held("c")
            );
            fits &= self.tx.execute(&sql, values)? == kinds.stay;
        }
        if kinds.other > 0 {
            let sql = format!(
                "UPDATE person SET {}, user_principal_name = a.user_principal_name, display_name = a.display_name, country = a.country, department = a.department, enabled = a.enabled, teams_only = a.teams_only, licensed = a.licensed, object_id = a.object_id, beside = a.beside FROM image b JOIN image a ON a.batch = b.batch AND a.position = b.position AND a.side = 1 AND a.sip = b.sip LEFT JOIN {SCOPES} ON within.bridge = a.bridge WHERE b.batch = $1 AND b.side = 0 AND {STANDS}",
                held("a")
            );
            fits &= self.tx.execute(&sql, values)? == kinds.other;
        }
        if kinds.come > 0 {
            let sql = format!(
                "INSERT INTO person (sip, state, bridge, conference_id, scope, user_principal_name, display_name, country, department, enabled, teams_only, licensed, object_id, beside) SELECT a.sip, a.state, a.bridge, a.conference_id, {scope}, a.user_principal_name, a.display_name, a.country, a.department, a.enabled, a.teams_only, a.licensed, a.object_id, a.beside FROM image a LEFT JOIN {SCOPES} ON within.bridge = a.bridge WHERE a.batch = $1 AND a.side = 1 AND NOT EXISTS (SELECT 1 FROM image b WHERE b.batch = a.batch AND b.position = a.position AND b.side = 0 AND b.sip = a.sip)"
            );
            self.tx.execute(&sql, values)?;
        }
        Ok(fits)
    }

    /// Names the first person who is not as a before-image says.
    fn not_as_it_stood(&mut self, batch: i64, changes: &[Change]) -> Result<()> {
        let sql = format!(
            "SELECT position FROM (SELECT c.position AS position FROM change c WHERE c.batch = $1 AND NOT EXISTS (SELECT 1 FROM person WHERE {STOOD}) UNION ALL SELECT b.position FROM image b WHERE b.batch = $1 AND b.side = 0 AND NOT EXISTS (SELECT 1 FROM person WHERE {STANDS})) AS moved ORDER BY position LIMIT 1"
        );
        let change = self.first(&sql, &[&batch], changes)?;
        let sip = change.and_then(Change::sip_before);
        Err(sip.map_or_else(Error::busy, Error::changed_under))
    }

    /// Names the first person whose address or ID is somebody else's.
    fn refused(&mut self, changes: &[Change], values: &[&(dyn ToSql + Sync)]) -> Result<()> {
        let there = "SELECT a.position FROM image a JOIN person ON person.sip = a.sip WHERE a.batch = $1 AND a.side = 1 AND NOT EXISTS (SELECT 1 FROM image b WHERE b.batch = a.batch AND b.sip = a.sip AND b.side = 0) ORDER BY a.position LIMIT 1";
        let change = self.first(there, &values[..1], changes)?;
        if let Some(sip) = change.and_then(Change::sip_after) {
            return Err(Error::changed_under(sip));
        }
        let held = format!(
            "WITH {COMING} SELECT coming.position FROM coming WHERE coming.nth > 1 OR EXISTS (SELECT 1 FROM person p WHERE p.conference_id = coming.conference_id AND p.scope = coming.scope AND NOT EXISTS (SELECT 1 FROM coming other WHERE other.sip = p.sip)) ORDER BY coming.position LIMIT 1"
        );
        let change = self.first(&held, values, changes)?;
        let refused = change.and_then(|change| {
            let id = change.after.assignment().map_or("", |held| &held.conference_id);
            Some(Error::id_in_use(change.sip_after()?, id))
        });
        Err(refused.unwrap_or_else(Error::busy))
    }

    /// The change at the position that a query finds.
    fn first<'c>(
        &mut self,
        sql: &str,
        values: &[&(dyn ToSql + Sync)],
        changes: &'c [Change],
    ) -> Result<Option<&'c Change>> {
        let row = self.tx.query_opt(sql, values).map_err(failure)?;
        let at = row.and_then(|row| usize::try_from(row.get::<_, i64>(0)).ok());
        Ok(at.and_then(|at| changes.get(at)))
    }

    /// Writes the changes into the journal. Gives the scope of each bridge that somebody gets.
    fn journal(
        &mut self,
        number: BatchNumber,
        changes: &[Change],
        scope: &dyn Fn(&Bridge) -> String,
    ) -> Result<BTreeMap<i64, String>> {
        let (mut ids, scopes) = self.bridges(changes, scope)?;
        let io = |error: std::io::Error| Error::unreachable(&error);
        let known = |_: &Bridge| Err(Error::damaged(&"a bridge has no number"));
        let mut held = |lines: &mut Lines, has: &Conferencing| {
            let bridge = ids.of(has, known)?;
            let id = has.assignment().map(|held| &*held.conference_id);
            lines.number(Some(state(has))).number(bridge).text(id);
            Ok::<_, Error>(())
        };
        let mut lines = Lines::default();
        let mut to = self.tx.copy_in(CHANGE).map_err(failure)?;
        for (position, change) in changes.iter().enumerate() {
            let Who::Stays(sip) = &change.who else { continue };
            lines.number(Some(signed(number.0))).number(Some(signed(position as u64)));
            lines.text(Some(sip.as_str()));
            held(&mut lines, &change.before)?;
            held(&mut lines, &change.after)?;
            lines.end(&mut to).map_err(io)?;
        }
        lines.send(&mut to).map_err(io)?;
        to.finish().map_err(failure)?;
        let mut to = self.tx.copy_in(IMAGE).map_err(failure)?;
        for (position, change) in changes.iter().enumerate() {
            let Who::Changes { before, after } = &change.who else { continue };
            for (side, who, has) in [(0, before, &change.before), (1, after, &change.after)] {
                let Some(who) = who else { continue };
                lines.number(Some(signed(number.0))).number(Some(signed(position as u64)));
                lines.number(Some(side)).text(Some(who.sip.as_str()));
                held(&mut lines, has)?;
                identity(&mut lines, who);
                lines.end(&mut to).map_err(io)?;
            }
        }
        lines.send(&mut to).map_err(io)?;
        to.flush().map_err(io)?;
        to.finish().map_err(failure)?;
        Ok(scopes)
    }

    /// The numbers of all bridges that changes are about, given where one is new; and the scopes of
    /// those that somebody gets.
    fn bridges(
        &mut self,
        changes: &[Change],
        scope: &dyn Fn(&Bridge) -> String,
    ) -> Result<(BridgeIds, BTreeMap<i64, String>)> {
        let mut stored: HashMap<Bridge, i64> = HashMap::new();
        self.each_row(&format!("SELECT {BRIDGES} FROM bridge"), &[], &mut |row| {
            let text = |at: usize| Ok::<_, Error>(row.text(at)?.unwrap_or_default());
            let bridge = AssignmentView {
                provider: text(1)?,
                domain: text(2)?,
                toll_number: text(3)?,
                toll_free_numbers: text(4)?,
                conference_id: "",
            };
            stored.insert(bridge.into(), row.number(0)?.unwrap_or(0));
            Ok(())
        })?;
        let mut next = stored.values().max().map_or(1, |last| last + 1);
        let (mut new, mut ids, mut scopes) =
            (Lines::default(), BridgeIds::default(), BTreeMap::new());
        for change in changes {
            for has in [&change.before, &change.after] {
                ids.of(has, |bridge| {
                    Ok(*stored.entry(bridge.clone()).or_insert_with(|| {
                        new.number(Some(next))
                            .text(Some(&bridge.provider))
                            .text(Some(&bridge.domain));
                        new.text(Some(&bridge.toll_number)).text(Some(&toll_free(bridge)));
                        new.end_row();
                        next += 1;
                        next - 1
                    }))
                })?;
            }
            if let Some(held) = change.after.assignment()
                && let Some(id) = ids.of(&change.after, |_| Ok(0))?
            {
                scopes.entry(id).or_insert_with(|| scope(&held.bridge));
            }
        }
        let sql = "COPY bridge (id, provider, domain, toll_number, toll_free) FROM STDIN";
        let mut to = self.tx.copy_in(sql).map_err(failure)?;
        new.send(&mut to).map_err(|error| Error::unreachable(&error))?;
        to.finish().map_err(failure)?;
        Ok((ids, scopes))
    }
}

/// A number as the database has it.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn identity(lines: &mut Lines, who: &Identity) {
    lines
        .text(Some(&who.user_principal_name))
        .text(Some(&who.display_name))
        .text(who.country.as_ref().map(Country::as_str))
        .text(Some(&who.department))
        .flag(Some(who.enabled))
        .flag(Some(who.teams_only))
        .flag(who.licensed)
        .text(who.object_id.as_deref())
        .text(Some(&beside_text(&who.beside)));
}

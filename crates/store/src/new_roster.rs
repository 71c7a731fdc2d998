//! A roster on its way into the store.

use tollgate_model::{BatchNumber, Hand, Plan, Roster};

use crate::apply::put;
use crate::backend::Tx;
use crate::{Error, Result, Store, rosters};

/// A roster on its way into the store. Dropped, it leaves nothing behind.
#[derive(Debug)]
pub struct NewRoster<'a> {
    tx: Box<dyn Tx + 'a>,
    number: u32,
}

impl Store {
    /// The number that the next roster will have, unless somebody else begins one first.
    pub fn next_roster(&mut self) -> Result<u32> {
        next(&mut *self.backend.read()?)
    }

    /// Begins a roster: its number is taken only when it is kept.
    pub fn begin_roster(&mut self) -> Result<NewRoster<'_>> {
        let mut tx = self.backend.write()?;
        let number = next(&mut *tx)?;
        Ok(NewRoster { tx, number })
    }
}

fn next(tx: &mut dyn Tx) -> Result<u32> {
    Ok(tx.rosters()?.iter().map(|roster| roster.number).max().unwrap_or(0) + 1)
}

impl NewRoster<'_> {
    /// The number it will have.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Shows the rosters that are open, the oldest first, also those that another hand kept just before.
    pub fn each_open(&mut self, each: &mut dyn FnMut(&Roster)) -> Result<()> {
        let rosters = rosters(&mut *self.tx)?;
        for info in rosters.iter().rev().filter(|roster| roster.state.is_open()) {
            each(&self.tx.roster(info.number)?.ok_or_else(|| Error::no_such_roster(info.number))?);
        }
        Ok(())
    }

    /// Puts the roster in; nobody sees it yet.
    pub fn put(&mut self, roster: &Roster) -> Result<()> {
        self.tx.put_roster(roster)
    }

    /// Makes a plan so in the same transaction; none when there is nothing to change.
    pub fn apply(&mut self, plan: &Plan, hand: &Hand) -> Result<Option<BatchNumber>> {
        let changes = !plan.changes.is_empty();
        changes.then(|| put(&mut *self.tx, plan, hand)).transpose()
    }

    /// Keeps it.
    pub fn keep(self) -> Result<()> {
        self.tx.commit()
    }
}

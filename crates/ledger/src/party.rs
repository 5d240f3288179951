//! Parties: the actors of all reports, one row for each name with its code and sectors. A person who changes office is
//! two parties and one `who`.

use crate::error::{Doing, Result};
use crate::key::{handle, hash};
use rusqlite::{Connection, OptionalExtension};
use sayso::records::ActorRecord;
use std::collections::HashMap;

/// What the ledger calls a party inside.
pub type PartyId = i64;

/// Numbers of the parties seen lately, so that most look-ups cost nothing.
#[derive(Default)]
pub struct Parties {
    known: HashMap<String, PartyId>,
}

/// Beyond this the memory is emptied.
const REMEMBERED: usize = 200_000;

impl Parties {
    /// The party of an actor, made when it is new.
    pub fn id(&mut self, conn: &Connection, actor: &ActorRecord) -> Result<PartyId> {
        let handle = party_handle(actor);
        if let Some(&id) = self.known.get(&handle) {
            return Ok(id);
        }
        let id = find_or_insert(conn, &handle, actor)?;
        if self.known.len() >= REMEMBERED {
            self.known.clear();
        }
        self.known.insert(handle, id);
        Ok(id)
    }
}

fn find_or_insert(conn: &Connection, handle: &str, actor: &ActorRecord) -> Result<PartyId> {
    let doing = "keeping an actor";
    let found = conn
        .prepare_cached("SELECT id FROM parties WHERE handle = ?1")
        .doing(doing)?
        .query_row([handle], |row| row.get(0))
        .optional()
        .doing(doing)?;
    if let Some(id) = found {
        return Ok(id);
    }
    conn.prepare_cached(
        "INSERT INTO parties (handle, who, name, kind, code, sub, sectors, entry) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )
    .doing(doing)?
    .insert((
        handle,
        who(actor),
        &actor.name,
        &actor.kind,
        &actor.code,
        &actor.sub,
        actor.sector.join(" "),
        &actor.entry,
    ))
    .doing(doing)
}

fn party_handle(actor: &ActorRecord) -> String {
    let or_empty = |s: &Option<String>| s.clone().unwrap_or_default();
    handle(&hash(&[
        &who(actor),
        &actor.name,
        &actor.kind,
        &or_empty(&actor.code),
        &or_empty(&actor.sub),
        &actor.sector.join(" "),
    ]))
}

/// The lexicon's entry, else kind, code and name: two reports that name somebody so mean the same one.
fn who(actor: &ActorRecord) -> String {
    match &actor.entry {
        Some(entry) => entry.clone(),
        None => format!(
            "{}:{}:{}:{}",
            actor.kind,
            actor.code.as_deref().unwrap_or_default(),
            actor.sub.as_deref().unwrap_or_default(),
            actor.name.to_lowercase()
        ),
    }
}

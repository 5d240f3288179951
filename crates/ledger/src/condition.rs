//! Filters as SQL. Words of the asker only ever become bound parameters. Each condition has two forms: one that probes a row
//! which is there already, and, where an index serves it, one that lists what fits. The rarest condition lists and the others
//! probe; when none is rare, rows are read in the order of the answer until there are enough. SQLite would choose worse: it
//! does not know how often a value stands in a column.

use crate::error::{Doing, Result};
use crate::filter::{ActorPattern, Filter, SourcePattern, contains, words};
use rusqlite::types::Value;
use rusqlite::{Connection, Statement};

/// A condition that fits no more rows than this is rare: listing and sorting them takes some ten milliseconds.
const RARE: i64 = 1500;

/// One condition.
struct Condition {
    /// True or false of a row.
    probe: String,
    /// A query for the ids of all rows that fit.
    list: Option<String>,
}

/// Conditions with the values that they bind.
#[derive(Default)]
pub struct Conditions {
    all: Vec<Condition>,
    values: Vec<Value>,
}

impl Conditions {
    /// Binds a value; returns its place.
    pub fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    /// A condition that can only probe.
    pub fn and(&mut self, probe: String) {
        self.all.push(Condition { probe, list: None });
    }

    /// A condition that can list as well.
    fn and_list(&mut self, probe: String, list: String) {
        self.all.push(Condition { probe, list: Some(list) });
    }

    /// `WHERE …`, or nothing.
    pub fn clause(&self) -> String {
        match self.probes() {
            sql if sql.is_empty() => sql,
            sql => format!("WHERE {sql}"),
        }
    }

    /// All conditions, probing.
    fn probes(&self) -> String {
        self.all.iter().map(|c| c.probe.as_str()).collect::<Vec<_>>().join(" AND ")
    }

    /// Lets the rarest condition list the ids of `column`; true when there is one.
    pub fn drive(&mut self, conn: &Connection, column: &str) -> Result<bool> {
        let mut rarest: Option<(i64, usize)> = None;
        for (i, condition) in self.all.iter().enumerate() {
            let Some(list) = &condition.list else { continue };
            let count = self.count(conn, list)?;
            if count <= RARE && rarest.is_none_or(|(least, _)| count < least) {
                rarest = Some((count, i));
            }
        }
        if let Some((_, i)) = rarest
            && let Some(list) = self.all[i].list.take()
        {
            self.all[i].probe = format!("{column} IN ({list})");
        }
        Ok(rarest.is_some())
    }

    /// How many rows a list has, or one more than is rare.
    fn count(&self, conn: &Connection, list: &str) -> Result<i64> {
        let doing = "looking for what is rare";
        let sql = format!("SELECT count(*) FROM (SELECT 1 FROM ({list} LIMIT {}))", RARE + 1);
        let mut statement = conn.prepare(&sql).doing(doing)?;
        self.bind_to(&mut statement).doing(doing)?;
        let mut rows = statement.raw_query();
        rows.next().doing(doing)?.map_or(Ok(0), |row| row.get(0)).doing(doing)
    }

    /// Binds the values that a statement uses.
    pub fn bind_to(&self, statement: &mut Statement<'_>) -> rusqlite::Result<()> {
        for (i, value) in self.values.iter().take(statement.parameter_count()).enumerate() {
            statement.raw_bind_parameter(i + 1, value)?;
        }
        Ok(())
    }

    /// One of several values, if any is given. The plus keeps SQLite from choosing this column's index.
    fn one_of<T: ToString>(&mut self, column: &str, values: &[T], list: Option<&str>) {
        if values.is_empty() {
            return;
        }
        let places: Vec<String> = values.iter().map(|v| self.bind(v.to_string())).collect();
        let fits = format!("{column} IN ({})", places.join(", "));
        match list {
            Some(table) => self.and_list(format!("+{fits}"), format!("SELECT id FROM {table} WHERE {fits}")),
            None => self.and(format!("+{fits}")),
        }
    }

    /// A column between the filter's days.
    pub fn days(&mut self, filter: &Filter, first: &str, last: &str) {
        if let Some(since) = &filter.since {
            let since = self.bind(since.clone());
            self.and(format!("{last} >= {since}"));
        }
        if let Some(until) = &filter.until {
            let until = self.bind(until.clone());
            self.and(format!("{first} <= {until}"));
        }
    }

    /// What a filter asks of a happening `h` itself.
    pub fn of_happening(&mut self, filter: &Filter) {
        let table = Some("happenings h");
        self.one_of("h.type", &filter.types, table);
        self.one_of("h.mode", &filter.modes, table);
        self.one_of("h.reality", &filter.realities, table);
        self.one_of("h.state", &filter.states, table);
        if let Some(n) = filter.min_origins {
            let n = self.bind(i64::from(n));
            let fits = format!("h.origins >= {n}");
            self.and_list(format!("+{fits}"), format!("SELECT id FROM happenings h WHERE {fits}"));
        }
        if let Some(place) = filter.place.as_deref() {
            let (part, code) = (self.bind(contains(place)), self.bind(place.to_uppercase()));
            let named = format!("+h.place LIKE {part} ESCAPE '\\'");
            let list = format!(
                "SELECT id FROM happenings h WHERE h.country = {code} UNION ALL SELECT id FROM happenings h WHERE {named}"
            );
            self.and_list(format!("(+h.country = {code} OR {named})"), list);
        }
        for (role, patterns) in [("actor", &filter.actors), ("recipient", &filter.recipients)] {
            for pattern in patterns {
                let fits = self.party(pattern);
                self.and_list(in_role(role, &fits), of_role(role, &fits));
            }
        }
        if let Some((a, b)) = &filter.dyad {
            let (a, b) = (self.party(a), self.party(b));
            let probe = |x: &str, y: &str| format!("{} AND {}", in_role("actor", x), in_role("recipient", y));
            self.and(format!("({} OR {})", probe(&a, &b), probe(&b, &a)));
        }
    }

    /// The condition that a party `p` fits a pattern.
    pub fn party(&mut self, pattern: &ActorPattern) -> String {
        pattern.fits(|value| self.bind(value))
    }

    /// What a filter asks of a claim `c` itself.
    pub fn of_claim(&mut self, filter: &Filter) {
        if let Some(polarity) = filter.polarity {
            let polarity = self.bind(polarity.to_string());
            let mut fits = format!("c.polarity = {polarity}");
            if !filter.certainties.is_empty() {
                let places: Vec<String> = filter.certainties.iter().map(|v| self.bind(v.to_string())).collect();
                fits += &format!(" AND c.certainty IN ({})", places.join(", "));
            }
            self.and_list(
                format!("+{}", fits.replace("c.certainty", "+c.certainty")),
                claims_list(&format!("claims c WHERE {fits}")),
            );
        } else {
            self.one_of("c.certainty", &filter.certainties, None);
        }
        match &filter.source {
            None => {}
            Some(SourcePattern::Author) => self.and("+c.voice = 'author'".to_owned()),
            Some(SourcePattern::Party(pattern)) => {
                let fits = self.party(pattern);
                self.and_list(
                    format!("EXISTS (SELECT 1 FROM parties p WHERE p.id = c.party AND {fits})"),
                    claims_list(&format!("parties p CROSS JOIN claims c ON c.party = p.id WHERE {fits}")),
                );
            }
        }
    }

    /// Happenings `h` that have a claim which fits, and whose words fit.
    pub fn claimed(&mut self, filter: &Filter) -> Result<()> {
        if filter.asks_for_claims() {
            let mut inner = Conditions { all: Vec::new(), values: std::mem::take(&mut self.values) };
            inner.of_claim(filter);
            let fits = inner.probes();
            let lists: Vec<String> = inner.all.iter().filter_map(|c| c.list.clone()).collect();
            self.values = inner.values;
            let probe = format!(
                "EXISTS (SELECT 1 FROM members m JOIN claims c ON c.event = m.event WHERE m.happening = h.id AND {fits})"
            );
            match lists.last() {
                None => self.and(probe),
                Some(list) => self.and_list(
                    probe,
                    format!(
                        "SELECT m.happening FROM ({list}) f CROSS JOIN claims c ON c.id = f.id \
                         CROSS JOIN members m ON m.event = c.event WHERE {fits}"
                    ),
                ),
            }
        }
        if let Some(text) = &filter.text {
            let words = self.bind(words(text)?);
            // CROSS JOIN keeps SQLite from starting at the other end.
            let list = format!(
                "SELECT m.happening FROM event_words CROSS JOIN members m ON m.event = event_words.rowid \
                 WHERE event_words MATCH {words} UNION ALL \
                 SELECT m.happening FROM claim_words CROSS JOIN claims c ON c.id = claim_words.rowid \
                 CROSS JOIN members m ON m.event = c.event WHERE claim_words MATCH {words}"
            );
            self.and_list(format!("h.id IN ({list})"), list);
        }
        Ok(())
    }

    /// Claims `c` whose words fit.
    pub fn claim_words(&mut self, filter: &Filter) -> Result<()> {
        if let Some(text) = &filter.text {
            let words = self.bind(words(text)?);
            let list = format!("SELECT rowid FROM claim_words WHERE claim_words MATCH {words}");
            self.and_list(format!("c.id IN ({list})"), list);
        }
        Ok(())
    }

    /// Claims `c` of happenings that fit: those are listed when they are rare, and probed one by one when not.
    pub fn of_claims_happening(&mut self, conn: &Connection, filter: &Filter) -> Result<()> {
        if !filter.asks_for_happening() {
            return Ok(());
        }
        let mut inner = Conditions { all: Vec::new(), values: std::mem::take(&mut self.values) };
        inner.of_happening(filter);
        let probe = inner.probes();
        inner.drive(conn, "h.id")?;
        let list = format!(
            "SELECT x.id FROM happenings h JOIN members y ON y.happening = h.id JOIN claims x ON x.event = y.event {}",
            inner.clause()
        );
        self.values = inner.values;
        self.and_list(probe, list);
        Ok(())
    }
}

/// A query for the ids of claims `c`.
fn claims_list(from: &str) -> String {
    format!("SELECT c.id AS id FROM {from}")
}

fn in_role(role: &str, fits: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM roles o CROSS JOIN parties p ON p.id = o.party WHERE o.happening = h.id AND \
         o.role = '{role}' AND {fits})"
    )
}

fn of_role(role: &str, fits: &str) -> String {
    format!("SELECT o.happening FROM parties p CROSS JOIN roles o ON o.party = p.id WHERE o.role = '{role}' AND {fits}")
}

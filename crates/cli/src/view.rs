//! A record for people: events, under each the claims with their sources, denials and figures side by side. Everything is
//! text of a given width; colour is an extra that nothing depends on. What comes out of a report is cleaned first, so that
//! no news text steers a terminal.

mod wording;

use crate::excerpts::{Excerpts, clean};
use anstyle::{AnsiColor, Style as Paint};
use sayso::records::{ActorRecord, ClaimRecord, ConflictRecord, EventRecord, Record, SideRecord};
use std::fmt::Write;
use wording::{day_range, plural, quantity, quote, readable_day};

/// Narrowest and widest the view gets.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=100;
/// Width where no terminal says otherwise.
const DEFAULT_WIDTH: usize = 96;

/// How to print.
pub struct Style {
    /// With terminal colours.
    pub color: bool,
    /// Columns.
    pub width: usize,
}

/// The terminal's width, within reason.
pub fn width() -> usize {
    terminal_size::terminal_size()
        .map_or(DEFAULT_WIDTH, |(w, _)| usize::from(w.0))
        .clamp(*WIDTHS.start(), *WIDTHS.end())
}

/// The whole view of one record.
pub fn show(record: &Record, style: &Style) -> String {
    let mut view = View { record, style, excerpts: Excerpts::new(&record.report.text), out: String::new() };
    view.head();
    for event in &record.events {
        view.event(event);
    }
    view.loose_claims();
    view.loose_conflicts();
    view.conditions();
    view.postures();
    view.explained_actors();
    view.notes();
    view.out.push('\n');
    view.out
}

struct View<'a> {
    record: &'a Record,
    style: &'a Style,
    excerpts: Excerpts<'a>,
    out: String,
}

impl<'a> View<'a> {
    fn paint(&self, s: &str, paint: Paint) -> String {
        if self.style.color { format!("{paint}{s}{paint:#}") } else { s.to_owned() }
    }

    fn bold(&self, s: &str) -> String {
        self.paint(s, Paint::new().bold())
    }

    fn color(&self, s: &str, color: AnsiColor) -> String {
        self.paint(s, color.on_default())
    }

    /// A line that wraps; later lines hang deeper.
    fn line(&mut self, indent: usize, hang: usize, s: &str) {
        let (first, rest) = (" ".repeat(indent), " ".repeat(hang));
        let options = textwrap::Options::new(self.style.width).initial_indent(&first).subsequent_indent(&rest);
        for line in textwrap::wrap(s, options) {
            let _ = writeln!(self.out, "{}", line.trim_end());
        }
    }

    fn section(&mut self, title: &str) {
        let title = self.bold(title);
        let _ = writeln!(self.out, "\n{title}");
    }

    fn why(&mut self, indent: usize, why: Option<&Vec<String>>) {
        for reason in why.into_iter().flatten() {
            self.line(indent, indent + 5, &format!("why: {}", clean(reason)));
        }
    }

    fn head(&mut self) {
        let r = &self.record.report;
        let title = self.bold(&clean(r.title.as_deref().unwrap_or(&r.id)));
        self.line(0, 0, &title);
        let published = r.published.as_deref().map(readable_day);
        let facts = [r.publisher.clone(), r.author.clone(), published, r.dateline.clone()];
        let facts: Vec<String> = facts.iter().flatten().map(|s| clean(s)).collect();
        if !facts.is_empty() {
            self.line(0, 0, &facts.join(" · "));
        }
        let counts = [
            plural(self.record.events.len(), "event"),
            plural(self.record.claims.len(), "claim"),
            plural(self.record.conflicts.len(), "conflict"),
        ];
        self.line(0, 0, &counts.join(" · "));
    }

    fn event(&mut self, e: &'a EventRecord) {
        let kind = e.mode.as_ref().map_or_else(|| e.event_type.clone(), |mode| format!("{}·{mode}", e.event_type));
        let actors = if e.actors.is_empty() { "?".to_owned() } else { self.party(e, "actor", &e.actors) };
        let recipients = if e.recipients.is_empty() {
            String::new()
        } else {
            format!(" → {}", self.party(e, "recipient", &e.recipients))
        };
        let mut facts = vec![format!("“{}”", quote(&self.excerpts, &[e.predicate.at]))];
        facts.extend(e.time.as_ref().map(|t| day_range(&t.value, t.start.as_deref(), t.end.as_deref())));
        facts.extend(e.place.as_ref().map(|p| clean(&p.name)));
        facts.extend(e.quantities.iter().map(quantity));
        let head = format!("{} {}  {}   {actors}{recipients}", e.id, self.bold(&kind), self.reality(&e.reality));
        self.out.push('\n');
        self.line(0, 4, &head);
        self.line(3, 5, &facts.join(" · "));
        self.why(3, e.why.as_ref());
        let record = self.record;
        record.claims.iter().filter(|c| is_about(c, e)).for_each(|c| self.claim(c));
        let here: Vec<&ConflictRecord> =
            record.conflicts.iter().filter(|c| self.home(c) == Some(e.id.as_str())).collect();
        self.conflicts(&here);
    }

    /// A side of an event; one that the clause leaves out stands in brackets.
    fn party(&self, e: &EventRecord, side: &str, ids: &[String]) -> String {
        let names = self.actors(ids);
        if e.implied.iter().any(|s| s == side) { format!("[{names}]") } else { names }
    }

    /// The event under which a conflict is shown: the first that one of its claims is about.
    fn home(&self, conflict: &ConflictRecord) -> Option<&'a str> {
        let record = self.record;
        conflict.between.iter().find_map(|id| record.claims.iter().find(|c| c.id == *id)?.event.as_deref())
    }

    fn reality(&self, reality: &str) -> String {
        let color = match reality {
            "disputed" => AnsiColor::Yellow,
            "refrained" => AnsiColor::Red,
            "occurred" | "ongoing" => AnsiColor::Green,
            _ => AnsiColor::Cyan,
        };
        self.color(reality, color)
    }

    fn claim(&mut self, c: &ClaimRecord) {
        let via: Vec<String> = c.chain.iter().map(|id| self.name(id)).collect();
        let via = if via.is_empty() { String::new() } else { format!(", according to {}", via.join(", ")) };
        let stance = match &c.cue {
            Some(cue) => format!("{}, {}", clean(&cue.lemma), c.certainty),
            None => c.certainty.clone(),
        };
        let quoted = quote(&self.excerpts, &c.content);
        let text = format!("{} {} {}{via}: {stance} — “{quoted}”", self.sign(c), c.id, self.source(c));
        self.line(2, 6, &text);
        self.why(6, c.why.as_ref());
    }

    fn sign(&self, c: &ClaimRecord) -> String {
        if c.polarity == "-" { self.color("−", AnsiColor::Red) } else { self.color("+", AnsiColor::Green) }
    }

    fn source(&self, c: &ClaimRecord) -> String {
        match c.source.as_deref() {
            Some("author") => "the report".to_owned(),
            Some(id) => self.actor(id),
            None => "somebody unnamed".to_owned(),
        }
    }

    /// Conflicts of one kind in one line, the sides next to each other: figures with who gives them, or who asserts and
    /// who denies. What every pair of claims is about is said only when there is one.
    fn conflicts(&mut self, conflicts: &[&ConflictRecord]) {
        let mut kinds: Vec<&str> = Vec::new();
        for conflict in conflicts {
            if !kinds.contains(&conflict.kind.as_str()) {
                kinds.push(&conflict.kind);
            }
        }
        for kind in kinds {
            let of_kind: Vec<&&ConflictRecord> = conflicts.iter().filter(|c| c.kind == kind).collect();
            let text = format!("! {kind}: {}", self.sides(kind, &of_kind).join("  ↔  "));
            let text = self.color(&text, AnsiColor::Yellow);
            self.line(2, 6, &text);
            if let [only] = of_kind[..] {
                self.line(6, 6, &clean(&only.what));
            }
        }
    }

    /// Those who assert and those who deny; for other kinds every claim is a side of its own.
    fn sides(&self, kind: &str, conflicts: &[&&ConflictRecord]) -> Vec<String> {
        let mut claims: Vec<&str> = Vec::new();
        for id in conflicts.iter().flat_map(|c| &c.between) {
            if !claims.contains(&id.as_str()) {
                claims.push(id);
            }
        }
        if kind != "denial" {
            return claims.iter().map(|id| self.side_of(kind, id)).collect();
        }
        let denies = |id: &&str| self.record.claims.iter().any(|c| c.id == *id && c.polarity == "-");
        let (denying, asserting): (Vec<&str>, Vec<&str>) = claims.into_iter().partition(denies);
        let side = |sign: &str, ids: &[&str]| {
            let who: Vec<String> = ids.iter().map(|id| self.side_of(kind, id)).collect();
            format!("{sign} {}", who.join(", "))
        };
        vec![side("+", &asserting), side("−", &denying)]
    }

    fn side_of(&self, kind: &str, id: &str) -> String {
        let Some(claim) = self.record.claims.iter().find(|c| c.id == id) else { return id.to_owned() };
        let who = match claim.source.as_deref() {
            Some(actor) if actor != "author" => self.name(actor),
            _ => self.source(claim),
        };
        let figures: Vec<String> = claim.quantities.iter().map(quantity).collect();
        if kind == "figures" && !figures.is_empty() {
            return format!("{} ({id} {who})", figures.join(", "));
        }
        format!("{id} {who}")
    }

    fn loose_claims(&mut self) {
        let known = |c: &ClaimRecord| self.record.events.iter().any(|e| is_about(c, e));
        let loose: Vec<&ClaimRecord> = self.record.claims.iter().filter(|c| !known(c)).collect();
        if !loose.is_empty() {
            self.section("Claims about no coded event");
            loose.into_iter().for_each(|c| self.claim(c));
        }
    }

    fn loose_conflicts(&mut self) {
        let record = self.record;
        let loose: Vec<&ConflictRecord> = record.conflicts.iter().filter(|c| self.home(c).is_none()).collect();
        if !loose.is_empty() {
            self.section("Other conflicts");
            self.conflicts(&loose);
        }
    }

    fn conditions(&mut self) {
        if self.record.conditions.is_empty() {
            return;
        }
        self.section("Conditions");
        for c in &self.record.conditions {
            let (marker, antecedent, consequent) =
                (quote(&self.excerpts, &[c.marker]), self.side(&c.antecedent), self.side(&c.consequent));
            self.line(2, 6, &format!("{marker}: {antecedent} → {consequent}"));
        }
    }

    fn postures(&mut self) {
        if self.record.postures.is_empty() {
            return;
        }
        self.section("Postures");
        for p in &self.record.postures {
            let since = p.since.as_ref().map_or_else(String::new, |s| format!(", since {}", readable_day(s)));
            let claim = p.claim.as_ref().map_or_else(String::new, |c| format!(" [{c}]"));
            let action = self.side(&SideRecord::Event(p.action.clone()));
            self.line(2, 6, &format!("{} {} {action}{since}{claim}", self.actor(&p.actor), p.stance));
        }
    }

    /// Actors show in events and claims; a list of their own is for those who ask why.
    fn explained_actors(&mut self) {
        if self.record.actors.iter().all(|a| a.why.is_none()) {
            return;
        }
        self.section("Actors");
        for a in &self.record.actors {
            let mentions = plural(a.mentions.len(), "mention");
            self.line(2, 6, &format!("{} {}: {}, {mentions}", a.id, describe(a), a.kind));
            self.why(6, a.why.as_ref());
        }
    }

    fn notes(&mut self) {
        if self.record.notes.is_empty() {
            return;
        }
        self.section("Notes");
        for note in &self.record.notes {
            self.line(2, 4, &clean(note));
        }
    }

    fn side(&self, side: &SideRecord) -> String {
        match side {
            SideRecord::Text { at } => format!("“{}”", quote(&self.excerpts, &[*at])),
            SideRecord::Event(id) => match self.record.events.iter().find(|e| e.id == *id) {
                Some(e) => format!("{id} {} “{}”", e.event_type, quote(&self.excerpts, &[e.predicate.at])),
                None => id.clone(),
            },
        }
    }

    fn find(&self, id: &str) -> Option<&ActorRecord> {
        self.record.actors.iter().find(|a| a.id == id)
    }

    fn name(&self, id: &str) -> String {
        self.find(id).map_or_else(|| id.to_owned(), |a| clean(&a.name))
    }

    fn actor(&self, id: &str) -> String {
        self.find(id).map_or_else(|| id.to_owned(), describe)
    }

    fn actors(&self, ids: &[String]) -> String {
        ids.iter().map(|id| self.actor(id)).collect::<Vec<_>>().join(", ")
    }
}

fn is_about(c: &ClaimRecord, e: &EventRecord) -> bool {
    c.event.as_deref() == Some(e.id.as_str())
}

/// "North Korea (PRK)", "officials (KOR GOV)".
fn describe(a: &ActorRecord) -> String {
    let code = a.sub.as_ref().or(a.code.as_ref());
    let codes: Vec<&str> = code.iter().map(|c| c.as_str()).chain(a.sector.iter().map(String::as_str)).collect();
    if codes.is_empty() { clean(&a.name) } else { format!("{} ({})", clean(&a.name), codes.join(" ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = include_str!("view/record.json");

    fn record() -> Record {
        serde_json::from_str(RECORD).unwrap()
    }

    fn show_at(record: &Record, width: usize, color: bool) -> String {
        show(record, &Style { color, width })
    }

    #[test]
    fn a_record_with_everything() {
        insta::assert_snapshot!(show_at(&record(), 90, false));
    }

    #[test]
    fn why_is_said_on_request() {
        let mut record = record();
        record.events[0].why =
            Some(vec!["rule mobilize/deploy: noun “deployment”".into(), "reality: denied by c2".into()]);
        record.claims[0].why = Some(vec!["cue verify (confirm)".into()]);
        record.actors[0].why = Some(vec!["countries.tsv: Norland".into()]);
        insta::assert_snapshot!(show_at(&record, 90, false));
    }

    #[test]
    fn lines_fit() {
        for width in WIDTHS {
            let shown = show_at(&record(), width, false);
            let longest = shown.lines().map(textwrap::core::display_width).max().unwrap_or(0);
            assert!(longest <= width, "{longest} > {width}");
        }
    }

    #[test]
    fn colour_changes_nothing_but_colour() {
        let plain = show_at(&record(), 90, false);
        let colored = show_at(&record(), 90, true);
        assert!(!plain.contains('\x1b') && colored.contains('\x1b'));
        let mut stripped = String::new();
        let mut pieces = colored.split('\x1b');
        stripped.push_str(pieces.next().unwrap());
        pieces.for_each(|p| stripped.push_str(p.split_once('m').unwrap().1));
        assert_eq!(stripped, plain);
    }

    #[test]
    fn a_text_cannot_steer_the_terminal() {
        let mut record = record();
        record.report.title = Some("A\x1b[2J\u{202e}B\nC".into());
        record.actors[0].name = "N\x07orland".into();
        record.report.text = record.report.text.replace("of the", "\x1b[1m");
        let shown = show_at(&record, 90, false);
        assert!(shown.starts_with("A [2J B C\n"), "{shown}");
        assert!(!shown.contains(['\x1b', '\x07', '\u{202e}']));
    }

    #[test]
    fn ids_that_lead_nowhere_are_shown_as_they_are() {
        let mut record = record();
        record.actors.clear();
        record.events.truncate(1);
        record.claims.truncate(1);
        let shown = show_at(&record, 90, false);
        assert!(shown.contains("a1 → a2") && shown.contains("c2"), "{shown}");
    }
}

//! A record for people: events, under each the claims with their sources, denials and figures side by side. Everything is
//! text of a given width; colour is an extra that nothing depends on.

use anstyle::{AnsiColor, Style as Paint};
use sayso::records::{ActorRecord, At, ClaimRecord, EventRecord, QuantityRecord, Record, SideRecord};
use std::fmt::Write;

/// Narrowest and widest the view gets.
const WIDTHS: std::ops::RangeInclusive<usize> = 60..=110;
/// Quoted contents are cut after this many characters.
const MAX_QUOTED: usize = 160;

/// How to print.
pub struct Style {
    /// With terminal colours.
    pub color: bool,
    /// Columns.
    pub width: usize,
}

/// The terminal's width, within reason.
pub fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok()).unwrap_or(96);
    columns.clamp(*WIDTHS.start(), *WIDTHS.end())
}

/// The whole view of one record.
pub fn show(record: &Record, style: &Style) -> String {
    let v = View { record, style, text: record.report.text.chars().collect() };
    let mut out = String::new();
    v.head(&mut out);
    for event in &record.events {
        v.event(event, &mut out);
    }
    let loose: Vec<&ClaimRecord> = record.claims.iter().filter(|c| c.event.is_none()).collect();
    if !loose.is_empty() {
        v.section("Claims about no coded event", &mut out);
        loose.iter().for_each(|c| v.claim(c, &mut out));
    }
    v.rest(&mut out);
    out
}

struct View<'a> {
    record: &'a Record,
    style: &'a Style,
    text: Vec<char>,
}

impl View<'_> {
    fn paint(&self, s: &str, paint: Paint) -> String {
        if self.style.color { format!("{paint}{s}{paint:#}") } else { s.to_owned() }
    }

    fn bold(&self, s: &str) -> String {
        self.paint(s, Paint::new().bold())
    }

    fn color(&self, s: &str, color: AnsiColor) -> String {
        self.paint(s, color.on_default())
    }

    fn line(&self, indent: usize, hang: usize, s: &str, out: &mut String) {
        let (first, rest) = (" ".repeat(indent), " ".repeat(hang));
        let options = textwrap::Options::new(self.style.width).initial_indent(&first).subsequent_indent(&rest).break_words(false);
        for l in textwrap::wrap(s, options) {
            let _ = writeln!(out, "{}", l.trim_end());
        }
    }

    fn section(&self, title: &str, out: &mut String) {
        let _ = writeln!(out, "\n{}", self.bold(title));
    }

    fn head(&self, out: &mut String) {
        let r = &self.record.report;
        let title = r.title.as_deref().unwrap_or(&r.id);
        self.line(0, 0, &self.bold(title), out);
        let meta: Vec<&str> = [r.publisher.as_deref(), r.author.as_deref(), r.published.as_deref()].into_iter().flatten().collect();
        if !meta.is_empty() {
            self.line(0, 0, &meta.join(" · "), out);
        }
        let (events, claims) = (self.record.events.len(), self.record.claims.len());
        self.line(0, 0, &format!("{events} events, {claims} claims, {} conflicts", self.record.conflicts.len()), out);
    }

    fn event(&self, e: &EventRecord, out: &mut String) {
        let kind = match &e.mode {
            Some(mode) => format!("{} {mode}", e.event_type),
            None => e.event_type.clone(),
        };
        let who = |ids: &[String]| ids.iter().map(|id| self.actor(id)).collect::<Vec<_>>().join(", ");
        let mut parts = vec![format!("{}  “{}”", self.reality(&e.reality), self.quoted(&[e.predicate.at]))];
        let (actors, recipients) = (who(&e.actors), who(&e.recipients));
        let actors = if actors.is_empty() { "?".to_owned() } else { actors };
        parts.push(if recipients.is_empty() { actors } else { format!("{actors} → {recipients}") });
        if let Some(t) = &e.time {
            parts.push(t.value.clone());
        }
        if let Some(p) = &e.place {
            parts.push(format!("in {}", p.name));
        }
        parts.extend(e.quantities.iter().map(|q| self.quantity(q)));
        out.push('\n');
        self.line(0, 4, &format!("{} {}  {}", e.id, self.bold(&kind), parts.join("  ")), out);
        if let Some(why) = &e.why {
            self.line(4, 6, &format!("why: {}", why.join("; ")), out);
        }
        for claim in self.record.claims.iter().filter(|c| c.event.as_deref() == Some(e.id.as_str())) {
            self.claim(claim, out);
        }
        for conflict in &self.record.conflicts {
            let about = self.record.claims.iter().any(|c| c.id == conflict.between[0] && c.event.as_deref() == Some(e.id.as_str()));
            if about {
                let text = format!("! {}: {} [{} / {}]", conflict.kind, conflict.what, conflict.between[0], conflict.between[1]);
                self.line(2, 6, &self.color(&text, AnsiColor::Yellow), out);
            }
        }
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

    fn claim(&self, c: &ClaimRecord, out: &mut String) {
        let source = match c.source.as_deref() {
            Some("author") => "the report".to_owned(),
            Some(id) => self.actor(id),
            None => "unnamed".to_owned(),
        };
        let via: Vec<String> = c.chain.iter().map(|id| self.name(id)).collect();
        let via = if via.is_empty() { String::new() } else { format!(" (via {})", via.join(", ")) };
        let (sign, color) = if c.polarity == "-" { ("−", AnsiColor::Red) } else { ("+", AnsiColor::Green) };
        let cue = c.cue.as_ref().map_or_else(|| "states".to_owned(), |q| q.lemma.clone());
        let text = format!("{} {} {source}{via}: {cue}, {} — “{}”", self.color(sign, color), c.id, c.certainty, self.quoted(&c.content));
        self.line(2, 6, &text, out);
        if let Some(why) = &c.why {
            self.line(6, 8, &format!("why: {}", why.join("; ")), out);
        }
    }

    fn rest(&self, out: &mut String) {
        if !self.record.conditions.is_empty() {
            self.section("Conditions", out);
        }
        for c in &self.record.conditions {
            let text = format!("{}: {} → {}", self.quoted(&[c.marker]), self.side(&c.antecedent), self.side(&c.consequent));
            self.line(2, 6, &text, out);
        }
        if !self.record.postures.is_empty() {
            self.section("Postures", out);
        }
        for p in &self.record.postures {
            let since = p.since.as_ref().map_or_else(String::new, |s| format!(" ({s})"));
            self.line(2, 6, &format!("{} {} {}{since}", self.name(&p.actor), p.stance, self.side(&SideRecord::Event(p.action.clone()))), out);
        }
        if !self.record.notes.is_empty() {
            self.section("Notes", out);
            self.record.notes.iter().for_each(|n| self.line(2, 4, n, out));
        }
    }

    fn side(&self, side: &SideRecord) -> String {
        match side {
            SideRecord::Text { at } => format!("“{}”", self.quoted(&[*at])),
            SideRecord::Event(id) => match self.record.events.iter().find(|e| e.id == *id) {
                Some(e) => format!("{id} {} “{}”", e.event_type, self.quoted(&[e.predicate.at])),
                None => id.clone(),
            },
        }
    }

    fn find(&self, id: &str) -> Option<&ActorRecord> {
        self.record.actors.iter().find(|a| a.id == id)
    }

    fn name(&self, id: &str) -> String {
        self.find(id).map_or_else(|| id.to_owned(), |a| a.name.clone())
    }

    /// "North Korea (PRK)", "officials (KOR GOV)".
    fn actor(&self, id: &str) -> String {
        let Some(a) = self.find(id) else { return id.to_owned() };
        let code = a.sub.as_ref().or(a.code.as_ref());
        let codes: Vec<&str> = code.iter().map(|c| c.as_str()).chain(a.sector.iter().map(String::as_str)).collect();
        if codes.is_empty() { a.name.clone() } else { format!("{} ({})", a.name, codes.join(" ")) }
    }

    fn quantity(&self, q: &QuantityRecord) -> String {
        let bound = match q.bound.as_str() {
            "at_least" => "≥ ",
            "at_most" => "≤ ",
            "about" => "≈ ",
            _ => "",
        };
        let what = q.of.as_ref().or(q.unit.as_ref()).map_or_else(String::new, |u| format!(" {u}"));
        format!("{bound}{}{what}", q.value)
    }

    fn quoted(&self, spans: &[At]) -> String {
        let pieces: Vec<String> =
            spans.iter().map(|s| self.text.get(s[0] as usize..s[1] as usize).unwrap_or(&[]).iter().collect()).collect();
        let joined = pieces.join(" … ").split_whitespace().collect::<Vec<_>>().join(" ");
        if joined.chars().count() <= MAX_QUOTED {
            return joined;
        }
        let cut: String = joined.chars().take(MAX_QUOTED).collect();
        format!("{}…", cut.trim_end())
    }
}

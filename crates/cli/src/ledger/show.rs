//! One happening for people: what each report says of it, who claims and who denies it, figures side by side, decisions.

use super::args::ShowArgs;
use crate::view;
use anyhow::Result;
use sayso_ledger::{ClaimRow, EventRef, EventRow, FigureRow, Ledger, Shown, Why};
use std::fmt::Write as _;
use std::io::Write;

/// `sayso show`.
pub fn show(args: &ShowArgs) -> Result<bool> {
    let shown = opened(args)?.show(&EventRef::parse('e', &args.id)?)?;
    std::io::stdout().write_all(shown_text(&shown, view::width()).as_bytes())?;
    Ok(true)
}

/// `sayso why`.
pub fn why(args: &ShowArgs) -> Result<bool> {
    let ledger = opened(args)?;
    let id = EventRef::parse('e', &args.id)?;
    let mut text = String::new();
    for why in ledger.why(&id)? {
        reasons(&why, &mut text);
    }
    for d in ledger.show(&id)?.decisions {
        let _ = writeln!(text, "{} {} {} by {}: {}{}", d.a, d.decision, d.b, d.maker, d.reason, superseded(d.holds));
    }
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(true)
}

fn opened(args: &ShowArgs) -> Result<Ledger> {
    let ledger = Ledger::open(&args.ledger.path)?;
    if let Some(day) = &args.as_of {
        ledger.as_of(day)?;
    }
    Ok(ledger)
}

fn superseded(holds: bool) -> &'static str {
    if holds { "" } else { " (superseded)" }
}

fn shown_text(shown: &Shown, width: usize) -> String {
    let mut out = head(&shown.event);
    let changes: Vec<String> = shown.history.iter().map(|(day, state)| format!("{} {state}", dated(day))).collect();
    let _ = writeln!(out, "  state: {}", changes.join("; "));
    out.push_str("\nReports\n");
    for m in &shown.members {
        let of = if m.source.is_empty() { String::new() } else { format!(", {}", m.source) };
        let title = m.title.as_ref().map_or_else(String::new, |t| format!(": {t}"));
        let day = dated(m.published.as_deref().unwrap_or_default());
        let _ = writeln!(out, "  {} {day}  {}{of}{title}", m.id, m.report);
        wrapped(&mut out, &format!("“{}” ({})", m.sentence, m.reality), width);
    }
    out.push_str("\nClaims\n");
    for claim in &shown.claims {
        let _ = writeln!(out, "  {}", claim_head(claim));
        wrapped(&mut out, &format!("“{}”", claim.content), width);
    }
    if !shown.figures.is_empty() {
        out.push_str("\nFigures\n");
        shown.figures.iter().for_each(|f| figure(f, &mut out));
    }
    if !shown.decisions.is_empty() {
        out.push_str("\nDecisions\n");
    }
    for d in &shown.decisions {
        let _ = writeln!(out, "  {} and {}: {} ({}){}", d.a, d.b, d.decision, d.maker, superseded(d.holds));
        wrapped(&mut out, &d.reason, width);
    }
    out
}

fn head(e: &EventRow) -> String {
    let side = |names: &[String], codes: &[String]| {
        let both = names.iter().zip(codes).map(|(name, code)| match code.as_str() {
            "" => name.clone(),
            code => format!("{name} ({code})"),
        });
        both.collect::<Vec<_>>().join(", ")
    };
    let mode = e.mode.as_ref().map_or_else(String::new, |m| format!("·{m}"));
    let mut out = format!(
        "{} {}{mode}  {}, {}  {} → {}\n",
        e.id,
        e.event_type,
        e.state,
        e.reality,
        side(&e.actors, &e.actor_codes),
        side(&e.recipients, &e.recipient_codes)
    );
    let days = if e.day == e.last_day { dated(&e.day).to_owned() } else { format!("{} to {}", e.day, e.last_day) };
    let place = e.place.as_ref().map_or_else(String::new, |p| format!(" · {p}"));
    let _ = writeln!(
        out,
        "  {days}{place} · {} independent for it, {} against · {} reports, {} claims",
        e.origins, e.denials, e.reports, e.claims
    );
    out
}

fn claim_head(c: &ClaimRow) -> String {
    let code = c.source_code.as_ref().map_or_else(String::new, |code| format!(" ({code})"));
    let cue = c.cue.as_ref().map_or_else(String::new, |cue| format!(", {cue}"));
    let through = if c.chain.is_empty() { String::new() } else { format!(", through {}", c.chain.join(", ")) };
    let source = c.source.as_deref().unwrap_or("unstated");
    format!("{} {} {}  {source}{code}{cue}, {}{through} [{}]", c.polarity, c.id, dated(&c.day), c.certainty, c.report)
}

fn figure(f: &FigureRow, out: &mut String) {
    let bound = match f.bound.as_str() {
        "at_least" => "at least ",
        "at_most" => "at most ",
        "about" => "about ",
        _ => "",
    };
    let upper = f.upper.map_or_else(String::new, |u| format!("–{u}"));
    let counted = f.counted.as_deref().or(f.unit.as_deref()).unwrap_or_default();
    let source = f.source.as_deref().unwrap_or("the report");
    let _ =
        writeln!(out, "  {}: {bound}{}{upper} {counted}  {source}, {} [{}]", f.role, f.value, dated(&f.day), f.report);
}

fn dated(day: &str) -> &str {
    if day.is_empty() { "undated" } else { day }
}

fn wrapped(out: &mut String, text: &str, width: usize) {
    let options = textwrap::Options::new(width).initial_indent("      ").subsequent_indent("      ");
    for line in textwrap::wrap(text, options) {
        let _ = writeln!(out, "{line}");
    }
}

fn reasons(why: &Why, out: &mut String) {
    let [program, model, lexicon] = &why.versions;
    let _ = writeln!(out, "{} (sayso {program}, model {model}, lexicon {lexicon})", why.id);
    for reason in &why.reasons {
        let _ = writeln!(out, "  {reason}");
    }
    for (claim, reasons) in &why.claims {
        let _ = writeln!(out, "  {claim}");
        for reason in reasons {
            let _ = writeln!(out, "    {reason}");
        }
    }
}

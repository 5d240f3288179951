//! Claims that can't both stand, conditions between happenings, and actors' declared positions: what follows from events
//! and claims once they are there.

use super::args::Args;
use super::claims::cue_lemma;
use super::events::CodedEvents;
use crate::code::{
    Actor, ActorId, Claim, ClaimId, Clause, Condition, Conflict, ConflictKind, Event, EventId, EventType, Polarity,
    Posture, Quantity, Reality, Source, Stance,
};
use crate::codebook::stance::{ConditionKind, ConditionMarker, Consequent, Lexemes, Opens};
use crate::parse::{Deprel, WordId};
use crate::span::Span;

/// Claims that are held against each other in one report.
const MAX_TELLING: usize = 1_000;

/// Denials, and figures that differ for the same thing. `states` says of a class of cues whether its source says that
/// something is or is not so.
pub fn conflicts(events: &[Event], claims: &[Claim], actors: &[Actor], states: &dyn Fn(&str) -> bool) -> Vec<Conflict> {
    let mut out = Vec::new();
    let telling = telling(claims, states);
    for (n, &i) in telling.iter().enumerate() {
        for &j in &telling[n + 1..] {
            let between = (ClaimId(i as u32), ClaimId(j as u32));
            let (a, b) = (&claims[i], &claims[j]);
            let alone = a.source == b.source && a.source != Source::Unstated;
            // Who denies what he is said to have said before is at odds with himself.
            if denies(a, b) && (!alone || is_denial(a) || is_denial(b)) {
                let (yes, no) = if a.polarity == Polarity::Positive { (a, b) } else { (b, a) };
                let what = format!(
                    "{} ({}) asserts, {} ({}) denies",
                    source_name(yes, actors),
                    cue_lemma(yes),
                    source_name(no, actors),
                    cue_lemma(no)
                );
                out.push(Conflict { kind: ConflictKind::Denial, between, what });
            } else if let Some((x, y)) = figures(events, actors, a, b).filter(|_| !alone) {
                let what = format!(
                    "{} ({}) against {} ({})",
                    x.value,
                    source_name(a, actors),
                    y.value,
                    source_name(b, actors)
                );
                out.push(Conflict { kind: ConflictKind::Figures, between, what });
            }
        }
    }
    out
}

/// Claims that say something new: what a source says again of the same event, with the same numbers, adds no conflict.
fn telling(claims: &[Claim], states: &dyn Fn(&str) -> bool) -> Vec<usize> {
    let mut seen: Vec<(&Claim, Vec<f64>)> = Vec::new();
    let mut out = Vec::new();
    for (i, claim) in claims.iter().enumerate() {
        let stating = claim.cue.as_ref().is_some_and(|cue| states(&cue.class)) && !claim.aside;
        if claim.event.is_none() || !stating || out.len() >= MAX_TELLING {
            continue;
        }
        let values: Vec<f64> = claim.quantities.iter().map(|q| q.value).collect();
        let again = seen.iter().any(|(c, v)| {
            c.event == claim.event && c.source == claim.source && c.polarity == claim.polarity && *v == values
        });
        if !again {
            seen.push((claim, values));
            out.push(i);
        }
    }
    out
}

/// Class of the cues that deny.
const DENY: &str = "deny";

fn is_denial(claim: &Claim) -> bool {
    claim.cue.as_ref().is_some_and(|cue| cue.class == DENY)
}

fn denies(a: &Claim, b: &Claim) -> bool {
    a.event.is_some() && a.event == b.event && a.polarity != b.polarity && (a.cue.is_some() && b.cue.is_some())
}

/// The first pair of numbers that count the same and differ.
fn figures<'c>(events: &[Event], actors: &[Actor], a: &'c Claim, b: &'c Claim) -> Option<(&'c Quantity, &'c Quantity)> {
    let (x, y) = (a.event?, b.event?);
    let (ea, eb) = (&events[x.index()], &events[y.index()]);
    let code = |id: &ActorId| actors[id.index()].code.as_ref();
    let same_actor =
        ea.actors.iter().any(|p| eb.actors.iter().any(|q| p == q || code(p).is_some() && code(p) == code(q)));
    let comparable = x == y || (ea.event_type == eb.event_type && same_actor);
    if !comparable || a.cue.is_none() || b.cue.is_none() {
        return None;
    }
    for p in &a.quantities {
        for q in &b.quantities {
            if p.unit == q.unit && p.role == q.role && p.unit.is_some() && !(overlap(p, q)) {
                return Some((p, q));
            }
        }
    }
    None
}

/// Two numbers agree when their intervals meet.
fn overlap(p: &Quantity, q: &Quantity) -> bool {
    use crate::code::Bound;
    let interval = |x: &Quantity| match x.bound {
        Bound::AtLeast => (x.value, f64::INFINITY),
        Bound::AtMost => (0.0, x.value),
        _ => (x.value, x.upper.unwrap_or(x.value)),
    };
    let ((a, b), (c, d)) = (interval(p), interval(q));
    a <= d && c <= b
}

fn source_name<'a>(claim: &Claim, actors: &'a [Actor]) -> &'a str {
    match claim.source {
        Source::Actor(id) => &actors[id.index()].name,
        Source::Author => "the report",
        Source::Unstated => "unnamed sources",
    }
}

/// If this, then that.
pub fn conditions(args: Args<'_>, markers: &Lexemes<ConditionMarker>, coded: &CodedEvents) -> Vec<Condition> {
    let mut out: Vec<Condition> = Vec::new();
    let mut covered = 0u32;
    for i in 0..args.parsed.words.len() as u32 {
        let w = WordId(i);
        if i < covered {
            continue;
        }
        let found = markers.opening_with(args.lemma(w)).find_map(|row| {
            // "as" and "since" give reasons of all sorts; only phrases like "in light of" make one thing hang on another.
            let reason = row.kind == ConditionKind::Reason && row.words.len() > 1;
            if row.kind != ConditionKind::Condition && !reason {
                return None;
            }
            let end = contiguous(args, w, &row.words)?;
            let (antecedent, consequent) = sides(args, row, w, end)?;
            Some((row, end, antecedent, consequent))
        });
        let Some((_, end, antecedent, consequent)) = found else { continue };
        covered = end;
        let marker = args.parsed.word(w).span.hull(args.parsed.word(WordId(end - 1)).span);
        let condition = Condition {
            antecedent: clause(args, coded, antecedent, None, marker),
            consequent: clause(args, coded, consequent, Some(antecedent), marker),
            marker,
        };
        if condition.antecedent != condition.consequent {
            out.push(condition);
        }
    }
    out
}

/// The marker's words must follow each other; returns one past the last.
fn contiguous(args: Args<'_>, first: WordId, words: &[smol_str::SmolStr]) -> Option<u32> {
    let end = first.0 + words.len() as u32;
    if end > args.parsed.sentence_of(first).words.end {
        return None;
    }
    (first.0..end).zip(words).all(|(i, x)| args.lemma(WordId(i)) == x).then_some(end)
}

/// The heads of the two sides.
fn sides(args: Args<'_>, row: &ConditionMarker, first: WordId, end: u32) -> Option<(WordId, WordId)> {
    let inside = |w: WordId| w >= first && w.0 < end;
    let up = |mut w: WordId| {
        for _ in 0..4 {
            match args.head(w) {
                Some(h) if inside(w) => w = h,
                _ => break,
            }
        }
        w
    };
    match row.opens {
        Opens::Clause | Opens::Phrase => {
            let mut antecedent = up(first);
            if inside(antecedent) {
                // "in light of X": X hangs from a noun of the marker, and the marker from the other side.
                let (noun, side) = (antecedent, args.head(antecedent)?);
                antecedent =
                    args.parsed.children(noun).iter().copied().find(|&c| c.0 >= end && args.rel(c) != Deprel::Punct)?;
                return (side != antecedent).then_some((antecedent, side));
            }
            let clause = matches!(args.rel(antecedent), Deprel::Advcl | Deprel::Obl | Deprel::Nmod | Deprel::Acl);
            if !clause {
                return None;
            }
            Some((antecedent, args.head(antecedent)?))
        }
        Opens::Complement => {
            let head = WordId(end - 1);
            let marker = (first.0..end).map(WordId).find(|&w| args.head(w).is_none_or(|h| !inside(h))).unwrap_or(head);
            let antecedent = args
                .parsed
                .children(marker)
                .iter()
                .copied()
                .chain((first.0..end).map(WordId).filter(|&w| w != marker).filter_map(|w| args.head(w)))
                .find(|&c| {
                    !inside(c)
                        && c > marker
                        && matches!(
                            args.rel(c),
                            Deprel::Obl | Deprel::Nmod | Deprel::Ccomp | Deprel::Acl | Deprel::Advcl | Deprel::Obj
                        )
                })?;
            let consequent = match row.consequent {
                Consequent::Subject => args.surface_subjects(marker).into_iter().next(),
                _ => None,
            };
            Some((antecedent, consequent.or_else(|| args.head(marker)).filter(|&c| c != antecedent)?))
        }
        Opens::Inverted => {
            // An auxiliary before its subject, at the start of its clause.
            let verb = args.head(first)?;
            let subject =
                args.children_by(verb, Deprel::Nsubj).chain(args.children_by(verb, Deprel::NsubjPass)).next()?;
            let inverted = args.rel(first) == Deprel::Aux && first < subject && args.rel(verb) == Deprel::Advcl;
            inverted.then_some(())?;
            Some((verb, args.head(verb)?))
        }
        Opens::Before => None,
    }
}

/// Heads above a side that may hold the event it is about.
const CLIMB: usize = 4;

/// The event of a side, when its head (or what a support verb carries, or the nearest noun below) is one.
fn clause(args: Args<'_>, coded: &CodedEvents, head: WordId, without: Option<WordId>, marker: Span) -> Clause {
    let mention = |w: WordId| coded.mentions.iter().find(|m| m.head == w).map(|m| m.event);
    let noun = |w: WordId| coded.anaphors.iter().find(|(n, _)| *n == w).map(|(_, event)| *event);
    let event_at = |w: WordId| mention(w).or_else(|| noun(w)).map(|event| EventId(event as u32));
    let mut at = Some(head);
    // A side may hang under what embeds it: "may contemplate *supplying*".
    if let Some(e) = event_at(head) {
        return Clause::Event(e);
    }
    for _ in 0..3 {
        let Some(w) = at else { break };
        let below = args
            .parsed
            .children(w)
            .iter()
            .copied()
            .filter(|&c| Some(c) != without && matches!(args.rel(c), Deprel::Xcomp | Deprel::Obj | Deprel::Ccomp))
            .find(|&c| event_at(c).is_some());
        if let Some(e) = below.and_then(event_at) {
            return Clause::Event(e);
        }
        at = args.children_by(w, Deprel::Xcomp).next();
    }
    // "will respond, with the intensity dependent on …": what hangs on it is the clause around.
    let mut at = head;
    for _ in 0..CLIMB {
        if without.is_none() || args.is_verb(at) && !args.surface_subjects(at).is_empty() {
            break;
        }
        let Some(up) = args.head(at) else { break };
        if let Some(e) = event_at(up) {
            return Clause::Event(e);
        }
        at = up;
    }
    Clause::Text(trimmed(args, head, without, marker))
}

/// A side's characters without the other side and without its marker.
fn trimmed(args: Args<'_>, head: WordId, without: Option<WordId>, marker: Span) -> Span {
    let cut = without.map(|w| args.parsed.subtree_span(w));
    let own = args.parsed.word(head).span;
    let mut span = own;
    for w in args.parsed.subtree(head) {
        let s = args.parsed.word(w).span;
        let other = cut.is_some_and(|c| c.contains(s)) || marker.contains(s) || args.rel(w) == Deprel::Punct;
        if !other {
            span = span.hull(s);
        }
    }
    match cut {
        Some(c) if c.start > own.start && span.end > c.start => Span { start: span.start, end: c.start.min(span.end) },
        Some(c) if c.end <= own.start && span.start < c.end => Span { start: c.end, end: span.end },
        _ => span,
    }
}

/// Actors' declared positions on actions of their own.
pub fn postures(coded: &CodedEvents, events: &[Event], claims: &[Claim]) -> Vec<Posture> {
    let mut out: Vec<Posture> = Vec::new();
    for (i, event) in events.iter().enumerate() {
        let id = EventId(i as u32);
        let declared = coded.mentions.iter().filter(|m| m.event == i).find_map(|m| m.presentation.stance());
        let stance = match (declared, event.reality) {
            (Some((s, _)), _) => s,
            (None, Reality::Refrained) => Stance::Refuses,
            (None, Reality::Planned) => Stance::Promises,
            (None, Reality::Ongoing | Reality::Occurred) if sustained(event.event_type) => Stance::Does,
            _ => continue,
        };
        let claim = claims.iter().position(|c| c.event == Some(id) && c.cue.is_some());
        for &actor in &event.actors {
            out.push(Posture {
                actor,
                action: id,
                stance,
                since: event.time.as_ref().map(|t| t.value.clone()),
                claim: claim.map(|c| ClaimId(c as u32)),
            });
        }
    }
    out
}

/// Lasting courses of action, on which doing is a position.
fn sustained(t: EventType) -> bool {
    matches!(t, EventType::Aid | EventType::Sanction | EventType::Support | EventType::Cooperate)
}

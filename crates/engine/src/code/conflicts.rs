//! Claims that can't both stand: asserted and denied, or with figures that differ for the same thing.

use super::claims::cue_lemma;
use super::rejection::DENY;
use crate::code::{
    Actor, ActorId, Claim, ClaimId, Conflict, ConflictKind, Event, EventType, Polarity, Quantity, QuantityRole, Source,
};
use crate::span::Span;
use std::cmp::Reverse;

/// Classes of the cues that put something to somebody, or say what they think of it, rather than that it is so.
const ALLEGE: &str = "allege";
const DESCRIBE: &str = "describe";
const CONDEMN: &str = "condemn";

/// Claims that are held against each other in one report.
const MAX_TELLING: usize = 1_000;

/// Claims between two that give figures for the same thing without a happening in common.
const APART: usize = 6;

/// Denials, and figures that differ for the same thing. `states` says of a class of cues whether its source says that
/// something is or is not so.
pub fn conflicts(events: &[Event], claims: &[Claim], actors: &[Actor], states: &dyn Fn(&str) -> bool) -> Vec<Conflict> {
    let telling = telling(claims, states);
    let mut out = denials(claims, &telling, actors);
    for (n, &i) in telling.iter().enumerate() {
        for (apart, &j) in telling[n + 1..].iter().enumerate() {
            let between = (ClaimId(i as u32), ClaimId(j as u32));
            let (a, b) = (&claims[i], &claims[j]);
            let alone = a.source == b.source && a.source != Source::Unstated;
            let same =
                |x: ClaimId, y: &Claim| cue_at(&claims[x.index()]) == cue_at(y) && claims[x.index()].source == y.source;
            let known = out.iter().any(|c| same(c.between.0, a) && same(c.between.1, b));
            // What somebody has from another source is the same figure.
            let had = |inner: &Claim| {
                telling.iter().any(|&o| holds_cue(&claims[o], inner) && !claims[o].quantities.is_empty())
            };
            let known = known || had(a) || had(b);
            let counted = if alone || known { None } else { figures(events, actors, a, b, apart < APART) };
            if let Some((x, y)) = counted {
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
    out.sort_by_key(|c| (c.between.0, c.between.1));
    out
}

/// Each denial with what it denies: what it answers, else what somebody says of the same happening.
fn denials(claims: &[Claim], telling: &[usize], actors: &[Actor]) -> Vec<Conflict> {
    let mut out: Vec<Conflict> = Vec::new();
    for &no in telling.iter().filter(|&&i| claims[i].polarity == Polarity::Negative) {
        let denial = &claims[no];
        // "X reported that Y denied it": the denial is Y's.
        let passed_on = telling.iter().any(|&i| i != no && is_denial(&claims[i]) && holds_cue(denial, &claims[i]));
        if passed_on {
            continue;
        }
        let answered = |yes: usize| denial.answers == Some(ClaimId(yes as u32));
        let met = telling.iter().copied().filter(|&yes| denies(denial, &claims[yes]) || answered(yes));
        let best = met.max_by_key(|&yes| {
            let claim = &claims[yes];
            let other = claim.source != denial.source && claim.source != Source::Unstated;
            let class = claim.cue.as_ref().map_or("", |c| c.class.as_str());
            let accused = class == ALLEGE && answered(yes);
            let states = !matches!(class, ALLEGE | DESCRIBE | CONDEMN);
            let apart = !holds_cue(claim, denial);
            (other, accused, apart, states, answered(yes), yes < no, Reverse(yes.abs_diff(no)))
        });
        let Some(best) = best else { continue };
        // Who says it together ("A and B blame") is denied together.
        let together = |yes: &usize| *yes == best || cue_at(&claims[*yes]) == cue_at(&claims[best]);
        let event = claims[best].event;
        let all = (0..claims.len()).filter(together).filter(|&y| claims[y].event == event && y != no);
        for yes in all {
            let (a, b) = (yes.min(no), yes.max(no));
            let what = format!(
                "{} ({}) asserts, {} ({}) denies",
                source_name(&claims[yes], actors),
                cue_lemma(&claims[yes]),
                source_name(denial, actors),
                cue_lemma(denial)
            );
            let between = (ClaimId(a as u32), ClaimId(b as u32));
            if out.iter().all(|c| c.between != between) {
                out.push(Conflict { kind: ConflictKind::Denial, between, what });
            }
        }
    }
    out
}

fn cue_at(claim: &Claim) -> Option<Span> {
    claim.cue.as_ref().map(|c| c.at)
}

/// True when the second claim is made inside the first one's content.
fn holds_cue(outer: &Claim, inner: &Claim) -> bool {
    cue_at(inner).is_some_and(|cue| outer.content.iter().any(|s| s.contains(cue)))
}

/// Claims that say something new: what a source says again of the same event, with the same numbers, adds no conflict.
fn telling(claims: &[Claim], states: &dyn Fn(&str) -> bool) -> Vec<usize> {
    let mut seen: Vec<(&Claim, Vec<f64>)> = Vec::new();
    let mut out = Vec::new();
    for (i, claim) in claims.iter().enumerate() {
        let stating = claim.cue.as_ref().is_some_and(|cue| states(&cue.class)) && !claim.aside;
        if !stating || out.len() >= MAX_TELLING {
            continue;
        }
        let values: Vec<f64> = claim.quantities.iter().map(|q| q.value).collect();
        let again = seen.iter().any(|(c, v)| {
            c.event.is_some()
                && c.event == claim.event
                && c.source == claim.source
                && c.polarity == claim.polarity
                && *v == values
        });
        if !again {
            seen.push((claim, values));
            out.push(i);
        }
    }
    out
}

fn is_denial(claim: &Claim) -> bool {
    claim.cue.as_ref().is_some_and(|cue| cue.class == DENY)
}

/// Whether a negative claim speaks of the same happening as a positive one of somebody else. Who denies what he is said to
/// have said before is at odds with himself.
fn denies(no: &Claim, yes: &Claim) -> bool {
    let alone = no.source == yes.source && no.source != Source::Unstated;
    let same = no.event.is_some() && no.event == yes.event && yes.polarity == Polarity::Positive;
    same && (!alone || is_denial(no)) && !holds_cue(no, yes)
}

/// The first pair of numbers that count the same and differ.
fn figures<'c>(
    events: &[Event],
    actors: &[Actor],
    a: &'c Claim,
    b: &'c Claim,
    near: bool,
) -> Option<(&'c Quantity, &'c Quantity)> {
    let code = |id: &ActorId| actors[id.index()].code.as_ref();
    let same_happening = match (a.event, b.event) {
        (Some(x), Some(y)) => {
            let (ea, eb) = (&events[x.index()], &events[y.index()]);
            let same_actor =
                ea.actors.iter().any(|p| eb.actors.iter().any(|q| p == q || code(p).is_some() && code(p) == code(q)));
            x == y || (ea.event_type == eb.event_type && same_actor)
        }
        _ => false,
    };
    // Two counts of the dead that stand close to each other are of the same dead.
    let alike = |p: &Quantity| near && (a.event.is_none() || b.event.is_none()) && counts_people(p.role);
    let comparable = |p: &&Quantity| same_happening || alike(p);
    // Of other deeds a size counts whoever had a hand in them: ten officers are no rival count of a crowd.
    let sized = |c: &Claim| {
        let deed = c.event.map(|e| events[e.index()].event_type);
        matches!(deed, Some(EventType::Mobilize | EventType::Protest))
    };
    let sized = same_happening && sized(a) && sized(b);
    a.quantities.iter().filter(comparable).find_map(|p| {
        let one_thing = |q: &Quantity| p.role != QuantityRole::Size || sized || counts_same(p, q);
        let differs =
            |q: &&Quantity| p.unit == q.unit && p.role == q.role && p.unit.is_some() && one_thing(q) && !overlap(p, q);
        b.quantities.iter().find(differs).map(|q| (p, q))
    })
}

/// True when two numbers count what goes by the same noun.
fn counts_same(p: &Quantity, q: &Quantity) -> bool {
    let noun = |x: &Quantity| x.of.as_deref().and_then(|of| of.split_whitespace().last()).map(str::to_lowercase);
    noun(p) == noun(q)
}

/// Roles of numbers that tell how many were struck by something or took part.
fn counts_people(role: QuantityRole) -> bool {
    use QuantityRole::{Arrested, Dead, Displaced, Injured, Missing, Size};
    matches!(role, Arrested | Dead | Displaced | Injured | Missing | Size)
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

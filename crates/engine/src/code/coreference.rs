//! Which predicates of a report mention the same happening. Type, parties and reality must agree; the wording decides
//! the rest. Nouns that point back ("such a move", "the attack") join the event they stand for.

use super::args::Args;
use super::matcher::Origin;
use super::presentation::Presentation;
use crate::code::{Actor, ActorId, ActorKind, EventTime, EventType, Place, Reality};
use crate::codebook::stance::{Anaphor, Lexemes, Referent};
use crate::parse::{Deprel, Upos, WordId};
use crate::span::Span;
use smol_str::SmolStr;

/// How many sentences back an anaphor looks.
const ANAPHOR_REACH: u32 = 4;

/// How many sentences later another verb may tell the same happening.
const RETOLD: u32 = 3;

/// A matched predicate, before mentions are joined.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Head word of the predicate.
    pub head: WordId,
    /// PLOVER type.
    pub event_type: EventType,
    /// Mode.
    pub mode: Option<SmolStr>,
    /// CAMEO code.
    pub cameo: Option<SmolStr>,
    /// Contexts.
    pub contexts: Vec<SmolStr>,
    /// What says so.
    pub origin: Origin,
    /// Doers.
    pub actors: Vec<ActorId>,
    /// Recipients.
    pub recipients: Vec<ActorId>,
    /// Words read as parties.
    pub parties: Vec<WordId>,
    /// As the clause presents it.
    pub reality: Reality,
    /// When.
    pub time: Option<EventTime>,
    /// Where.
    pub place: Option<Place>,
    /// The predicate's characters.
    pub predicate: Span,
    /// What stands over it.
    pub presentation: Presentation,
    /// Why.
    pub why: Vec<String>,
}

/// The drafts that mention one happening.
#[derive(Clone, Debug)]
pub struct Group {
    /// The draft that says most.
    pub lead: usize,
    /// All drafts, in text order.
    pub drafts: Vec<usize>,
    /// Nouns that point back to it.
    pub anaphors: Vec<WordId>,
}

/// The table of nouns that point back.
pub struct Anaphora<'a> {
    /// Rows of `anaphora.tsv`.
    pub table: &'a Lexemes<Anaphor>,
}

/// Joins drafts into events, in order of first mention.
pub fn group(drafts: &[Draft], args: Args<'_>, actors: &[Actor], anaphora: &Anaphora<'_>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (i, draft) in drafts.iter().enumerate() {
        let found = groups.iter().rposition(|g| g.drafts.iter().any(|&d| same(&drafts[d], draft, args, actors)));
        match found {
            Some(g) => groups[g].drafts.push(i),
            None => groups.push(Group { lead: i, drafts: vec![i], anaphors: Vec::new() }),
        }
    }
    for group in &mut groups {
        let fullness = |d: usize| (!drafts[d].actors.is_empty(), !drafts[d].recipients.is_empty());
        let best = group.drafts.iter().copied().max_by_key(|&d| (fullness(d), std::cmp::Reverse(d)));
        group.lead = best.unwrap_or(group.lead);
    }
    point_back(drafts, &mut groups, args, anaphora);
    groups
}

/// Whether two drafts, the first one earlier, mention the same happening.
fn same(a: &Draft, b: &Draft, args: Args<'_>, actors: &[Actor]) -> bool {
    if a.event_type != b.event_type || !realities_agree(a.reality, b.reality) {
        return false;
    }
    if is_outcome(a, b, args) {
        return true;
    }
    if let (Some(x), Some(y)) = (&a.mode, &b.mode)
        && x != y
    {
        return false;
    }
    if apart_in_time(a, b) || conjoined(a, b, args) {
        return false;
    }
    let country = |id: &ActorId| {
        let actor = &actors[id.index()];
        actor.sub.clone().or_else(|| actor.code.clone()).unwrap_or_else(|| SmolStr::new(&actor.name))
    };
    let agree = |x: &[ActorId], y: &[ActorId]| {
        x.is_empty() || y.is_empty() || x.iter().any(|p| y.iter().any(|q| country(p) == country(q)))
    };
    let persons_agree = |x: &[ActorId], y: &[ActorId]| {
        let person = |ids: &[ActorId]| ids.iter().any(|id| actors[id.index()].kind == ActorKind::Person);
        x.is_empty() || y.is_empty() || !(person(x) || person(y)) || x.iter().any(|id| y.contains(id))
    };
    if !agree(&a.actors, &b.actors)
        || !agree(&a.recipients, &b.recipients)
        || !persons_agree(&a.recipients, &b.recipients)
    {
        return false;
    }
    if complements_differ(a, b, args) {
        return false;
    }
    let lemma = |d: &Draft| args.lemma(d.head).to_lowercase();
    let alike = lemma(a) == lemma(b) || stem(&lemma(a)) == stem(&lemma(b));
    let full = |d: &Draft| !d.actors.is_empty() && !d.recipients.is_empty();
    let noun = !args.is_verb(b.head);
    let points_back = noun && is_definite(b.head, args);
    let bare = b.actors.is_empty() || b.recipients.is_empty();
    match (alike, noun) {
        (true, _) => true,
        (false, true) => points_back && (bare || a.origin == b.origin || full(a)),
        (false, false) => told_again(a, b, args),
    }
}

/// "blew himself up, killing six": the harm that an attack does is no second attack.
fn is_outcome(a: &Draft, b: &Draft, args: Args<'_>) -> bool {
    let under = args.head(b.head) == Some(a.head) && args.rel(b.head) == Deprel::Advcl;
    a.event_type == EventType::Assault && under && b.head > a.head && args.is_gerund(b.head)
}

/// Another verb for the same happening soon after: somebody in particular undergoes both, and nothing else speaks against it.
fn told_again(a: &Draft, b: &Draft, args: Args<'_>) -> bool {
    let sentence = |d: &Draft| args.parsed.word(d.head).sentence.0;
    let apart = sentence(b).abs_diff(sentence(a));
    let shared = a.recipients.iter().any(|r| b.recipients.contains(r));
    let told = matches!(a.event_type, EventType::Assault | EventType::Coerce | EventType::Sanction);
    let by_another = !b.actors.is_empty() && !b.actors.iter().any(|x| a.actors.contains(x));
    told && shared && !by_another && (1..=RETOLD).contains(&apart) && args.is_verb(a.head) && a.reality == b.reality
}

/// "agreed to talk" and "agreed to buy grain" are two agreements.
fn complements_differ(a: &Draft, b: &Draft, args: Args<'_>) -> bool {
    let complement = |d: &Draft| args.complements(d.head).next().map(|c| args.lemma(c));
    matches!((complement(a), complement(b)), (Some(x), Some(y)) if x != y)
}

/// Two predicates joined by "and" in one clause are two happenings.
fn conjoined(a: &Draft, b: &Draft, args: Args<'_>) -> bool {
    args.head(b.head) == Some(a.head) && args.rel(b.head) == Deprel::Conj
}

fn apart_in_time(a: &Draft, b: &Draft) -> bool {
    let (Some(x), Some(y)) = (&a.time, &b.time) else { return false };
    match (x.start, x.end, y.start, y.end) {
        (Some(xs), Some(xe), Some(ys), Some(ye)) => xe < ys || ye < xs,
        _ => false,
    }
}

fn realities_agree(a: Reality, b: Reality) -> bool {
    let class = |r| match r {
        Reality::Occurred | Reality::Ongoing | Reality::Disputed => 0,
        Reality::Planned => 1,
        Reality::Possible | Reality::Hypothetical => 2,
        Reality::Refrained => 3,
    };
    class(a) == class(b)
}

/// "invade", "invasion": the first letters of a verb and its noun.
fn stem(lemma: &str) -> &str {
    let end = lemma.char_indices().nth(5).map_or(lemma.len(), |(i, _)| i);
    &lemma[..end]
}

/// The definite article, a demonstrative or a possessor makes a noun point back to what is known.
fn is_definite(noun: WordId, args: Args<'_>) -> bool {
    args.children_by(noun, Deprel::Det).any(|d| matches!(args.lemma(d), "the" | "this" | "that" | "these" | "those"))
        || args.children_by(noun, Deprel::NmodPoss).next().is_some()
}

/// Hangs nouns that point back on the latest event they can stand for.
fn point_back(drafts: &[Draft], groups: &mut [Group], args: Args<'_>, anaphora: &Anaphora<'_>) {
    for (i, word) in args.parsed.words.iter().enumerate() {
        let w = WordId(i as u32);
        if word.upos != Upos::Noun || drafts.iter().any(|d| d.head == w) {
            continue;
        }
        let Some(row) = anaphora.table.opening_with(&word.lemma).find(|r| r.words.len() == 1) else { continue };
        if row.referent == Referent::Claim || !determined(w, row, args) {
            continue;
        }
        let here = word.sentence.0;
        let within = args.parsed.subtree(w);
        let fits = |d: &Draft| {
            let there = args.parsed.word(d.head).sentence.0;
            d.head < w && here - there <= ANAPHOR_REACH && row.types.admits(&d.event_type) && !within.contains(&d.head)
        };
        // What somebody does is pointed back to before what goes on in the background ("the war").
        let candidate = drafts.iter().enumerate().rev().find(|(_, d)| fits(d) && !d.actors.is_empty());
        let candidate = candidate.or_else(|| drafts.iter().enumerate().rev().find(|(_, d)| fits(d)));
        if let Some((d, _)) = candidate
            && let Some(group) = groups.iter_mut().find(|g| g.drafts.contains(&d))
        {
            group.anaphors.push(w);
        }
    }
}

/// Whether the noun has a determiner that makes it point back; "such a move" has it as a predeterminer.
pub fn determined(noun: WordId, row: &Anaphor, args: Args<'_>) -> bool {
    let has = |lemma: &str| row.determiners.iter().any(|d| d == lemma);
    let children = args.parsed.children(noun);
    let determiner = children.iter().any(|&c| {
        matches!(args.rel(c), Deprel::Det | Deprel::DetPredet | Deprel::Amod)
            && matches!(args.lemma(c), "the" | "this" | "that" | "these" | "those" | "such")
            && has(args.lemma(c))
    });
    let poss = has("poss") && children.iter().any(|&c| args.rel(c) == Deprel::NmodPoss);
    determiner || poss || (has("bare") && children.iter().all(|&c| args.rel(c) != Deprel::Det))
}

//! The noun phrases that PETRARCH would find, from our trees. A noun with what stands before it and one plain
//! prepositional phrase is a phrase; a noun with deeper prepositional phrases is one by itself, and they are theirs; a
//! possessive pulls in all that follows. Relative clauses hold none.

use super::tokens::{Line, Nominal};
use crate::parse::{Deprel, Parsed, Upos, WordId};
use std::ops::Range;

/// No phrase comes apart into more wordings than this.
const MOST_WORDINGS: usize = 64;

/// Finds the noun phrases of a line.
pub(super) fn mark(parsed: &Parsed, line: &mut Line) {
    let mut finder = Finder { parsed, line, found: Vec::new() };
    let mut todo: Vec<WordId> = line
        .covers()
        .map(WordId)
        .filter(|&w| !parsed.word(w).head.is_some_and(|h| line.covers().contains(&h.0)))
        .collect();
    while let Some(w) = todo.pop() {
        if finder.is_nominal(w) {
            finder.phrase(w, &mut todo);
        } else {
            todo.extend(parsed.children(w).iter().filter(|&&c| !hidden(parsed, c)));
        }
    }
    let mut found = finder.found;
    found.sort_by_key(|n| (n.at.start, std::cmp::Reverse(n.at.end)));
    let mut end = 0;
    found.retain(|n| {
        let free = n.at.start >= end;
        if free {
            end = n.at.end;
        }
        free
    });
    line.nominals = found;
}

/// What stands in a relative clause is neither actor nor event.
pub(super) fn hidden(parsed: &Parsed, w: WordId) -> bool {
    matches!(parsed.word(w).deprel, Deprel::AclRelcl | Deprel::AdvclRelcl) && !is_aside(parsed, w)
}

/// "…, an official said": taken for a relative clause, but it has a subject and nothing relative, and follows a comma.
pub(super) fn is_aside(parsed: &Parsed, w: WordId) -> bool {
    const RELATIVE: [&str; 8] = ["who", "whom", "whose", "which", "that", "where", "when", "why"];
    if !matches!(parsed.word(w).deprel, Deprel::AclRelcl | Deprel::AdvclRelcl) {
        return false;
    }
    let words = parsed.subtree(w);
    let comma = |x: WordId| parsed.word(x).upos == Upos::Punct;
    let first = words.iter().copied().find(|&x| !comma(x)).unwrap_or(w);
    let apart = first.0 > 0 && comma(WordId(first.0 - 1));
    let subject = parsed.child(w, Deprel::Nsubj).is_some_and(|s| parsed.word(s).upos != Upos::Pron);
    apart && subject && !words.iter().any(|&x| RELATIVE.contains(&parsed.word(x).lemma.as_str()))
}

struct Finder<'a> {
    parsed: &'a Parsed,
    line: &'a Line,
    found: Vec<Nominal>,
}

/// A noun with what belongs to it: where it stands, and its wordings as places in the line.
struct Part {
    at: Range<usize>,
    wordings: Vec<Vec<usize>>,
}

impl Finder<'_> {
    fn is_nominal(&self, w: WordId) -> bool {
        let word = self.parsed.word(w);
        match word.upos {
            Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num | Upos::Sym | Upos::X => {
                !matches!(word.deprel, Deprel::Case | Deprel::Mark | Deprel::Expl)
            }
            Upos::Det | Upos::Adj | Upos::Verb | Upos::Intj | Upos::Adv => {
                matches!(
                    word.deprel,
                    Deprel::Nsubj
                        | Deprel::NsubjPass
                        | Deprel::Obj
                        | Deprel::Iobj
                        | Deprel::Obl
                        | Deprel::OblAgent
                        | Deprel::Nmod
                ) && (word.upos != Upos::Adv)
            }
            _ => false,
        }
    }

    /// One or more phrases around a noun; what hangs on it and is no part of them goes to `todo`.
    fn phrase(&mut self, head: WordId, todo: &mut Vec<WordId>) {
        let mut used = Vec::new();
        let Some(part) = self.joint(head, &mut used) else {
            todo.extend(self.parsed.children(head).iter().filter(|&&c| !hidden(self.parsed, c)));
            return;
        };
        // Verbs and further phrases among the dependents.
        let mut stack = vec![head];
        stack.extend(used.iter().copied());
        for w in stack {
            for &c in self.parsed.children(w) {
                let outside = self.line.place(c).is_none_or(|p| !part.at.contains(&p));
                if !used.contains(&c) && outside && !hidden(self.parsed, c) {
                    todo.push(c);
                }
            }
        }
        self.found.push(Nominal { at: part.at, wordings: part.wordings });
    }

    /// A noun with its conjuncts and the prepositional phrase that follows.
    fn joint(&self, head: WordId, used: &mut Vec<WordId>) -> Option<Part> {
        let conjuncts = self.conjuncts(head);
        let mut parts = vec![self.base(head)?];
        for &c in &conjuncts {
            used.push(c);
            parts.push(self.base(c)?);
        }
        self.share_adjectives(head, &conjuncts, &mut parts);
        let members: Vec<WordId> = std::iter::once(head).chain(conjuncts).collect();
        let last = members.len() - 1;
        if last > 0 && self.is_adjective_pair(head) {
            let at = parts.iter().fold(parts[0].at.clone(), |a, p| a.start.min(p.at.start)..a.end.max(p.at.end));
            return Some(Part { wordings: vec![at.clone().collect()], at });
        }
        let mut at = parts[0].at.clone();
        let mut wordings = Vec::new();
        for (i, (&member, part)) in members.iter().zip(parts).enumerate() {
            let mut part = part;
            let mut tail = self.tail(member, part.at.end, used);
            if i == last && tail.is_none() {
                tail = members[..last].iter().rev().find_map(|&m| self.tail(m, part.at.end, used));
            }
            if let Some(tail) = tail {
                part.at.end = tail.at.end;
                // What follows the last member may belong to all: "lawmakers and officials in …".
                if i == last {
                    wordings = product(&wordings, &tail.wordings);
                }
                part.wordings = product(&part.wordings, &tail.wordings);
            }
            at = at.start.min(part.at.start)..at.end.max(part.at.end);
            wordings.extend(part.wordings);
            wordings.truncate(MOST_WORDINGS);
        }
        Some(Part { at, wordings })
    }

    fn conjuncts(&self, head: WordId) -> Vec<WordId> {
        let mut out = Vec::new();
        let mut from = vec![head];
        while let Some(w) = from.pop() {
            for &c in self.parsed.children(w) {
                if self.parsed.word(c).deprel == Deprel::Conj && self.is_nominal(c) && !self.has_clause(c) {
                    out.push(c);
                    from.push(c);
                }
            }
        }
        // "Peru, the Gambia, Chad and Fiji": within a list what stands between commas is a member.
        for &c in self.parsed.children(head) {
            let listed = out.iter().any(|&o| o > c && self.after_comma(o));
            if self.parsed.word(c).deprel == Deprel::Appos && listed && self.after_comma(c) && self.is_nominal(c) {
                out.push(c);
            }
        }
        out.sort_unstable();
        out.dedup();
        out
    }

    /// Its phrase begins right after a comma.
    fn after_comma(&self, w: WordId) -> bool {
        let start = self.base_start(w);
        start.and_then(|s| s.checked_sub(1)).is_some_and(|b| self.line.tokens[b].is_comma())
    }

    fn base_start(&self, w: WordId) -> Option<usize> {
        let own = self.line.place(w)?;
        let before = self.parsed.children(w).iter().filter(|&&c| c < w && self.is_modifier(c, w));
        Some(before.filter_map(|&c| self.line.place(c)).fold(own, usize::min))
    }

    fn has_clause(&self, w: WordId) -> bool {
        let subject = |&c: &WordId| {
            matches!(self.parsed.word(c).deprel, Deprel::Nsubj | Deprel::NsubjPass | Deprel::Cop | Deprel::Csubj)
        };
        self.parsed.children(w).iter().any(subject)
    }

    /// "awful and evil minister": the parser may take the first adjective for a noun.
    fn is_adjective_pair(&self, head: WordId) -> bool {
        let upos = |place: usize| self.line.tokens.get(place).map(|t| self.parsed.word(t.word).upos);
        let after = |n: usize| self.line.place(head).and_then(|p| upos(p + n));
        upos(self.line.place(head).unwrap_or(usize::MAX)) == Some(Upos::Adj)
            && after(1) == Some(Upos::Cconj)
            && after(2) == Some(Upos::Adj)
    }

    /// "Danish media and government": an adjective before bare nouns is said of all.
    fn share_adjectives(&self, head: WordId, conjuncts: &[WordId], parts: &mut [Part]) {
        let bare = |p: &Part| p.at.len() == 1;
        if parts.len() < 2 || !parts[1..].iter().all(bare) {
            return;
        }
        let common = |w: WordId| self.parsed.word(w).upos == Upos::Noun;
        let children = self.parsed.children(head);
        let of = |rel: Deprel| children.iter().copied().filter(move |&c| self.parsed.word(c).deprel == rel);
        if of(Deprel::Det).next().is_some() || !common(head) || !conjuncts.iter().all(|&c| common(c)) {
            return;
        }
        let adjectives: Vec<usize> = of(Deprel::Amod).filter_map(|c| self.line.place(c)).collect();
        for part in &mut parts[1..] {
            for wording in &mut part.wordings {
                wording.splice(0..0, adjectives.iter().copied());
            }
        }
    }

    /// The noun with its modifiers, without what follows it.
    fn base(&self, head: WordId) -> Option<Part> {
        let mut at = self.line.span(head)?;
        let mut joined: Vec<WordId> = Vec::new();
        for &c in self.parsed.children(head) {
            if !self.is_modifier(c, head) {
                continue;
            }
            for w in self.parsed.subtree(c) {
                if let Some(p) = self.line.span(w) {
                    at = at.start.min(p.start)..at.end.max(p.end);
                }
            }
            joined.push(c);
        }
        let mut wordings = vec![at.clone().collect::<Vec<usize>>()];
        // "Eriadori and Calenardhon leaders": the modifier is a compound.
        for c in joined {
            let conjuncts = self.conjuncts(c);
            let named = self.is_nominal(c) || self.parsed.word(c).upos == Upos::Adj && !conjuncts.is_empty();
            if named && !conjuncts.is_empty() {
                wordings = self.spread(&at, c, &conjuncts);
            }
        }
        Some(Part { at, wordings })
    }

    /// The wordings of a phrase one of whose modifiers is a compound.
    fn spread(&self, at: &Range<usize>, first: WordId, conjuncts: &[WordId]) -> Vec<Vec<usize>> {
        let members: Vec<WordId> = std::iter::once(first).chain(conjuncts.iter().copied()).collect();
        let spans: Vec<Range<usize>> = members.iter().filter_map(|&m| self.base(m).map(|p| p.at)).collect();
        let (Some(start), Some(end)) = (spans.iter().map(|s| s.start).min(), spans.iter().map(|s| s.end).max()) else {
            return vec![at.clone().collect()];
        };
        let around = |span: &Range<usize>| (at.start..start).chain(span.clone()).chain(end..at.end).collect();
        spans.iter().map(around).collect()
    }

    fn is_modifier(&self, c: WordId, head: WordId) -> bool {
        let before = c < head;
        match self.parsed.word(c).deprel {
            Deprel::Det | Deprel::DetPredet | Deprel::NmodPoss | Deprel::Nummod | Deprel::Compound => true,
            Deprel::Flat | Deprel::Fixed | Deprel::Goeswith => true,
            Deprel::NmodDesc | Deprel::NmodUnmarked => before,
            Deprel::Amod => before && !hidden(self.parsed, c),
            Deprel::Advmod => before && self.line.place(c).zip(self.line.place(head)).is_some_and(|(a, b)| a + 1 == b),
            // A name right after its noun; one after a comma is another phrase.
            Deprel::Appos => self.line.place(c).is_some_and(|p| {
                let tokens = &self.line.tokens;
                let from = self.line.place(head).unwrap_or(p);
                !before
                    && !tokens[from.min(p)..p].iter().any(super::tokens::Token::is_comma)
                    && self.parsed.children(c).iter().all(|&g| self.parsed.word(g).deprel != Deprel::Conj)
            }),
            _ => false,
        }
    }

    /// The prepositional phrase that makes one phrase with the noun before it.
    fn tail(&self, head: WordId, end: usize, used: &mut Vec<WordId>) -> Option<Part> {
        let possessive = self.is_possessive(head);
        let mut whole: Option<Part> = None;
        let mut end = end;
        for &c in self.parsed.children(head) {
            let follows = self.parsed.word(c).deprel == Deprel::Nmod && c > head;
            if !follows || whole.is_some() && !possessive {
                continue;
            }
            let mut inside = vec![c];
            let Some(part) = self.joint(c, &mut inside) else { continue };
            let deep = self.members(c).iter().any(|&m| self.has_tail(m));
            // The preposition in front of it.
            let near = (end..part.at.start).all(|p| !self.line.tokens[p].is_comma() && self.is_case_of(p, c));
            if !near || deep && !possessive || part.at.start <= end {
                if possessive || whole.is_none() && near { break } else { continue }
            }
            let preposition: Vec<usize> = (end..part.at.start).collect();
            let wordings = product(&[preposition], &part.wordings);
            whole = Some(match whole {
                Some(before) => {
                    Part { at: before.at.start..part.at.end, wordings: product(&before.wordings, &wordings) }
                }
                None => Part { at: end..part.at.end, wordings },
            });
            end = part.at.end;
            used.extend(inside);
        }
        whole
    }

    fn members(&self, w: WordId) -> Vec<WordId> {
        let mut out = self.conjuncts(w);
        out.push(w);
        out
    }

    fn has_tail(&self, w: WordId) -> bool {
        let child = |&c: &WordId| self.parsed.word(c).deprel == Deprel::Nmod && c > w;
        self.parsed.children(w).iter().any(child)
    }

    fn is_case_of(&self, place: usize, noun: WordId) -> bool {
        let w = self.line.tokens[place].word;
        let word = self.parsed.word(w);
        word.deprel == Deprel::Fixed || word.head == Some(noun) && w < noun
    }

    fn is_possessive(&self, w: WordId) -> bool {
        let mark =
            |&c: &WordId| self.parsed.word(c).deprel == Deprel::NmodPoss && self.parsed.word(c).upos != Upos::Pron;
        self.parsed.children(w).iter().any(mark)
    }
}

/// Every wording of the one followed by every wording of the other.
fn product(left: &[Vec<usize>], right: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let pairs = left.iter().flat_map(|l| right.iter().map(move |r| [l.as_slice(), r.as_slice()].concat()));
    pairs.take(MOST_WORDINGS).collect()
}

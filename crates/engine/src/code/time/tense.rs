//! Which way an open date points. The tense of the governing verb decides when the caller knows it; otherwise the
//! nearest telling word of the sentence does, first backwards, then forwards.

use super::Tense;
use super::grammar::Grammar;
use super::scan::Kind;
use super::words::{Sense, Turn};

/// How far a telling word may stand before an expression, in tokens.
const LOOK_BACK: usize = 24;
/// How far after it.
const LOOK_AHEAD: usize = 14;
/// The shortest word whose `-ed` is taken for a past tense.
const SHORTEST_PAST: usize = 5;

/// Where an open date is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Past,
    Future,
    /// Nothing tells.
    Open,
}

/// The direction of the expression between two tokens.
pub(super) fn direction(grammar: &Grammar, start: usize, end: usize, tense: Option<Tense>) -> Direction {
    // "Wednesday's ruling" is known already.
    if grammar.tokens.is_any(end, &["'s", "\u{2019}s"]) {
        return Direction::Open;
    }
    match tense {
        Some(Tense::Past) => return Direction::Past,
        Some(Tense::Future) => return Direction::Future,
        Some(Tense::Present) | None => {}
    }
    for i in (start.saturating_sub(LOOK_BACK)..start).rev() {
        if closes(grammar, i) {
            break;
        }
        if let Some(direction) = told_by(grammar, i, start) {
            return direction;
        }
    }
    for i in end..end + LOOK_AHEAD {
        if closes(grammar, i) {
            break;
        }
        if let Some(direction) = told_by(grammar, i, start) {
            return direction;
        }
    }
    Direction::Open
}

fn closes(grammar: &Grammar, i: usize) -> bool {
    let Some(token) = grammar.tokens.get(i) else { return true };
    let abbreviation =
        i > 0 && token.kind == Kind::Mark('.') && grammar.tokens.str(i - 1).len() <= 4 && grammar.tokens.capital(i - 1);
    matches!(token.kind, Kind::Mark('.' | '!' | '?' | ';')) && !abbreviation
}

fn told_by(grammar: &Grammar, i: usize, start: usize) -> Option<Direction> {
    let turn = grammar.sense(i, |s| if let Sense::Future(turn) = *s { Some(turn) } else { None });
    let holds = |turn| match turn {
        Turn::Anywhere => true,
        Turn::BeforeTo => grammar.tokens.is_any(i + 1, &["to", "for"]),
        Turn::BeforeDate => {
            i < start && (i + 1 == start || (i + 2 == start && grammar.has(i + 1, &Sense::Preposition)))
        }
    };
    if turn.is_some_and(holds) {
        return Some(Direction::Future);
    }
    let word = grammar.tokens.str(i);
    let regular =
        word.len() >= SHORTEST_PAST && word.ends_with("ed") && word.starts_with(|c: char| c.is_ascii_lowercase());
    (turn.is_none() && (grammar.has(i, &Sense::Past) || regular)).then_some(Direction::Past)
}

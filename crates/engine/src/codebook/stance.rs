//! The tables that say how a happening is presented: modals and hedges, signatures of embedding words, negators,
//! condition markers, and the nouns that point back. The rows live in `data/lexicon/`, where each file documents its
//! columns; here they are read and looked up by their first word. How a word's scope is found is the business of
//! `code`.

use super::table::{RowResult, closed, list, optional, read, value, words};
use crate::code::{Certainty, EventType, Polarity, Reality, Stance};
use crate::error::Result;
use crate::parse::Upos;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// A row that is found by the words of its lemma.
pub trait Lexeme {
    /// The lemma's words, at least one.
    fn words(&self) -> &[SmolStr];
}

/// Rows in table order, found by first word, longest lemma first.
#[derive(Clone, Debug)]
pub struct Lexemes<T> {
    rows: Vec<T>,
    by_first: FxHashMap<SmolStr, Vec<u32>>,
}

impl<T> Default for Lexemes<T> {
    fn default() -> Self {
        Lexemes { rows: Vec::new(), by_first: FxHashMap::default() }
    }
}

impl<T: Lexeme> Lexemes<T> {
    /// All rows, in table order.
    pub fn rows(&self) -> &[T] {
        &self.rows
    }

    /// The rows whose lemma opens with a word.
    pub fn opening_with(&self, first: &str) -> impl Iterator<Item = &T> {
        let ids = self.by_first.get(first).map_or(&[][..], Vec::as_slice);
        ids.iter().map(|&i| &self.rows[i as usize])
    }

    fn push(&mut self, row: T) {
        let Some(first) = row.words().first().cloned() else { return };
        let rows = &self.rows;
        let ids = self.by_first.entry(first).or_default();
        let at = ids.partition_point(|&i| rows[i as usize].words().len() >= row.words().len());
        ids.insert(at, rows.len() as u32);
        self.rows.push(row);
    }
}

macro_rules! lexeme {
    ($($name:ident),+) => {$(
        impl Lexeme for $name {
            fn words(&self) -> &[SmolStr] {
                &self.words
            }
        }
    )+};
}
lexeme!(Modal, Signature, Negator, ConditionMarker, Anaphor, Rejection);

closed! {
    /// How a modal's predicate is found from it.
    Reach {
        /// The word it depends on.
        Head = "head",
        /// Its infinitive or participle.
        Xcomp = "xcomp",
        /// Its finite clause.
        Ccomp = "ccomp",
        /// The noun of its of-phrase.
        Nmod = "nmod",
        /// Its infinitive or that-clause, for nouns.
        Acl = "acl",
    }
}

/// A word that weakens or shifts what a clause asserts.
#[derive(Clone, Debug, PartialEq)]
pub struct Modal {
    /// Lemma.
    pub words: Vec<SmolStr>,
    /// Part of speech of the word that carries the meaning.
    pub pos: Upos,
    /// Where its predicate stands.
    pub reach: Reach,
    /// Whether it turns the predicate round.
    pub polarity: Polarity,
    /// The most the writer still commits to.
    pub certainty: Option<Certainty>,
    /// How the happening is presented.
    pub reality: Option<Reality>,
    /// Line in the table.
    pub line: usize,
}

closed! {
    /// The complement that a signature speaks of.
    Complement {
        /// Infinitive done by the subject.
        To = "to",
        /// Gerund.
        Ing = "ing",
        /// Gerund after "from".
        FromIng = "from-ing",
        /// Gerund after "into".
        IntoIng = "into-ing",
        /// Infinitive done by the object.
        ObjTo = "obj-to",
        /// Finite clause.
        That = "that",
        /// Event noun.
        Np = "np",
        /// Event noun or gerund after "of".
        Of = "pp:of",
        /// … after "in".
        In = "pp:in",
        /// … after "for".
        For = "pp:for",
        /// … after "from".
        From = "pp:from",
        /// … after "on".
        On = "pp:on",
        /// … after "upon".
        Upon = "pp:upon",
        /// … after "to".
        ToNoun = "pp:to",
        /// … after "at".
        At = "pp:at",
        /// … after "with".
        With = "pp:with",
        /// … after "about".
        About = "pp:about",
        /// … after "against".
        Against = "pp:against",
    }
}

closed! {
    /// Whether a complement holds.
    Holds {
        /// It holds.
        Yes = "+",
        /// It does not.
        No = "-",
        /// Nothing follows.
        Open = "o",
    }
}

/// What follows for a complement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effect {
    /// Whether it holds.
    pub holds: Holds,
    /// How it is presented; none leaves that to the rest of the clause.
    pub reality: Option<Reality>,
}

fn effect(cell: &str) -> RowResult<Effect> {
    let (holds, reality) = cell.split_once(':').ok_or_else(|| format!("expected value:reality, not \"{cell}\""))?;
    Ok(Effect { holds: value("value", holds)?, reality: optional("reality", reality)? })
}

/// What an embedding word says about its complement.
#[derive(Clone, Debug, PartialEq)]
pub struct Signature {
    /// Lemma.
    pub words: Vec<SmolStr>,
    /// Part of speech.
    pub pos: Upos,
    /// Which complement.
    pub complement: Complement,
    /// When the word stands unnegated.
    pub positive: Effect,
    /// When it is negated.
    pub negative: Effect,
    /// The posture it declares.
    pub stance: Option<Stance>,
    /// Line in the table.
    pub line: usize,
}

closed! {
    /// What a negator negates.
    NegationScope {
        /// The word it depends on.
        Head = "head",
        /// The predicate whose subject or object it is or modifies.
        Predicate = "predicate",
        /// Its noun phrase or gerund.
        Object = "object",
        /// Its clause or infinitive.
        Complement = "complement",
    }
}

closed! {
    /// How far a negator negates.
    NegationStrength {
        /// Not at all.
        Full = "full",
        /// Almost not.
        Weak = "weak",
        /// Some but not all.
        Partial = "partial",
    }
}

/// A word that negates.
#[derive(Clone, Debug, PartialEq)]
pub struct Negator {
    /// Lemma.
    pub words: Vec<SmolStr>,
    /// Part of speech.
    pub pos: Upos,
    /// What it negates.
    pub scope: NegationScope,
    /// How far.
    pub strength: NegationStrength,
    /// Line in the table.
    pub line: usize,
}

closed! {
    /// How the antecedent of a condition is found.
    Opens {
        /// The clause the marker introduces.
        Clause = "clause",
        /// The phrase it governs.
        Phrase = "phrase",
        /// An auxiliary before its subject.
        Inverted = "inverted",
        /// The clause before the marker.
        Before = "before",
        /// The marker's own phrase or clause.
        Complement = "complement",
    }
}

closed! {
    /// Where the consequent of a condition stands.
    Consequent {
        /// The clause that the antecedent hangs from.
        Main = "main",
        /// The clause after the marker.
        After = "after",
        /// The subject of the marker.
        Subject = "subject",
    }
}

closed! {
    /// What sort of link a marker makes.
    ConditionKind {
        /// If this, then that.
        Condition = "condition",
        /// This holds, and therefore that.
        Reason = "reason",
        /// This holds, and that all the same.
        Concession = "concession",
        /// That until or once this.
        Time = "time",
        /// This, or else that.
        Choice = "choice",
    }
}

/// A word that makes one clause depend on another.
#[derive(Clone, Debug, PartialEq)]
pub struct ConditionMarker {
    /// Lemma.
    pub words: Vec<SmolStr>,
    /// Part of speech.
    pub pos: Upos,
    /// How the antecedent is found.
    pub opens: Opens,
    /// Where the consequent stands.
    pub consequent: Consequent,
    /// Negative when the consequent follows from the antecedent not holding ("unless").
    pub antecedent: Polarity,
    /// What sort of link.
    pub kind: ConditionKind,
    /// Commitment that is left.
    pub certainty: Certainty,
    /// Line in the table.
    pub line: usize,
}

closed! {
    /// What a noun that points back can stand for.
    Referent {
        /// A claim.
        Claim = "claim",
        /// An event.
        Event = "event",
        /// Either.
        Both = "both",
    }
}

/// Which earlier items a noun can stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Compatible<T> {
    /// Any.
    Any,
    /// These; an empty list is none.
    These(Vec<T>),
}

impl<T: PartialEq> Compatible<T> {
    /// True when an item may be meant.
    pub fn admits(&self, item: &T) -> bool {
        match self {
            Compatible::Any => true,
            Compatible::These(items) => items.contains(item),
        }
    }
}

fn compatible<T>(cell: &str, parse: impl Fn(&str) -> RowResult<T>) -> RowResult<Compatible<T>> {
    match cell {
        "*" => Ok(Compatible::Any),
        "-" => Ok(Compatible::These(Vec::new())),
        _ => list(cell).map(parse).collect::<RowResult<_>>().map(Compatible::These),
    }
}

/// A noun that points back to a claim or an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Anaphor {
    /// Lemma.
    pub words: Vec<SmolStr>,
    /// What it stands for.
    pub referent: Referent,
    /// Determiners that make it point back; `poss` is any possessor, `bare` none at all.
    pub determiners: Vec<SmolStr>,
    /// Events it can stand for.
    pub types: Compatible<EventType>,
    /// Classes of cue that introduced the claims it can stand for.
    pub cues: Compatible<SmolStr>,
    /// True when only the singular points back.
    pub singular_only: bool,
    /// Line in the table.
    pub line: usize,
}

closed! {
    /// Where words that turn something down stand in a content.
    RejectionPlace {
        /// Said of something.
        Predicate = "predicate",
        /// Said of what somebody said.
        Saying = "saying",
        /// In the main clause.
        Clause = "clause",
        /// The content is nothing else.
        Answer = "answer",
    }
}

/// Words by which a content turns down what somebody else said.
#[derive(Clone, Debug, PartialEq)]
pub struct Rejection {
    /// Lemmas in order.
    pub words: Vec<SmolStr>,
    /// Where they stand.
    pub place: RejectionPlace,
    /// Line in the table.
    pub line: usize,
}

/// Reads `rejections.tsv`.
pub fn rejections(file: &str, text: &str) -> Result<Lexemes<Rejection>> {
    let mut out = Lexemes::default();
    read(file, text, ["words", "place", "note"], |(line, [lemmas, place, _])| {
        out.push(Rejection { words: words(lemmas)?, place: value("place", place)?, line });
        Ok(())
    })?;
    Ok(out)
}

/// Reads `modals.tsv`.
pub fn modals(file: &str, text: &str) -> Result<Lexemes<Modal>> {
    let mut out = Lexemes::default();
    let columns = ["marker", "pos", "reach", "polarity", "certainty", "reality", "note"];
    read(file, text, columns, |(line, [marker, pos, reach, polarity, certainty, reality, _])| {
        out.push(Modal {
            words: words(marker)?,
            pos: value("part of speech", pos)?,
            reach: value("reach", reach)?,
            polarity: value("polarity", polarity)?,
            certainty: optional("certainty", certainty)?,
            reality: optional("reality", reality)?,
            line,
        });
        Ok(())
    })?;
    Ok(out)
}

/// Reads `signatures.tsv`.
pub fn signatures(file: &str, text: &str) -> Result<Lexemes<Signature>> {
    let mut out: Lexemes<Signature> = Lexemes::default();
    let columns = ["lemma", "pos", "complement", "positive", "negative", "stance", "note"];
    read(file, text, columns, |(line, [lemma, pos, complement, positive, negative, stance, _])| {
        let row = Signature {
            words: words(lemma)?,
            pos: value("part of speech", pos)?,
            complement: value("complement", complement)?,
            positive: effect(positive)?,
            negative: effect(negative)?,
            stance: optional("stance", stance)?,
            line,
        };
        let same = |r: &&Signature| (&r.words, r.pos, r.complement) == (&row.words, row.pos, row.complement);
        if let Some(first) = out.opening_with(&row.words[0]).find(same) {
            return Err(format!("\"{lemma}\" with {complement} already stands in line {}", first.line));
        }
        out.push(row);
        Ok(())
    })?;
    Ok(out)
}

/// Reads `negation.tsv`.
pub fn negators(file: &str, text: &str) -> Result<Lexemes<Negator>> {
    let mut out = Lexemes::default();
    let columns = ["negator", "pos", "scope", "strength", "note"];
    read(file, text, columns, |(line, [negator, pos, scope, strength, _])| {
        out.push(Negator {
            words: words(negator)?,
            pos: value("part of speech", pos)?,
            scope: value("scope", scope)?,
            strength: value("strength", strength)?,
            line,
        });
        Ok(())
    })?;
    Ok(out)
}

/// Reads `condition_markers.tsv`.
pub fn condition_markers(file: &str, text: &str) -> Result<Lexemes<ConditionMarker>> {
    let mut out = Lexemes::default();
    let columns = ["marker", "pos", "opens", "consequent", "antecedent", "kind", "certainty", "note"];
    read(file, text, columns, |(line, [marker, pos, opens, consequent, antecedent, kind, certainty, _])| {
        out.push(ConditionMarker {
            words: words(marker)?,
            pos: value("part of speech", pos)?,
            opens: value("opening", opens)?,
            consequent: value("consequent", consequent)?,
            antecedent: value("polarity", antecedent)?,
            kind: value("kind", kind)?,
            certainty: value("certainty", certainty)?,
            line,
        });
        Ok(())
    })?;
    Ok(out)
}

/// Reads `anaphora.tsv`.
pub fn anaphora(file: &str, text: &str) -> Result<Lexemes<Anaphor>> {
    let mut out = Lexemes::default();
    let columns = ["noun", "class", "determiners", "types", "cue", "number", "note"];
    read(file, text, columns, |(line, [noun, class, determiners, types, cue, number, _])| {
        out.push(Anaphor {
            words: words(noun)?,
            referent: value("class", class)?,
            determiners: list(determiners).map(SmolStr::new).collect(),
            types: compatible(types, |t| value("event type", t))?,
            cues: compatible(cue, |c| Ok(SmolStr::new(c)))?,
            singular_only: match number {
                "sg" => true,
                "both" => false,
                _ => return Err(format!("unknown number \"{number}\"")),
            },
            line,
        });
        Ok(())
    })?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(name: &str) -> String {
        let path = format!("{}/../../data/lexicon/{name}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(path).unwrap()
    }

    #[test]
    fn the_shipped_tables_load_and_say_what_they_should() {
        let modals = modals("modals.tsv", &data("modals.tsv")).unwrap();
        let may = modals.opening_with("may").find(|m| m.words.len() == 1).unwrap();
        assert_eq!((may.certainty, may.reality), (Some(Certainty::Possible), Some(Reality::Possible)));
        assert!(modals.opening_with("be").next().unwrap().words.len() > 3, "longest lemma first");

        let signatures = signatures("signatures.tsv", &data("signatures.tsv")).unwrap();
        let cases = [
            ("manage", Complement::To, Holds::Yes, Holds::No),
            ("fail", Complement::To, Holds::No, Holds::Yes),
            ("refuse", Complement::To, Holds::No, Holds::Open),
            ("force", Complement::ObjTo, Holds::Yes, Holds::Open),
            ("prevent", Complement::FromIng, Holds::No, Holds::Open),
            ("deny", Complement::Ing, Holds::No, Holds::Open),
            ("plan", Complement::To, Holds::Open, Holds::No),
        ];
        for (lemma, complement, positive, negative) in cases {
            let row = signatures.opening_with(lemma).find(|s| s.words.len() == 1 && s.complement == complement);
            let row = row.unwrap_or_else(|| panic!("{lemma} lacks {complement:?}"));
            assert_eq!((row.positive.holds, row.negative.holds), (positive, negative), "{lemma}");
        }

        let negators = negators("negation.tsv", &data("negation.tsv")).unwrap();
        assert!(negators.opening_with("never").any(|n| n.scope == NegationScope::Head));
        let markers = condition_markers("condition_markers.tsv", &data("condition_markers.tsv")).unwrap();
        assert!(markers.opening_with("unless").all(|m| m.antecedent == Polarity::Negative));
        assert!(markers.opening_with("should").any(|m| m.opens == Opens::Inverted));
        let anaphora = anaphora("anaphora.tsv", &data("anaphora.tsv")).unwrap();
        let attack = anaphora.opening_with("attack").next().unwrap();
        assert!(attack.types.admits(&EventType::Assault) && !attack.types.admits(&EventType::Consult));
        assert!(anaphora.opening_with("move").next().unwrap().types.admits(&EventType::Aid));
    }

    #[test]
    fn broken_rows_say_where_and_why() {
        let head = "lemma\tpos\tcomplement\tpositive\tnegative\tstance\tnote\n";
        let cases = [
            ("try\tVERB\tto\to\t-:_\t_\t_\n", "s.tsv:2: expected value:reality, not \"o\""),
            ("try\tVERB\tto\tx:_\t-:_\t_\t_\n", "s.tsv:2: unknown value \"x\""),
            ("try\tVERB\tto\to:maybe\t-:_\t_\t_\n", "s.tsv:2: unknown reality \"maybe\""),
            ("try\tVERB\tto\to:_\t-:_\tasks\t_\n", "s.tsv:2: unknown stance \"asks\""),
            (
                "try\tVERB\tto\to:_\t-:_\t_\t_\ntry\tVERB\tto\to:_\t-:_\t_\t_\n",
                "s.tsv:3: \"try\" with to already stands in line 2",
            ),
        ];
        for (rows, expected) in cases {
            let error = signatures("s.tsv", &format!("{head}{rows}")).unwrap_err();
            assert_eq!(error.to_string(), expected);
        }
    }
}

//! What the factuality model sees of a predicate: which words' vectors, and which rows of its tables (small categories, and
//! words in their roles by hash). Training reads the same functions, so the two can't drift apart. Nothing here scores
//! anything.

use crate::code::args::Args;
use crate::code::presentation::{OperatorEffect, Presentation};
use crate::code::{Certainty, Polarity, Reality};
use crate::parse::{Deprel, Upos, WordId};

/// Means of vectors that are put side by side.
pub const SLOTS: usize = 7;
/// Rows for words in their roles.
const BUCKETS: usize = 6144;
/// Rows for operators in the short way from the rules to the labels.
const SHORT_BUCKETS: usize = 512;
/// Heads above a predicate that are looked at.
const MAX_HOPS: usize = 6;
/// Words before a predicate in which quotation marks are counted.
const MAX_BACK: u32 = 200;
/// Children that are looked at; no real predicate has more.
const MAX_CHILDREN: usize = 40;

const RELATIONS: usize = Deprel::ALL.len();
const TAGS: usize = Upos::ALL.len();
const FORMS: usize = 8;
const SETTLED: usize = Reality::ALL.len() * Polarity::ALL.len() * Certainty::ALL.len();
const EFFECTS: usize = 2 + 2 * (1 + Certainty::ALL.len());

/// Sizes of the blocks of categories, in the order of [`Block`].
const SIZES: [usize; 18] = [
    RELATIONS,
    TAGS,
    FORMS,
    RELATIONS,
    TAGS,
    FORMS,
    RELATIONS,
    Reality::ALL.len(),
    Polarity::ALL.len(),
    Certainty::ALL.len(),
    5,
    EFFECTS,
    3,
    3,
    8,
    RELATIONS,
    RELATIONS,
    SETTLED,
];

/// Blocks of categories.
#[derive(Clone, Copy)]
enum Block {
    Rel,
    Tag,
    Form,
    HeadRel,
    HeadTag,
    HeadForm,
    AboveRel,
    Reality,
    Polarity,
    Certainty,
    Operators,
    Effect,
    End,
    Quoted,
    Depth,
    Child,
    HeadChild,
    Settled,
}

const FIXED: usize = {
    let (mut sum, mut i) = (0, 0);
    while i < SIZES.len() {
        sum += SIZES[i];
        i += 1;
    }
    sum
};

/// Rows of the model's table.
pub const ROWS: usize = FIXED + BUCKETS;

/// Rows of the table that leads from the rules straight to the labels.
pub const SHORT_ROWS: usize = SETTLED + SHORT_BUCKETS;

/// Roles in which a word has a row of its own.
#[derive(Clone, Copy)]
enum Role {
    Predicate,
    Shape,
    Child,
    Grandchild,
    Head,
    HeadShape,
    HeadChild,
    Above,
    Operator,
    Root,
}

/// A predicate as the model sees it.
pub struct Sight<'a> {
    args: Args<'a>,
    predicate: WordId,
    presentation: &'a Presentation,
    /// The heads above, nearest first.
    above: Vec<WordId>,
}

impl<'a> Sight<'a> {
    /// Looks at a predicate.
    pub fn new(args: Args<'a>, predicate: WordId, presentation: &'a Presentation) -> Self {
        let mut above = Vec::new();
        let mut at = predicate;
        while let Some(h) = args.head(at).filter(|_| above.len() < MAX_HOPS) {
            above.push(h);
            at = h;
        }
        Sight { args, predicate, presentation, above }
    }

    /// Writes the means of the vectors side by side: the predicate, its head, what stands above that, the operators, its
    /// function words, its head's function words, its arguments.
    pub fn dense(&self, out: &mut [f32]) {
        let vectors = &self.args.parsed.vectors;
        out.fill(0.0);
        for (slot, words) in out.chunks_exact_mut(vectors.cols().max(1)).zip(self.slots()) {
            let share = 1.0 / words.len().max(1) as f32;
            for w in words.into_iter().filter(|w| w.index() < vectors.rows()) {
                slot.iter_mut().zip(vectors.row(w.index())).for_each(|(x, v)| *x += share * v);
            }
        }
    }

    fn slots(&self) -> [Vec<WordId>; SLOTS] {
        let head: Vec<WordId> = self.above.iter().copied().take(1).collect();
        let higher = self.above.iter().copied().skip(1).collect();
        let operators = self.presentation.operators.iter().map(|o| o.at).collect();
        let (function, arguments) = self.children(self.predicate).partition(|&c| is_function(self.args.rel(c)));
        let of_head = head.iter().flat_map(|&h| self.children(h)).filter(|&c| is_function(self.args.rel(c))).collect();
        [vec![self.predicate], head, higher, operators, function, of_head, arguments]
    }

    fn children(&self, w: WordId) -> impl Iterator<Item = WordId> + use<'a> {
        let args = self.args;
        args.parsed.children(w).iter().copied().take(MAX_CHILDREN).filter(move |&c| args.rel(c) != Deprel::Punct)
    }

    /// Rows of the table, in a fixed order; one may stand there twice.
    pub fn rows(&self) -> Vec<u16> {
        let mut rows = Vec::with_capacity(64);
        self.categories(&mut rows);
        self.rules(&mut rows);
        self.words(&mut rows);
        rows
    }

    fn categories(&self, rows: &mut Vec<u16>) {
        let p = self.predicate;
        rows.push(row(Block::Rel, self.args.rel(p).index()));
        rows.push(row(Block::Tag, self.args.upos(p).index()));
        rows.push(row(Block::Form, self.form(p)));
        if let Some(&h) = self.above.first() {
            rows.push(row(Block::HeadRel, self.args.rel(h).index()));
            rows.push(row(Block::HeadTag, self.args.upos(h).index()));
            rows.push(row(Block::HeadForm, self.form(h)));
        }
        if let Some(&h) = self.above.get(1) {
            rows.push(row(Block::AboveRel, self.args.rel(h).index()));
        }
        rows.push(row(Block::Depth, self.above.len()));
        rows.push(row(Block::End, self.sentence_end()));
        rows.push(row(Block::Quoted, self.quoted()));
        rows.extend(self.children(p).map(|c| row(Block::Child, self.args.rel(c).index())));
        let of_head = self.above.iter().take(1).flat_map(|&h| self.children(h)).filter(|&c| c != p);
        rows.extend(of_head.map(|c| row(Block::HeadChild, self.args.rel(c).index())));
    }

    /// What the rules say.
    fn rules(&self, rows: &mut Vec<u16>) {
        let settled = self.presentation.settle(|_| true);
        rows.push(row(Block::Reality, settled.reality as usize));
        rows.push(row(Block::Polarity, settled.polarity as usize));
        rows.push(row(Block::Certainty, settled.certainty as usize));
        rows.push(row(Block::Settled, self.settled()));
        rows.push(row(Block::Operators, self.presentation.operators.len()));
        for operator in &self.presentation.operators {
            let effect = effect(operator.effect);
            rows.push(row(Block::Effect, effect));
            rows.push(self.word_row(Role::Operator, effect, operator.at));
        }
    }

    /// Rows of the short way: what the rules settle on, and their operators.
    pub fn short_rows(&self) -> Vec<u16> {
        let operators = self.presentation.operators.iter().map(|o| {
            let hash = hash(Role::Operator, effect(o.effect), self.args.lemma(o.at));
            (SETTLED + (hash % SHORT_BUCKETS as u64) as usize) as u16
        });
        std::iter::once(self.settled() as u16).chain(operators).collect()
    }

    /// The rules' answer in one.
    fn settled(&self) -> usize {
        let s = self.presentation.settle(|_| true);
        (s.reality as usize * Polarity::ALL.len() + s.polarity as usize) * Certainty::ALL.len() + s.certainty as usize
    }

    fn words(&self, rows: &mut Vec<u16>) {
        let p = self.predicate;
        rows.push(self.word_row(Role::Predicate, 0, p));
        rows.push(hashed(Role::Shape, 0, &self.shape(p)));
        for c in self.children(p).filter(|&c| is_telling(self.args.rel(c), self.args.upos(c))) {
            rows.push(self.word_row(Role::Child, self.args.rel(c).index(), c));
            let below = self.children(c).filter(|&d| is_telling(self.args.rel(d), self.args.upos(d)));
            rows.extend(below.map(|d| self.word_row(Role::Grandchild, self.args.rel(d).index(), d)));
        }
        if let Some(&h) = self.above.first() {
            rows.push(self.word_row(Role::Head, 0, h));
            rows.push(self.word_row(Role::Head, 1 + self.args.rel(p).index(), h));
            rows.push(hashed(Role::HeadShape, self.args.rel(p).index(), &self.shape(h)));
            let telling = |&c: &WordId| c != p && is_telling(self.args.rel(c), self.args.upos(c));
            let of_head = self.children(h).filter(telling);
            rows.extend(of_head.map(|c| self.word_row(Role::HeadChild, self.args.rel(c).index(), c)));
        }
        for (hop, &w) in self.above.iter().enumerate().skip(1).take(2) {
            rows.push(self.word_row(Role::Above, hop, w));
        }
        if let Some(&root) = self.above.last() {
            rows.push(self.word_row(Role::Root, 0, root));
        }
    }

    /// Verb form and tense in one.
    fn form(&self, w: WordId) -> usize {
        let feats = &self.args.parsed.word(w).feats;
        let past = feats.has("Tense", "Past");
        match (feats.get("VerbForm"), feats.get("Mood")) {
            (Some("Fin"), Some("Imp")) => 1,
            (Some("Fin"), _) => 2 + usize::from(past),
            (Some("Inf"), _) => 4,
            (Some("Part"), _) => 5 + usize::from(past),
            (Some("Ger"), _) => 7,
            _ => 0,
        }
    }

    /// A verb group as a word: its auxiliaries and markers with their forms, and its own form.
    fn shape(&self, w: WordId) -> String {
        let mut out = String::new();
        for c in self.children(w) {
            let rel = self.args.rel(c);
            let to = rel == Deprel::Mark && self.args.lemma(c) == "to";
            if to || matches!(rel, Deprel::Aux | Deprel::AuxPass | Deprel::Cop) {
                out += self.args.lemma(c);
                out.push((b'0' + self.form(c) as u8) as char);
            }
        }
        out.push((b'0' + self.form(w) as u8) as char);
        out
    }

    /// How the sentence ends: 1 with a question mark, 2 with an exclamation mark.
    fn sentence_end(&self) -> usize {
        let words = &self.args.parsed.sentence_of(self.predicate).words;
        let ends = |mark: &str| {
            (words.start.max(words.end.saturating_sub(3))..words.end).any(|w| self.args.lemma(WordId(w)) == mark)
        };
        if ends("?") { 1 } else { 2 * usize::from(ends("!")) }
    }

    /// Marks of quotation before the predicate in its sentence: 1 none, 2 an odd number (inside), else 0.
    fn quoted(&self) -> usize {
        let start =
            self.args.parsed.sentence_of(self.predicate).words.start.max(self.predicate.0.saturating_sub(MAX_BACK));
        let is_mark = |&w: &u32| matches!(self.args.lemma(WordId(w)), "\"" | "``" | "''" | "“" | "”" | "«" | "»");
        match (start..self.predicate.0).filter(is_mark).count() {
            0 => 1,
            n if n % 2 == 1 => 2,
            _ => 0,
        }
    }

    fn word_row(&self, role: Role, place: usize, w: WordId) -> u16 {
        // Names tell nothing of what has happened.
        let text = if self.args.upos(w) == Upos::Propn { "Name" } else { self.args.lemma(w) };
        hashed(role, place, text)
    }
}

fn is_function(rel: Deprel) -> bool {
    use Deprel::*;
    matches!(rel, Aux | AuxPass | Advmod | Mark | Cop | Det | Case | Cc | Expl | Discourse)
}

/// Children whose word is looked at: function words and pronouns, not the many nouns.
fn is_telling(rel: Deprel, upos: Upos) -> bool {
    is_function(rel)
        || matches!(upos, Upos::Pron | Upos::Adv | Upos::Det)
        || matches!(rel, Deprel::Amod | Deprel::Xcomp)
}

fn row(block: Block, value: usize) -> u16 {
    let block = block as usize;
    let base: usize = SIZES[..block].iter().sum();
    (base + value.min(SIZES[block] - 1)) as u16
}

fn effect(effect: OperatorEffect) -> usize {
    match effect {
        OperatorEffect::Negate => 0,
        OperatorEffect::Condition => 1,
        OperatorEffect::Shift { certainty, negative, .. } => {
            2 + 2 * certainty.map_or(0, |c| 1 + c as usize) + usize::from(negative)
        }
    }
}

fn hashed(role: Role, place: usize, text: &str) -> u16 {
    (FIXED + (hash(role, place, text) % BUCKETS as u64) as usize) as u16
}

/// A word in a role as a number (FNV-1a, so that it is the same on every machine).
fn hash(role: Role, place: usize, text: &str) -> u64 {
    let start = [role as u8, place as u8].into_iter();
    let hash = start
        .chain(text.bytes())
        .fold(0xcbf2_9ce4_8422_2325u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    // The low bits of this hash are weak.
    hash ^ (hash >> 29)
}

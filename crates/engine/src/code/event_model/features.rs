//! What the event model sees of a predicate: vectors of the words around it, and rows of its table (small categories, and
//! words in their roles by hash). Training reads the same functions, so the two can't drift apart. Nothing here scores
//! anything.

use crate::code::EventType;
use crate::code::matcher::Matcher;
use crate::parse::model::ParserModel;
use crate::parse::{Deprel, NameTag, Upos, WordId};

/// The encoder's vectors that are put side by side: the predicate's and its head's.
pub const CONTEXT_SLOTS: usize = 2;
/// Pretrained vectors that are put side by side: the predicate, its particles and complements, objects, subjects, obliques, head.
pub const WORD_SLOTS: usize = 6;
/// Rows for words in their roles.
const BUCKETS: usize = 4096;
/// Children that are looked at; no real predicate has more.
const MAX_CHILDREN: usize = 40;

/// Prepositions of phrases that may name whom a happening is for or against, the likeliest first.
pub const TOWARDS: &[&str] = &["to", "with", "against", "on", "at", "from", "for", "in", "over", "of"];
/// How many of them name the other side; the rest tell what a happening is about.
pub const SIDES: usize = 6;

const RELATIONS: usize = Deprel::ALL.len();
const TAGS: usize = Upos::ALL.len();
const FORMS: usize = 8;
const STANDINGS: usize = 3;

/// Sizes of the blocks of categories, in the order of [`Block`].
const SIZES: [usize; 10] = [RELATIONS, TAGS, FORMS, RELATIONS, TAGS, RELATIONS, 2, STANDINGS, STANDINGS, STANDINGS];

/// Blocks of categories.
#[derive(Clone, Copy)]
enum Block {
    Rel,
    Tag,
    Form,
    HeadRel,
    HeadTag,
    Child,
    Passive,
    Subject,
    Object,
    Oblique,
}

const FIXED: usize = {
    let (mut sum, mut i) = (0, 0);
    while i < SIZES.len() {
        sum += SIZES[i];
        i += 1;
    }
    sum
};

/// First row of what the rules say: no rule, then one for each type.
pub const RULE: usize = FIXED + BUCKETS;

/// First row of the types whose rules list the word, whether they fit or not: with other words, by itself, by itself but
/// refusing what stands by it here.
const LISTED: usize = RULE + 1 + EventType::ALL.len();

/// Rows of the model's table.
pub const ROWS: usize = LISTED + 3 * EventType::ALL.len();

/// Roles in which a word has a row of its own.
#[derive(Clone, Copy)]
enum Role {
    Lemma,
    Ending,
    Object,
    Subject,
    Oblique,
    Head,
    Function,
    SubjectSector,
    ObjectSector,
    ObliqueSector,
    Kind,
}

/// The words around a predicate that may be parties.
#[derive(Clone, Debug, Default)]
pub struct Neighbours {
    /// Who does it.
    pub subjects: Vec<WordId>,
    /// What it is done to.
    pub objects: Vec<WordId>,
    /// Phrases with a preposition: its place among [`TOWARDS`] and the word.
    pub obliques: Vec<(usize, WordId)>,
}

/// A predicate as the model sees it.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// The vectors side by side.
    pub vectors: Vec<f32>,
    /// Rows of the table that tell of its surroundings.
    pub rows: Vec<u32>,
    /// Rows of its own word.
    pub own: Vec<u32>,
    /// The row of what the rules say.
    pub rule: u32,
}

/// What predicates are looked at with.
pub struct Scene<'a> {
    /// The tree and the actors.
    pub matcher: &'a Matcher<'a>,
    /// The parser's model, for its word vectors.
    pub words: &'a ParserModel,
}

impl Scene<'_> {
    /// Width of [`Seen::vectors`].
    pub fn width(words: &ParserModel) -> usize {
        CONTEXT_SLOTS * words.vector_size() + WORD_SLOTS * words.lexical_size()
    }

    /// True for a word that may be a predicate without a rule. Nouns are not: what is no event by name is hard to tell from
    /// what is, and on the development reports they cost more than they gave.
    pub fn is_predicate(&self, w: WordId) -> bool {
        let word = self.matcher.args.parsed.word(w);
        word.name == NameTag::Outside && word.upos == Upos::Verb
    }

    /// The words that may be parties.
    pub fn neighbours(&self, w: WordId) -> Neighbours {
        let args = self.matcher.args;
        let mut obliques = Vec::new();
        for &c in args.parsed.children(w).iter().take(MAX_CHILDREN) {
            if matches!(args.rel(c), Deprel::Obl | Deprel::Nmod)
                && let Some(at) = args.preposition(c).and_then(|p| TOWARDS.iter().position(|t| *t == p))
            {
                obliques.extend(args.with_conjuncts(c).into_iter().map(|o| (at, o)));
            }
        }
        obliques.sort_unstable();
        let mut objects = args.objects(w);
        objects.extend(args.indirect_objects(w).into_iter().filter(|o| !objects.contains(o)).collect::<Vec<_>>());
        Neighbours { subjects: args.subjects(w), objects, obliques }
    }

    /// Looks at a predicate.
    pub fn see(&self, w: WordId, around: &Neighbours, rule: Option<EventType>) -> Seen {
        let mut rows = Vec::with_capacity(48);
        self.categories(w, around, &mut rows);
        self.surroundings(w, around, &mut rows);
        let rule = (RULE + rule.map_or(0, |t| 1 + t as usize)) as u32;
        Seen { vectors: self.vectors(w, around), rows, own: self.own(w), rule }
    }

    fn vectors(&self, w: WordId, around: &Neighbours) -> Vec<f32> {
        let args = self.matcher.args;
        let (context, lexical) = (self.words.vector_size(), self.words.lexical_size());
        let mut out = vec![0.0; Self::width(self.words)];
        let (contexts, words) = out.split_at_mut(CONTEXT_SLOTS * context);
        let head = args.head(w);
        for (slot, word) in contexts.chunks_exact_mut(context.max(1)).zip([Some(w), head]) {
            if let Some(word) = word.filter(|x| x.index() < args.parsed.vectors.rows()) {
                slot.copy_from_slice(args.parsed.vectors.row(word.index()));
            }
        }
        let near = self.children(w).filter(|&c| {
            matches!(args.rel(c), Deprel::CompoundPrt | Deprel::Xcomp | Deprel::Compound | Deprel::Amod | Deprel::Ccomp)
        });
        let obliques = around.obliques.iter().map(|o| o.1).collect();
        let slots: [Vec<WordId>; WORD_SLOTS] = [
            vec![w],
            near.collect(),
            around.objects.clone(),
            around.subjects.clone(),
            obliques,
            head.into_iter().collect(),
        ];
        let mut one = vec![0.0; lexical];
        for (slot, members) in words.chunks_exact_mut(lexical.max(1)).zip(slots) {
            let share = 1.0 / members.len().max(1) as f32;
            for member in members {
                self.words.lexical_vector(args.lemma(member), &mut one);
                slot.iter_mut().zip(&one).for_each(|(s, x)| *s += share * x);
            }
        }
        out
    }

    fn children(&self, w: WordId) -> impl Iterator<Item = WordId> {
        let args = self.matcher.args;
        args.parsed.children(w).iter().copied().take(MAX_CHILDREN).filter(move |&c| args.rel(c) != Deprel::Punct)
    }

    fn categories(&self, w: WordId, around: &Neighbours, rows: &mut Vec<u32>) {
        let args = self.matcher.args;
        rows.push(row(Block::Rel, args.rel(w).index()));
        rows.push(row(Block::Tag, args.upos(w).index()));
        rows.push(row(Block::Form, self.form(w)));
        rows.push(row(Block::Passive, usize::from(args.is_passive(w))));
        if let Some(h) = args.head(w) {
            rows.push(row(Block::HeadRel, args.rel(h).index()));
            rows.push(row(Block::HeadTag, args.upos(h).index()));
        }
        rows.extend(self.children(w).map(|c| row(Block::Child, args.rel(c).index())));
        let obliques: Vec<WordId> = around.obliques.iter().map(|o| o.1).collect();
        rows.push(row(Block::Subject, self.standing(&around.subjects)));
        rows.push(row(Block::Object, self.standing(&around.objects)));
        rows.push(row(Block::Oblique, self.standing(&obliques)));
    }

    /// 0 nobody, 1 somebody who is no known actor, 2 an actor.
    fn standing(&self, words: &[WordId]) -> usize {
        if words.is_empty() { 0 } else { 1 + usize::from(words.iter().any(|&w| !self.matcher.actors_of(w).is_empty())) }
    }

    fn own(&self, w: WordId) -> Vec<u32> {
        let args = self.matcher.args;
        let lemma = args.lemma(w);
        let ending = lemma.char_indices().rev().nth(2).map_or(lemma, |(i, _)| &lemma[i..]);
        let mut rows =
            vec![hashed(Role::Lemma, args.upos(w).index(), lemma), hashed(Role::Ending, args.upos(w).index(), ending)];
        let listed = self.matcher.rules.triggers(lemma).iter().map(|trigger| {
            let event = self.matcher.rules.rules()[trigger.rule].event;
            let state = match trigger.others.is_empty() {
                true if self.matcher.refuses(w, trigger) => 2,
                alone => usize::from(alone),
            };
            (LISTED + 3 * event as usize + state) as u32
        });
        rows.extend(listed);
        rows[2..].sort_unstable();
        rows.dedup();
        rows
    }

    fn surroundings(&self, w: WordId, around: &Neighbours, rows: &mut Vec<u32>) {
        let args = self.matcher.args;
        for &s in &around.subjects {
            rows.push(self.word_row(Role::Subject, 0, s));
            self.sectors(Role::SubjectSector, 0, s, rows);
        }
        for &o in &around.objects {
            rows.push(self.word_row(Role::Object, 0, o));
            self.sectors(Role::ObjectSector, 0, o, rows);
        }
        for &(preposition, o) in &around.obliques {
            rows.push(hashed(Role::Oblique, preposition, ""));
            rows.push(self.word_row(Role::Oblique, preposition, o));
            self.sectors(Role::ObliqueSector, preposition, o, rows);
        }
        if let Some(h) = args.head(w) {
            rows.push(self.word_row(Role::Head, args.rel(w).index(), h));
        }
        let function = self.children(w).filter(|&c| is_function(args.rel(c)));
        rows.extend(function.map(|c| self.word_row(Role::Function, args.rel(c).index(), c)));
    }

    fn sectors(&self, role: Role, place: usize, w: WordId, rows: &mut Vec<u32>) {
        for id in self.matcher.actors_of(w).into_iter().take(3) {
            let actor = &self.matcher.actors.list[id.index()];
            rows.extend(actor.sectors.iter().map(|s| hashed(role, place, s)));
            rows.push(hashed(Role::Kind, role as usize, actor.kind.as_str()));
        }
    }

    /// Verb form and tense in one.
    fn form(&self, w: WordId) -> usize {
        let feats = &self.matcher.args.parsed.word(w).feats;
        let past = usize::from(feats.has("Tense", "Past"));
        match feats.get("VerbForm") {
            Some("Fin") => 1 + past,
            Some("Inf") => 3,
            Some("Part") => 4 + past,
            Some("Ger") => 6,
            _ => 0,
        }
    }

    fn word_row(&self, role: Role, place: usize, w: WordId) -> u32 {
        // What a name stands for is told by its actor.
        let args = self.matcher.args;
        hashed(role, place, if args.upos(w) == Upos::Propn { "Name" } else { args.lemma(w) })
    }
}

fn is_function(rel: Deprel) -> bool {
    use Deprel::*;
    matches!(rel, Aux | AuxPass | Advmod | Mark | Cop | Det | Case | Cc | Expl | CompoundPrt | Compound | Amod | Xcomp)
}

fn row(block: Block, value: usize) -> u32 {
    let block = block as usize;
    let base: usize = SIZES[..block].iter().sum();
    (base + value.min(SIZES[block] - 1)) as u32
}

/// A word in a role as a row (FNV-1a, so that it is the same on every machine).
fn hashed(role: Role, place: usize, text: &str) -> u32 {
    let start = [role as u8, place as u8].into_iter();
    let hash = start
        .chain(text.bytes())
        .fold(0xcbf2_9ce4_8422_2325u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    // The low bits of this hash are weak.
    let hash = hash ^ (hash >> 29);
    (FIXED + (hash % BUCKETS as u64) as usize) as u32
}

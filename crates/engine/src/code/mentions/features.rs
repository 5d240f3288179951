//! What the model sees: rows of its tables that a mention, or a mention with a possible antecedent, lights up. Training and
//! linking share this file, so a change here is a change of the model format.

use super::profile::{Class, Profile};
use super::words::{Marks, Pronoun};
use crate::parse::model::ParserModel;
use crate::parse::{Deprel, Parsed, Upos, WordId};
use rustc_hash::FxHashMap;

/// Rows of relations.
const RELATIONS: usize = Deprel::ALL.len();

macro_rules! blocks {
    ($all:ident: $($name:ident $size:expr),+ $(,)?) => {
        #[allow(non_upper_case_globals, missing_docs, dead_code, unused_assignments)]
        mod $all {
            use super::*;
            blocks!(@ 0; $($name $size),+);
        }
    };
    (@ $start:expr; $name:ident $size:expr) => {
        pub const $name: usize = $start;
        pub const END: usize = $start + $size;
    };
    (@ $start:expr; $name:ident $size:expr, $($rest:ident $more:expr),+) => {
        pub const $name: usize = $start;
        blocks!(@ $start + $size; $($rest $more),+);
    };
}

blocks! { mention:
    CLASS Class::COUNT, REL RELATIONS, GOVERNOR 18, DETERMINER 6, NAME 5, NUMBER 4, GENDER 8, LENGTH 6, COORDINATED 2,
    FIRST 2, NESTED 2, MODIFIERS 16, VOICE 2, EARLY 4, SEEN_HEAD 4, SEEN_WORDING 3, SEEN_CONTENT 3, UPOS 18, REFLEXIVE 2,
}

blocks! { pair:
    SENTENCES 9, MENTIONS 9, WORDING 2, CORE 2, HEAD 2, LEMMA 2, CONTENT 5, HEAD_WITHIN 4, ACRONYM 2, NUMERALS 3,
    CLASS Class::COUNT, SAME_FORM 2, GENDER 3, NUMBER 3, NAMES 25, VOICE 4, NESTING 3, SYNTAX 8, COPULA 2, ROLE 8, PARALLEL 3,
    GOVERNOR 2, COSINE 11, FIRST 2, SIZE 5, LATEST 2, CHAIN_GENDER 3, CHAIN_NUMBER 3, CHAIN_KIND 4, CHAIN_WORDING 2,
    CHAIN_HEAD 2, CHAIN_CONTENT 5, BETWEEN 6, DETERMINER 6, PARAGRAPH 2, COORDINATED 4, MODIFIERS 3,
}

/// Rows of mention features, before the head words.
pub const MENTION_ROWS: usize = mention::END;

/// Rows of pair features: each on its own and with each class of the later mention.
pub const PAIR_ROWS: usize = pair::END * (1 + Class::COUNT);

/// Words whose vectors a mention shows: head, first, before, after, governor.
const SHOWN: usize = 5;

/// A growing chain, as far as later mentions are compared with it.
#[derive(Clone, Debug, Default)]
struct Chain {
    size: u32,
    latest: u32,
    gender: u8,
    number: u8,
    kinds: u8,
    wordings: Vec<u32>,
    heads: Vec<u32>,
    names: Vec<u32>,
}

/// What a chain remembers of wordings.
const CHAIN_MEMORY: usize = 24;

/// Chains so far, by mention.
#[derive(Default)]
pub struct Chains {
    chain_of: Vec<u32>,
    chains: Vec<Chain>,
}

impl Chains {
    /// Adds the next mention, to the chain of an earlier one or to a new chain.
    pub fn add(&mut self, profiles: &[Profile], antecedent: Option<usize>) {
        let i = self.chain_of.len();
        let chain = match antecedent {
            Some(j) => self.chain_of[j],
            None => {
                self.chains.push(Chain { gender: 7, number: 3, ..Chain::default() });
                self.chains.len() as u32 - 1
            }
        };
        self.chain_of.push(chain);
        let (c, p) = (&mut self.chains[chain as usize], &profiles[i]);
        c.size += 1;
        c.latest = i as u32;
        c.gender = if c.gender & p.gender.0 == 0 { c.gender } else { c.gender & p.gender.0 };
        c.number = if c.number & p.number.0 == 0 { c.number } else { c.number & p.number.0 };
        c.kinds |= match p.class {
            Class::Pronoun(_) => 0,
            Class::Name => 1,
            Class::Clause => 0,
            _ => 2,
        };
        if !p.class.is_pronoun() && p.class != Class::Clause {
            remember(&mut c.wordings, &[p.wording, p.core]);
            remember(&mut c.heads, &[p.lemma]);
            if p.class == Class::Name {
                remember(&mut c.names, &p.content);
                c.names.sort_unstable();
            }
        }
    }

    /// The chain of a mention.
    pub fn of(&self, i: usize) -> u32 {
        self.chain_of[i]
    }
}

fn remember(known: &mut Vec<u32>, more: &[u32]) {
    for &m in more {
        if known.len() < CHAIN_MEMORY && !known.contains(&m) {
            known.push(m);
        }
    }
}

/// A report's mentions, ready to be compared.
pub struct Scene<'a> {
    /// The report's text.
    pub text: &'a str,
    /// Its parse.
    pub parsed: &'a Parsed,
    /// Its markables.
    pub profiles: &'a [Profile],
    /// Directions of the heads' word vectors.
    vectors: Vec<f32>,
    /// Width of one.
    width: usize,
    /// First markable of each sentence's words.
    first: Vec<bool>,
    seen: Vec<[u8; 3]>,
}

impl<'a> Scene<'a> {
    /// Looks up the heads' word vectors and what was seen before.
    pub fn new(text: &'a str, parsed: &'a Parsed, profiles: &'a [Profile], words: &ParserModel) -> Self {
        let width = words.lexical_size();
        let mut vectors = vec![0.0; width * profiles.len()];
        for (row, p) in vectors.chunks_exact_mut(width.max(1)).zip(profiles) {
            words.lexical_vector(parsed.word(p.head).span.of(text), row);
            let length = row.iter().map(|x| x * x).sum::<f32>().sqrt();
            row.iter_mut().for_each(|x| *x /= length.max(1e-6));
        }
        let mut last = u32::MAX;
        let first = profiles.iter().map(|p| std::mem::replace(&mut last, p.sentence) != p.sentence).collect();
        Scene { text, parsed, profiles, vectors, width, first, seen: seen(profiles) }
    }

    /// Width of [`Self::dense`].
    pub fn dense_size(words: &ParserModel) -> usize {
        SHOWN * words.lexical_size()
    }

    /// Word vectors of a mention's head, first word, neighbours and governor.
    pub fn dense(&self, i: usize, words: &ParserModel, out: &mut [f32]) {
        let p = &self.profiles[i];
        let n = words.lexical_size();
        let sentence = &self.parsed.sentences[p.sentence as usize].words;
        let shown = [
            Some(p.head.0),
            Some(p.words.start),
            (p.words.start > sentence.start).then(|| p.words.start - 1),
            (p.words.end < sentence.end).then_some(p.words.end),
            p.governor.map(|g| g.0),
        ];
        for (block, w) in out.chunks_exact_mut(n.max(1)).zip(shown) {
            match w {
                Some(w) => words.lexical_vector(self.parsed.word(WordId(w)).span.of(self.text), block),
                None => block.fill(0.0),
            }
        }
    }

    /// Rows that a mention lights up.
    pub fn mention_rows(&self, i: usize, out: &mut Vec<u32>) {
        let p = &self.profiles[i];
        let governor = p.governor.map_or(17, |g| self.parsed.word(g).upos.index());
        let seen = self.seen[i];
        use mention::*;
        let rows = [
            CLASS + p.class.index(),
            REL + p.rel.index(),
            GOVERNOR + governor,
            DETERMINER + p.determiner as usize,
            NAME + p.name.map_or(0, |k| 1 + k.index()),
            NUMBER + p.number.0 as usize,
            GENDER + p.gender.0 as usize,
            LENGTH + bucket(p.words.len() as u32, &[1, 2, 3, 5, 9]),
            COORDINATED + usize::from(p.coordinated),
            FIRST + usize::from(self.first[i]),
            NESTED + usize::from(p.nested),
            MODIFIERS + p.modifiers as usize,
            VOICE + usize::from(p.voice > 0),
            EARLY + bucket(p.sentence, &[0, 2, 8]),
            SEEN_HEAD + seen[0] as usize,
            SEEN_WORDING + seen[1] as usize,
            SEEN_CONTENT + seen[2] as usize,
            UPOS + self.parsed.word(p.head).upos.index(),
            REFLEXIVE + usize::from(p.reflexive),
        ];
        out.extend(rows.map(|r| r as u32));
    }

    /// Rows that the later mention `i` and a possible antecedent `j` light up; `between` counts the candidates nearer to
    /// `i` that agree with it.
    pub fn pair_rows(&self, i: usize, j: usize, chains: &Chains, between: u32, out: &mut Vec<u32>) {
        let (a, b) = (&self.profiles[i], &self.profiles[j]);
        let chain = &chains.chains[chains.chain_of[j] as usize];
        let apart = a.sentence - b.sentence.min(a.sentence);
        let names = a.class == Class::Name && b.class == Class::Name;
        use pair::*;
        let rows = [
            SENTENCES + bucket(apart, &[0, 1, 2, 3, 5, 8, 15, 30]),
            MENTIONS + bucket((i - j) as u32, &[1, 2, 3, 5, 8, 15, 30, 60]),
            WORDING + usize::from(a.wording == b.wording),
            CORE + usize::from(a.core == b.core),
            HEAD + usize::from(a.head_form == b.head_form),
            LEMMA + usize::from(a.lemma == b.lemma),
            CONTENT + overlap(&a.content, &b.content),
            HEAD_WITHIN
                + usize::from(b.content.binary_search(&a.head_form).is_ok())
                + 2 * usize::from(a.content.binary_search(&b.head_form).is_ok()),
            ACRONYM + usize::from(a.initials == b.head_form || b.initials == a.head_form),
            NUMERALS
                + match (a.numerals.is_empty(), b.numerals.is_empty()) {
                    (true, true) => 0,
                    _ => 1 + usize::from(a.numerals != b.numerals),
                },
            CLASS + b.class.index(),
            SAME_FORM + usize::from(a.head_form == b.head_form && a.class.is_pronoun()),
            GENDER + agreement(a.gender, b.gender, 7),
            NUMBER + agreement(a.number, b.number, 3),
            NAMES + 5 * b.name.map_or(0, |k| 1 + k.index()) + a.name.map_or(0, |k| 1 + k.index()),
            VOICE
                + match (a.voice, b.voice) {
                    (0, 0) => 0,
                    (x, y) if x == y => 1,
                    (0, _) | (_, 0) => 2,
                    _ => 3,
                },
            NESTING + if a.words.end <= b.words.end { 1 } else { 2 * usize::from(b.words.end > a.words.start) },
            SYNTAX + self.syntax(a, b),
            COPULA + usize::from(self.is_predicate(a, b)),
            ROLE + role(b),
            PARALLEL + if role(a) == role(b) { 1 + usize::from(role(a) == 0) } else { 0 },
            GOVERNOR + usize::from(self.same_governor(a, b)),
            COSINE + self.cosine(i, j),
            FIRST + usize::from(self.first[j]),
            SIZE + bucket(chain.size, &[1, 2, 4, 8]),
            LATEST + usize::from(chain.latest as usize == j),
            CHAIN_GENDER + agreement(a.gender, Marks(chain.gender), 7),
            CHAIN_NUMBER + agreement(a.number, Marks(chain.number), 3),
            CHAIN_KIND + chain.kinds as usize,
            CHAIN_WORDING + usize::from(chain.wordings.contains(&a.wording) || chain.wordings.contains(&a.core)),
            CHAIN_HEAD + usize::from(chain.heads.contains(&a.lemma)),
            CHAIN_CONTENT + if a.class == Class::Name { overlap(&a.content, &chain.names) } else { 0 },
            BETWEEN + bucket(between, &[0, 1, 2, 4, 8]),
            DETERMINER + b.determiner as usize,
            PARAGRAPH + usize::from(self.paragraph(a) == self.paragraph(b)),
            COORDINATED + usize::from(a.coordinated) + 2 * usize::from(b.coordinated),
            MODIFIERS + if names { 0 } else { 1 + usize::from(overlap(&a.content, &b.content) == 1) },
        ];
        let base = pair::END * (1 + a.class.index());
        for r in rows {
            out.push(r as u32);
            out.push((base + r) as u32);
        }
    }

    /// Whether an earlier mention can be what a pronoun stands for, as far as gender and number go.
    pub fn agrees(&self, i: usize, j: usize) -> bool {
        let (a, b) = (&self.profiles[i], &self.profiles[j]);
        !a.gender.and(b.gender).is_empty() && !a.number.and(b.number).is_empty()
    }

    fn paragraph(&self, p: &Profile) -> u32 {
        self.parsed.sentences[p.sentence as usize].paragraph
    }

    fn same_governor(&self, a: &Profile, b: &Profile) -> bool {
        match (a.governor, b.governor) {
            (Some(x), Some(y)) => self.parsed.word(x).lemma == self.parsed.word(y).lemma,
            _ => false,
        }
    }

    /// "X is Y": Y says something of X and is not another mention of it.
    fn is_predicate(&self, a: &Profile, b: &Profile) -> bool {
        b.governor == Some(a.head) && matches!(b.rel, Deprel::Nsubj) && self.parsed.child(a.head, Deprel::Cop).is_some()
    }

    /// How the earlier mention stands over the later one in one sentence.
    fn syntax(&self, a: &Profile, b: &Profile) -> usize {
        if a.sentence != b.sentence {
            return 0;
        }
        let subject = matches!(b.rel, Deprel::Nsubj | Deprel::NsubjPass);
        if a.governor.is_some() && a.governor == b.governor {
            return if subject { 2 } else { 3 };
        }
        let mut at = a.head;
        for up in 0..12 {
            let word = self.parsed.word(at);
            let Some(h) = word.head else { break };
            if h == b.head {
                return 4;
            }
            if Some(h) == b.governor && subject {
                return match word.deprel {
                    Deprel::Ccomp | Deprel::Parataxis => 5,
                    _ if up == 0 => 2,
                    _ => 6,
                };
            }
            at = h;
        }
        if a.governor == Some(b.head) { 7 } else { 1 }
    }

    fn cosine(&self, i: usize, j: usize) -> usize {
        let row = |k: usize| &self.vectors[k * self.width..(k + 1) * self.width];
        let known = |r: &[f32]| r.iter().any(|&x| x != 0.0);
        let (x, y) = (row(i), row(j));
        if !known(x) || !known(y) {
            return 10;
        }
        let dot: f32 = x.iter().zip(y).map(|(a, b)| a * b).sum();
        (dot.clamp(0.0, 0.999) * 10.0) as usize
    }
}

/// Grammatical role, coarsely.
fn role(p: &Profile) -> usize {
    match p.rel {
        Deprel::Nsubj | Deprel::NsubjPass | Deprel::NsubjOuter => 0,
        Deprel::Obj | Deprel::Iobj => 1,
        Deprel::Obl | Deprel::OblAgent | Deprel::OblUnmarked => 2,
        Deprel::Nmod | Deprel::NmodUnmarked => 3,
        Deprel::NmodPoss => 4,
        Deprel::Root => 5,
        Deprel::Compound => 6,
        _ => 7,
    }
}

/// 0 they cannot agree, 1 both are known and agree, 2 one of them is not known.
fn agreement(a: Marks, b: Marks, any: u8) -> usize {
    if a.and(b).is_empty() {
        0
    } else if a.0 == any || b.0 == any {
        2
    } else {
        1
    }
}

/// 0 nothing shared, 1 something, 2 the first within the second, 3 the second within the first, 4 equal.
fn overlap(a: &[u32], b: &[u32]) -> usize {
    let shared = a.iter().filter(|x| b.binary_search(x).is_ok()).count();
    match (shared == a.len(), shared == b.len()) {
        _ if shared == 0 => 0,
        (true, true) => 4,
        (true, false) => 2,
        (false, true) => 3,
        (false, false) => 1,
    }
}

fn bucket(x: u32, edges: &[u32]) -> usize {
    edges.iter().position(|&e| x <= e).unwrap_or(edges.len())
}

/// How often each mention's head, wording and any content word stood in earlier mentions.
fn seen(profiles: &[Profile]) -> Vec<[u8; 3]> {
    let mut heads: FxHashMap<u32, u32> = FxHashMap::default();
    let mut wordings: FxHashMap<u32, u32> = FxHashMap::default();
    let mut contents: FxHashMap<u32, u32> = FxHashMap::default();
    let count = |map: &FxHashMap<u32, u32>, key: u32, top: u32| map.get(&key).copied().unwrap_or(0).min(top) as u8;
    profiles
        .iter()
        .map(|p| {
            let content = p.content.iter().map(|&c| count(&contents, c, 2)).max().unwrap_or(0);
            let out = [count(&heads, p.lemma, 3), count(&wordings, p.wording, 2), content];
            *heads.entry(p.lemma).or_default() += 1;
            *wordings.entry(p.wording).or_default() += 1;
            p.content.iter().for_each(|&c| *contents.entry(c).or_default() += 1);
            out
        })
        .collect()
}

/// The word by which a mention is looked up in the model's list: a pronoun's form, a noun's lemma, nothing for names.
pub fn head_word(scene: &Scene<'_>, i: usize) -> Option<String> {
    let p = &scene.profiles[i];
    let word = scene.parsed.word(p.head);
    match (p.class, word.upos) {
        _ if p.coordinated => None,
        (Class::Pronoun(Pronoun::Other), _) | (_, Upos::Noun) => Some(word.lemma.to_lowercase()),
        (Class::Pronoun(_), _) => Some(word.span.of(scene.text).to_lowercase()),
        _ => None,
    }
}

//! What is known of each markable before it is compared with any other: its sort, gender, number, name, wording, place in
//! the tree. Comparisons are in `features`.

use super::detect::{Kind, Markable};
use super::words::{Genders, Marks, Pronoun};
use crate::parse::{Deprel, NameKind, NameTag, Parsed, Upos, WordId};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Sorts of mention; the model has rows for each, so their order is part of the model format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// A pronoun of one sort.
    Pronoun(Pronoun),
    /// A name.
    Name,
    /// A common noun with a determiner that points to something known.
    Definite,
    /// Any other phrase.
    Nominal,
    /// A clause.
    Clause,
}

impl Class {
    /// Number of classes.
    pub const COUNT: usize = 14;

    /// Row of the class.
    pub fn index(self) -> usize {
        match self {
            Class::Pronoun(p) => p as usize,
            Class::Name => 10,
            Class::Definite => 11,
            Class::Nominal => 12,
            Class::Clause => 13,
        }
    }

    /// Whether it is a pronoun.
    pub fn is_pronoun(self) -> bool {
        matches!(self, Class::Pronoun(_))
    }
}

/// How a phrase is determined, in model order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Determiner {
    /// the
    The,
    /// this, that, these, those, such
    Demonstrative,
    /// a possessor
    Possessor,
    /// a, an
    A,
    /// any other determiner or a numeral
    Other,
    /// none
    Bare,
}

/// A word's number in the report's own list of forms.
pub type Form = u32;

/// What is known of a markable.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Its words.
    pub words: Range<u32>,
    /// Its head.
    pub head: WordId,
    /// Whether it is a coordination.
    pub coordinated: bool,
    /// Sentence number.
    pub sentence: u32,
    /// Sort of mention.
    pub class: Class,
    /// Whether it is a reflexive pronoun.
    pub reflexive: bool,
    /// Genders that it may have.
    pub gender: Marks,
    /// Numbers that it may have.
    pub number: Marks,
    /// What its head names.
    pub name: Option<NameKind>,
    /// Its determiner.
    pub determiner: Determiner,
    /// Relation of the phrase to its governor.
    pub rel: Deprel,
    /// The governor.
    pub governor: Option<WordId>,
    /// The whole wording without determiner and possessive mark.
    pub wording: Form,
    /// The wording up to the head.
    pub core: Form,
    /// The head's form in lower case.
    pub head_form: Form,
    /// The head's lemma.
    pub lemma: Form,
    /// Letters that an acronym of the phrase would have.
    pub initials: Form,
    /// Content words up to the head, sorted.
    pub content: Vec<Form>,
    /// Numerals among them.
    pub numerals: Vec<Form>,
    /// Whose voice the words are in, 0 for the report's.
    pub voice: u32,
    /// Whether the phrase lies inside an earlier, longer one.
    pub nested: bool,
    /// Bits: relative clause or participle, prepositional modifier, adjective, apposition.
    pub modifiers: u8,
}

/// Words of a report numbered, so that comparing them is comparing numbers.
#[derive(Default)]
struct Forms(FxHashMap<String, Form>);

impl Forms {
    fn number(&mut self, form: &str) -> Form {
        let next = self.0.len() as Form;
        match self.0.get(form) {
            Some(&n) => n,
            None => {
                self.0.insert(form.to_owned(), next);
                next
            }
        }
    }
}

/// Whose voice each word is in; empty where nothing is known.
pub type Voices<'a> = &'a [u32];

/// Profiles of all markables, in their order.
pub fn profiles(
    text: &str,
    parsed: &Parsed,
    genders: &Genders,
    voices: Voices<'_>,
    found: &[Markable],
) -> Vec<Profile> {
    let mut maker = Maker { text, parsed, genders, forms: Forms::default() };
    let mut reach = 0;
    found
        .iter()
        .map(|m| {
            let nested = m.words.end <= reach;
            reach = reach.max(m.words.end);
            let voice = voices.get(m.head.index()).copied().unwrap_or(0);
            Profile { nested, voice, ..maker.profile(m) }
        })
        .collect()
}

struct Maker<'a> {
    text: &'a str,
    parsed: &'a Parsed,
    genders: &'a Genders,
    forms: Forms,
}

impl Maker<'_> {
    fn lower(&self, w: WordId) -> String {
        self.parsed.word(w).span.of(self.text).to_lowercase()
    }

    fn profile(&mut self, m: &Markable) -> Profile {
        let coordinated = m.kind == Kind::Coordination;
        let head = self.parsed.word(m.head);
        let (upos, lemma) = (head.upos, head.lemma.clone());
        let head_form = self.lower(m.head);
        let name = match head.name {
            NameTag::Begin(k) | NameTag::Inside(k) => Some(k),
            NameTag::Outside => None,
        };
        let determiner = self.determiner(m);
        let class = match upos {
            _ if m.kind == Kind::Clause => Class::Clause,
            _ if coordinated => Class::Nominal,
            Upos::Pron | Upos::Det | Upos::Adv => Class::Pronoun(Pronoun::of(&head_form)),
            Upos::Propn => Class::Name,
            _ if matches!(determiner, Determiner::The | Determiner::Demonstrative | Determiner::Possessor) => {
                Class::Definite
            }
            _ => Class::Nominal,
        };
        let (rel, governor) = self.place(m.head);
        let core = self.core(m);
        let words: Vec<WordId> = core.clone().map(WordId).collect();
        let content: Vec<WordId> = words.iter().copied().filter(|&w| self.is_content(w)).collect();
        let (gender, number) = self.marks(m, class, name, &content);
        let initials: String = content
            .iter()
            .filter_map(|&w| self.parsed.word(w).span.of(self.text).chars().next())
            .filter(|c| c.is_uppercase())
            .collect();
        let wording = self.joined(m.words.clone());
        let core_wording = self.joined(core);
        let numerals = content
            .iter()
            .filter(|&&w| self.parsed.word(w).upos == Upos::Num)
            .map(|&w| self.lower(w))
            .collect::<Vec<_>>();
        let content: Vec<String> = content.iter().map(|&w| self.lower(w).replace('.', "")).collect();
        let mut content: Vec<Form> = content.iter().map(|f| self.forms.number(f)).collect();
        content.sort_unstable();
        content.dedup();
        Profile {
            words: m.words.clone(),
            head: m.head,
            coordinated,
            sentence: self.parsed.word(m.head).sentence.0,
            class,
            reflexive: class.is_pronoun() && Pronoun::is_reflexive(&head_form),
            gender,
            number,
            name: name.filter(|_| !coordinated),
            determiner,
            rel,
            governor,
            wording: self.forms.number(&wording),
            core: self.forms.number(&core_wording),
            head_form: self.forms.number(&head_form.replace('.', "")),
            lemma: self.forms.number(&lemma.to_lowercase()),
            initials: self.forms.number(&if initials.chars().count() > 1 {
                initials.to_lowercase()
            } else {
                format!("\u{0}{core_wording}")
            }),
            numerals: numerals.iter().map(|f| self.forms.number(f)).collect(),
            content,
            voice: 0,
            nested: false,
            modifiers: self.modifiers(m.head),
        }
    }

    /// Relation and governor of a phrase; parts of a coordination take those of the whole.
    fn place(&self, head: WordId) -> (Deprel, Option<WordId>) {
        let mut at = head;
        for _ in 0..4 {
            let word = self.parsed.word(at);
            match word.head {
                Some(h) if word.deprel == Deprel::Conj => at = h,
                governor => return (word.deprel, governor),
            }
        }
        (Deprel::Conj, self.parsed.word(head).head)
    }

    /// From the first word to the head, or to the last word of a name that the head opens.
    fn core(&self, m: &Markable) -> Range<u32> {
        if m.kind == Kind::Coordination {
            return m.words.clone();
        }
        let flat =
            self.parsed.children(m.head).iter().filter(|&&c| self.parsed.word(c).deprel == Deprel::Flat).map(|c| c.0);
        let last = flat.fold(m.head.0, u32::max);
        m.words.start..(last + 1).clamp(m.words.start + 1, m.words.end.max(m.words.start + 1))
    }

    fn is_content(&self, w: WordId) -> bool {
        matches!(
            self.parsed.word(w).upos,
            Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num | Upos::Verb | Upos::X | Upos::Adv
        )
    }

    fn joined(&self, words: Range<u32>) -> String {
        let mut out = String::new();
        let keep = |w: &WordId| {
            let word = self.parsed.word(*w);
            let possessive = word.deprel == Deprel::Case && w.0 + 1 == words.end;
            let determiner = w.0 == words.start && word.upos == Upos::Det && words.len() > 1;
            !possessive && !determiner
        };
        for w in words.clone().map(WordId).filter(keep) {
            out += &self.lower(w);
            out.push(' ');
        }
        out
    }

    fn determiner(&self, m: &Markable) -> Determiner {
        let mut found = Determiner::Bare;
        for &c in self.parsed.children(m.head).iter().take_while(|c| **c < m.head) {
            found = match self.parsed.word(c).deprel {
                Deprel::NmodPoss => Determiner::Possessor,
                Deprel::Det | Deprel::DetPredet => match self.lower(c).as_str() {
                    "the" => Determiner::The,
                    "this" | "that" | "these" | "those" | "such" => Determiner::Demonstrative,
                    "a" | "an" => Determiner::A,
                    _ => Determiner::Other,
                },
                Deprel::Nummod if found == Determiner::Bare => Determiner::Other,
                _ => found,
            };
        }
        found
    }

    fn marks(&self, m: &Markable, class: Class, name: Option<NameKind>, content: &[WordId]) -> (Marks, Marks) {
        match class {
            Class::Pronoun(p) => return p.marks(),
            Class::Clause => return (Marks::NEUTER, Marks::SINGULAR),
            _ => {}
        }
        let number = match self.parsed.word(m.head).feats.get("Number") {
            _ if m.kind == Kind::Coordination => Marks::PLURAL,
            Some("Sing") => Marks::SINGULAR,
            Some("Plur") => Marks::PLURAL,
            _ => Marks::ANY_NUMBER,
        };
        if m.kind == Kind::Coordination || number == Marks::PLURAL {
            return (Marks::ANY_GENDER, number);
        }
        let gender = match (class, name) {
            (_, Some(NameKind::Organization | NameKind::Place)) => Some(Marks::NEUTER),
            (Class::Name, _) => {
                self.person_gender(content).or((name == Some(NameKind::Person)).then_some(Marks::PERSON))
            }
            _ => self.genders.noun(&self.parsed.word(m.head).lemma),
        };
        (gender.unwrap_or(Marks::ANY_GENDER), number)
    }

    /// What titles, given names and nouns inside a name tell.
    fn person_gender(&self, content: &[WordId]) -> Option<Marks> {
        let form = |w: WordId| self.parsed.word(w).span.of(self.text);
        let telling = content.iter().find_map(|&w| {
            let lower = form(w).to_lowercase();
            self.genders.title(&lower).or_else(|| self.genders.noun(&lower)).filter(|&g| g != Marks::PERSON)
        });
        telling.or_else(|| content.iter().find_map(|&w| self.genders.first_name(form(w))))
    }

    fn modifiers(&self, head: WordId) -> u8 {
        self.parsed.children(head).iter().fold(0, |bits, &c| {
            bits | match self.parsed.word(c).deprel {
                Deprel::AclRelcl | Deprel::Acl => 1,
                Deprel::Nmod => 2,
                Deprel::Amod => 4,
                Deprel::Appos => 8,
                _ => 0,
            }
        })
    }
}

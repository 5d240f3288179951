//! The closed label sets of the parse: UPOS, deprels, names, morphological features. Model heads are indexed by these
//! enums, so their order is part of the model format: append, never reorder.

use std::fmt;
use std::str::FromStr;

macro_rules! labels {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        #[allow(missing_docs)]
        pub enum $name { $($variant),+ }

        impl $name {
            /// Every label, in model order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The label as the treebanks write it.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }

            /// Position in [`Self::ALL`].
            pub fn index(self) -> usize {
                self as usize
            }
        }

        impl FromStr for $name {
            type Err = ();
            fn from_str(s: &str) -> Result<Self, ()> {
                match s { $($text => Ok($name::$variant),)+ _ => Err(()) }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

labels! {
    /// Universal part of speech (Universal Dependencies v2).
    Upos {
        Adj = "ADJ", Adp = "ADP", Adv = "ADV", Aux = "AUX", Cconj = "CCONJ", Det = "DET", Intj = "INTJ",
        Noun = "NOUN", Num = "NUM", Part = "PART", Pron = "PRON", Propn = "PROPN", Punct = "PUNCT",
        Sconj = "SCONJ", Sym = "SYM", Verb = "VERB", X = "X",
    }
}

labels! {
    /// Dependency relation with the subtypes that UD English uses.
    Deprel {
        Acl = "acl", AclRelcl = "acl:relcl", Advcl = "advcl", AdvclRelcl = "advcl:relcl", Advmod = "advmod",
        Amod = "amod", Appos = "appos", Aux = "aux", AuxPass = "aux:pass", Case = "case", Cc = "cc",
        CcPreconj = "cc:preconj", Ccomp = "ccomp", Compound = "compound", CompoundPrt = "compound:prt",
        Conj = "conj", Cop = "cop", Csubj = "csubj", CsubjOuter = "csubj:outer", CsubjPass = "csubj:pass",
        Dep = "dep", Det = "det", DetPredet = "det:predet", Discourse = "discourse", Dislocated = "dislocated",
        Expl = "expl", Fixed = "fixed", Flat = "flat", Goeswith = "goeswith", Iobj = "iobj", List = "list",
        Mark = "mark", Nmod = "nmod", NmodDesc = "nmod:desc", NmodPoss = "nmod:poss",
        NmodUnmarked = "nmod:unmarked", Nsubj = "nsubj", NsubjOuter = "nsubj:outer", NsubjPass = "nsubj:pass",
        Nummod = "nummod", Obj = "obj", Obl = "obl", OblAgent = "obl:agent", OblUnmarked = "obl:unmarked",
        Orphan = "orphan", Parataxis = "parataxis", Punct = "punct", Reparandum = "reparandum", Root = "root",
        Vocative = "vocative", Xcomp = "xcomp",
    }
}

impl Deprel {
    /// Reads a label, folding an unknown subtype into its universal relation and anything else into `dep`.
    pub fn parse_lenient(s: &str) -> Deprel {
        s.parse().or_else(|()| s.split(':').next().unwrap_or(s).parse()).unwrap_or(Deprel::Dep)
    }

    /// The relation without its subtype.
    pub fn universal(self) -> &'static str {
        self.as_str().split(':').next().unwrap_or("dep")
    }
}

labels! {
    /// Kinds of name that the tagger knows.
    NameKind {
        Person = "PER", Organization = "ORG", Place = "LOC", Nationality = "NAT",
    }
}

/// One word's part in a name, IOB2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum NameTag {
    /// Outside any name.
    #[default]
    Outside,
    /// First word of a name.
    Begin(NameKind),
    /// Later word of a name.
    Inside(NameKind),
}

impl NameTag {
    /// Number of tags: O, then B and I of each kind.
    pub const COUNT: usize = 1 + 2 * NameKind::ALL.len();

    /// Model index: 0 is O, then `B, I` pairs in the order of [`NameKind::ALL`].
    pub fn index(self) -> usize {
        match self {
            NameTag::Outside => 0,
            NameTag::Begin(k) => 1 + 2 * k.index(),
            NameTag::Inside(k) => 2 + 2 * k.index(),
        }
    }

    /// The tag at a model index; out of range reads as outside.
    pub fn from_index(i: usize) -> Self {
        match i.checked_sub(1).and_then(|j| NameKind::ALL.get(j / 2).map(|&k| (k, j % 2))) {
            Some((k, 0)) => NameTag::Begin(k),
            Some((k, _)) => NameTag::Inside(k),
            None => NameTag::Outside,
        }
    }
}

impl fmt::Display for NameTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NameTag::Outside => f.write_str("O"),
            NameTag::Begin(k) => write!(f, "B-{k}"),
            NameTag::Inside(k) => write!(f, "I-{k}"),
        }
    }
}

/// A word's morphological features as the treebanks write them (`Mood=Ind|Tense=Past|VerbForm=Fin`), or empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct Feats(smol_str::SmolStr);

impl Feats {
    /// From a CoNLL-U FEATS column; `_` is empty.
    pub fn new(s: &str) -> Self {
        Feats(if s == "_" { Default::default() } else { s.into() })
    }

    /// The value of one feature, if present.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.split('|').find_map(|kv| kv.strip_prefix(name)?.strip_prefix('='))
    }

    /// True when `name=value` is among the features.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.get(name) == Some(value)
    }

    /// The CoNLL-U column.
    pub fn as_str(&self) -> &str {
        if self.0.is_empty() { "_" } else { &self.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_tags_round_trip() {
        for i in 0..NameTag::COUNT {
            assert_eq!(NameTag::from_index(i).index(), i);
        }
        assert_eq!(NameTag::from_index(NameTag::COUNT), NameTag::Outside);
    }

    #[test]
    fn unknown_subtypes_fold() {
        assert_eq!(Deprel::parse_lenient("obl:tmod"), Deprel::Obl);
        assert_eq!(Deprel::parse_lenient("zzz"), Deprel::Dep);
    }
}

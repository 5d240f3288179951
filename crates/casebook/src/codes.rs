//! The closed sets of the format, and what is a code of an actor. Sets that records share with the gold are the engine's.

use sayso::codebook::actors::ActorLexicon;
use smol_str::SmolStr;
use std::fmt;
use std::str::FromStr;

/// Declares a closed set and how a file spells it. The complaint about another word lists the set.
macro_rules! closed {
    ($(#[$meta:meta])* $name:ident ($what:literal) { $($(#[$vmeta:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs)]
        pub enum $name { $($(#[$vmeta])* $variant),+ }

        impl $name {
            /// Every value, in documented order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The value as files write it.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }
        }

        impl FromStr for $name {
            type Err = String;
            fn from_str(s: &str) -> Result<Self, String> {
                let found = $name::ALL.iter().copied().find(|v| v.as_str() == s);
                found.ok_or_else(|| unknown($what, s, $name::ALL.iter().map(|v| v.as_str())))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

closed! {
    /// Which part of the casebook a story belongs to.
    Split("split") { Train = "train", Dev = "dev", Test = "test" }
}

closed! {
    /// What sort of text a report is.
    Style("style") {
        Wire = "wire", Daily = "daily", Tabloid = "tabloid", PressRelease = "press-release", Broadcast = "broadcast",
        Local = "local",
    }
}

closed! {
    /// PLOVER's contexts.
    Context("context") {
        Military = "military", Intelligence = "intelligence", Executive = "executive", Legislative = "legislative",
        Election = "election", PoliticalInstitutions = "political_institutions", ProDemocracy = "pro_democracy",
        ProAutocracy = "pro_autocracy", Economic = "economic", Legal = "legal", Reparations = "reparations",
        HumanRights = "human_rights", RightsFreedoms = "rights_freedoms", Repression = "repression",
        HumanSecurity = "human_security", Gender = "gender", Lgbt = "lgbt", ReligionEthnicity = "religion_ethnicity",
        Inequality = "inequality", Diplomatic = "diplomatic", Territory = "territory", Peacekeeping = "peacekeeping",
        Health = "health", Asylum = "asylum", Migration = "migration", Disasters = "disasters",
        NaturalResource = "natural_resource", Environment = "environment", Technology = "technology",
        Terrorism = "terrorism", Cbrn = "cbrn", Cyber = "cyber", Misinformation = "misinformation", Crime = "crime",
        Corruption = "corruption", IllegalDrugs = "illegal_drugs", Trafficking = "trafficking",
    }
}

closed! {
    /// PLOVER's sectors.
    Sector("sector") {
        Government = "GOV", Legislature = "LEG", Judiciary = "JUD", Military = "MIL", Police = "COP", Intelligence = "SPY",
        Paramilitary = "PRM", Rebels = "REB", UnidentifiedArmed = "UAF", Unknown = "UNK", Party = "PTY",
        Opposition = "OPP", Elite = "ELI", PartlyRecognised = "PRE", Civilians = "CVL", CivilSociety = "SOC",
        Business = "BUS", Labour = "LAB", Agriculture = "AGR", Education = "EDU", Journalists = "JRN", Medical = "MED",
        Religious = "REL", Refugees = "REF", Criminals = "CRM", NonGovernmental = "NGO", Intergovernmental = "IGO",
    }
}

closed! {
    /// How one report depends on another.
    CopyKind("kind of copy") { Full = "full", Partial = "partial", Quotation = "quotation" }
}

closed! {
    /// How an event stands at a day, over all reports.
    EventState("state") {
        Asserted = "asserted", Confirmed = "confirmed", Contested = "contested", Denied = "denied",
        Retracted = "retracted",
    }
}

/// A word that is not in a set, and the set.
pub(crate) fn unknown<'a>(what: &str, word: &str, all: impl Iterator<Item = &'a str>) -> String {
    format!("unknown {what} \"{word}\"; it is one of {}", all.collect::<Vec<_>>().join(", "))
}

/// A word of one of the engine's sets, with a complaint that lists the set.
pub(crate) fn engine_word<T: FromStr + Copy + 'static>(
    what: &str,
    word: &str,
    all: &[T],
    spell: fn(T) -> &'static str,
) -> Result<T, String> {
    word.parse().map_err(|_| unknown(what, word, all.iter().map(|&v| spell(v))))
}

/// Somebody who acts or speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Party {
    /// By code: a country's, an international one or an organisation's own, with at most one sector.
    Code {
        /// The code.
        code: SmolStr,
        /// The sector.
        sector: Option<Sector>,
    },
    /// By name, where there is no code.
    Named(String),
}

impl Party {
    /// Reads a code and checks that somebody has it.
    pub fn coded(cell: &str, lexicon: &ActorLexicon) -> Result<Party, String> {
        let (code, sector) = match cell.split_once(' ') {
            Some((code, sector)) => (code, Some(sector)),
            None => (cell, None),
        };
        if !is_code(code) {
            return Err(format!(
                "\"{cell}\" is no code; write a country and a sector (XAM COP), or a code alone (XAM, IGO)"
            ));
        }
        if !lexicon.is_code(code) {
            if sector.is_none() && code.parse::<Sector>().is_ok() {
                return Err(format!(
                    "\"{code}\" is a sector and takes a country before it (XAM {code}); a party of no known country is UNK"
                ));
            }
            return Err(format!(
                "nobody has the code \"{code}\"; codes are those of countries and the `sub` codes of organizations.tsv, and \
                 IGO, NGO, MNC, IMG, UNK"
            ));
        }
        let sector = sector.map(str::parse).transpose()?;
        Ok(Party::Code { code: code.into(), sector })
    }

    /// Reads a code, or a name in words.
    pub fn coded_or_named(cell: &str, lexicon: &ActorLexicon) -> Result<Party, String> {
        let first = cell.split(' ').next().unwrap_or_default();
        let rest = cell.get(first.len()..).unwrap_or_default().trim();
        if is_code(first) && (rest.is_empty() || is_code(rest)) {
            return Party::coded(cell, lexicon);
        }
        Ok(Party::Named(cell.to_owned()))
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Party::Code { code, sector: Some(sector) } => write!(f, "{code} {sector}"),
            Party::Code { code, sector: None } => f.write_str(code),
            Party::Named(name) => f.write_str(name),
        }
    }
}

fn is_code(word: &str) -> bool {
    (2..=8).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_contexts_as_plover_has() {
        assert_eq!(Context::ALL.len(), 37);
    }

    #[test]
    fn codes_are_checked_and_names_are_not() {
        let lexicon = ActorLexicon::builtin(&[]).unwrap_or_else(|e| panic!("{e}"));
        let cases = [
            ("FRA COP", Ok("FRA COP")),
            ("NATO", Ok("NATO")),
            ("UNK", Ok("UNK")),
            ("FRA PIE", Err("unknown sector \"PIE\"")),
            ("QQQ GOV", Err("nobody has the code \"QQQ\"")),
            ("REB", Err("is a sector and takes a country before it")),
            ("the mayor", Err("is no code")),
        ];
        for (cell, expected) in cases {
            match (Party::coded(cell, &lexicon), expected) {
                (Ok(party), Ok(shown)) => assert_eq!(party.to_string(), shown),
                (Err(complaint), Err(part)) => assert!(complaint.contains(part), "{complaint}"),
                (got, _) => panic!("{cell}: {got:?}"),
            }
        }
        let named = Party::coded_or_named("mother of a docker", &lexicon);
        assert_eq!(named, Ok(Party::Named("mother of a docker".into())));
        assert!(Party::coded_or_named("QQQ GOV", &lexicon).is_err());
    }
}

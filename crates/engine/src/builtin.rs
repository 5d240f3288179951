//! What the binary carries with it: the files of `data/` and the weights of `models/`, so that one file just works.

/// A data file's path under the repository's root and its text.
macro_rules! data {
    ($path:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/", $path))
    };
}

macro_rules! named {
    ($($path:literal),+ $(,)?) => { &[$(($path, data!($path))),+] };
}

/// The parser's weights.
pub const MODEL: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/en-1/parser.bin"));

/// The attribution tagger's weights.
pub const ATTRIBUTION: &[u8] =
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/en-1/attribution.bin"));

/// The antecedent ranker's weights.
pub const COREF: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/en-1/coref.bin"));

/// The event model's weights.
pub const EVENTS: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/en-1/events.bin"));

/// The factuality model's weights.
pub const FACTUALITY: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/en-1/factuality.bin"));

/// What speaks for one happening in two reports.
pub const RESOLVE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/en-1/resolve.toml"));

/// The weights of the ranker of parties, a readable table.
pub const PARTIES: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/en-1/parties.tsv"));

/// Cities of the gazetteer, packed.
pub const CITY_PLACES: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/places/cities.tsv.zst"));

/// Regions of first order.
pub const REGION_PLACES: &str = data!("places/regions.tsv");

/// Countries with their coordinates.
pub const COUNTRY_PLACES: &str = data!("places/countries.tsv");

/// Former names of cities.
pub const FORMER_NAMES: &str = data!("places/former.tsv");

/// Event rules, by file.
pub const RULES: &[(&str, &str)] = named![
    "rules/accuse.toml",
    "rules/agree.toml",
    "rules/aid.toml",
    "rules/assault.toml",
    "rules/coerce.toml",
    "rules/concede.toml",
    "rules/consult.toml",
    "rules/cooperate.toml",
    "rules/mobilize.toml",
    "rules/protest.toml",
    "rules/reject.toml",
    "rules/request.toml",
    "rules/retreat.toml",
    "rules/sanction.toml",
    "rules/support.toml",
    "rules/threaten.toml",
];

/// Office holders, by region.
pub const PEOPLE: &[&str] = &[
    data!("lexicon/actors/people_africa.tsv"),
    data!("lexicon/actors/people_americas.tsv"),
    data!("lexicon/actors/people_asia.tsv"),
    data!("lexicon/actors/people_europe.tsv"),
    data!("lexicon/actors/people_international.tsv"),
    data!("lexicon/actors/people_mideast.tsv"),
];

/// All other tables.
pub mod table {
    macro_rules! tables {
        ($($(#[$meta:meta])* $name:ident = $path:literal),+ $(,)?) => {
            $($(#[$meta])* pub const $name: &str = data!($path);)+

            /// Every table, for the lexicon's hash.
            pub const ALL: &[&str] = &[$($name),+];
        };
    }

    tables! {
        /// Abbreviations.
        ABBREVIATIONS = "lexicon/abbreviations.tsv",
        /// Words written together.
        CONTRACTIONS = "lexicon/contractions.tsv",
        /// Irregular lemmas.
        LEMMA_EXCEPTIONS = "lexicon/lemma_exceptions.tsv",
        /// Lines that are no news.
        BOILERPLATE = "lexicon/boilerplate.tsv",
        /// Noun classes.
        CLASSES = "lexicon/classes.toml",
        /// Support verbs.
        SUPPORT_VERBS = "lexicon/support_verbs.tsv",
        /// Words that turn down what was said.
        REJECTIONS = "lexicon/rejections.tsv",
        /// Which classes of cues make claims.
        CUE_CLASSES = "lexicon/cue_classes.tsv",
        /// Words that say of a name that it is a place.
        PLACE_WORDS = "lexicon/place_words.tsv",
        /// Belief that implied parties need.
        PARTY_LIMITS = "lexicon/party_limits.tsv",
        /// Attribution cues.
        CUES = "lexicon/cues.tsv",
        /// Modals and hedges.
        MODALS = "lexicon/modals.tsv",
        /// Embedding words.
        SIGNATURES = "lexicon/signatures.tsv",
        /// Negators.
        NEGATION = "lexicon/negation.tsv",
        /// Words of time expressions.
        TIME_WORDS = "lexicon/time_words.tsv",
        /// Holidays.
        HOLIDAYS = "lexicon/holidays.tsv",
        /// Number words.
        NUMBERS = "lexicon/numbers.tsv",
        /// Number words without an exact value.
        VAGUE_NUMBERS = "lexicon/vague_numbers.tsv",
        /// Nouns that are counted, with their units.
        UNITS = "lexicon/units.tsv",
        /// Signs of money.
        CURRENCIES = "lexicon/currencies.tsv",
        /// Words around numbers.
        QUANTITY_WORDS = "lexicon/quantity_words.tsv",
        /// Words that say what a number says of an event.
        QUANTITY_ROLES = "lexicon/quantity_roles.tsv",
        /// Condition markers.
        CONDITION_MARKERS = "lexicon/condition_markers.tsv",
        /// Nouns that point back.
        ANAPHORA = "lexicon/anaphora.tsv",
        /// Countries.
        COUNTRIES = "lexicon/actors/countries.tsv",
        /// Organisations.
        ORGANIZATIONS = "lexicon/actors/organizations.tsv",
        /// Role nouns.
        ROLES = "lexicon/actors/roles.tsv",
        /// Titles.
        TITLES = "lexicon/actors/titles.tsv",
        /// Words that change a role's sector.
        MODIFIERS = "lexicon/actors/modifiers.tsv",
        /// Nouns that point back to actors.
        NOMINALS = "lexicon/actors/nominals.tsv",
        /// Words of topics without political events.
        TOPICS = "lexicon/topics.tsv",
        /// Nouns that tell a gender.
        GENDER = "lexicon/gender.tsv",
        /// Given names.
        FIRST_NAMES = "lexicon/actors/first_names.tsv",
        /// CAMEO.
        CAMEO = "ontology/cameo.tsv",
        /// PLOVER.
        PLOVER = "ontology/plover.tsv",
        /// CAMEO codes of folded actions.
        FOLDED_CAMEO = "ontology/folded_cameo.tsv",
        /// Names of sectors.
        SECTORS = "ontology/sectors.tsv",
    }
}

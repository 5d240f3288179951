//! The types of coded records, in the terms of the public contract (PLOVER, PARC/PolNeAR, FactBank, TIMEX3). Spans are
//! bytes here; the record boundary turns them into code points.

use crate::codebook::places::Point;
use crate::parse::WordId;
use crate::span::Span;
use jiff::civil::Date;
use smol_str::SmolStr;

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs)]
        pub enum $name { $($(#[$vmeta])* $variant),+ }

        impl $name {
            /// Every value, in documented order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The value as records write it.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = ();
            fn from_str(s: &str) -> Result<Self, ()> {
                match s { $($text => Ok($name::$variant),)+ _ => Err(()) }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident $prefix:literal),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            /// As an index into the list of its kind in [`Coded`].
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0 + 1)
            }
        }
    )+};
}

ids! {
    /// Number of an actor in its report, from 0; written `a1`, `a2`, …
    ActorId "a",
    /// Number of an event in its report, from 0; written `e1`, `e2`, …
    EventId "e",
    /// Number of a claim in its report, from 0; written `c1`, `c2`, …
    ClaimId "c",
}

words! {
    /// What sort of thing an actor is.
    ActorKind {
        Country = "country", Organization = "organization", Person = "person", Group = "group", Unnamed = "unnamed",
    }
}

words! {
    /// How an actor is mentioned.
    MentionForm { Name = "name", Nominal = "nominal", Pronoun = "pronoun" }
}

words! {
    /// The 16 PLOVER event types (PLOVER manual, chapter 3).
    EventType {
        Agree = "AGREE", Consult = "CONSULT", Support = "SUPPORT", Concede = "CONCEDE", Cooperate = "COOPERATE",
        Aid = "AID", Retreat = "RETREAT", Request = "REQUEST", Accuse = "ACCUSE", Reject = "REJECT",
        Threaten = "THREATEN", Protest = "PROTEST", Sanction = "SANCTION", Mobilize = "MOBILIZE",
        Coerce = "COERCE", Assault = "ASSAULT",
    }
}

words! {
    /// The two sides of an event.
    Side { Actor = "actor", Recipient = "recipient" }
}

words! {
    /// How the report as a whole presents a happening.
    Reality {
        Occurred = "occurred", Ongoing = "ongoing", Planned = "planned", Possible = "possible",
        Hypothetical = "hypothetical", Refrained = "refrained", Disputed = "disputed",
    }
}

words! {
    /// Which way a source stands to a content (FactBank).
    Polarity { Positive = "+", Negative = "-" }
}

words! {
    /// How far a source commits itself (FactBank).
    Certainty { Certain = "certain", Probable = "probable", Possible = "possible", Unknown = "unknown" }
}

words! {
    /// How a content is quoted.
    QuotationKind { Direct = "direct", Indirect = "indirect", Mixed = "mixed", None = "none" }
}

words! {
    /// What a number counts.
    QuantityRole {
        Size = "size", Dead = "dead", Injured = "injured", Missing = "missing", Arrested = "arrested",
        Displaced = "displaced", Amount = "amount", Share = "share", Other = "other",
    }
}

words! {
    /// How a number bounds the true value.
    Bound { Exact = "exact", AtLeast = "at_least", AtMost = "at_most", About = "about" }
}

words! {
    /// TIMEX3 types.
    TimeType { Date = "DATE", Time = "TIME", Duration = "DURATION", Set = "SET" }
}

words! {
    /// Why two claims can't both stand.
    ConflictKind { Denial = "denial", Figures = "figures", Reality = "reality", Responsibility = "responsibility" }
}

words! {
    /// An actor's declared position on an action of its own.
    Stance {
        Refuses = "refuses", Considers = "considers", Promises = "promises", Threatens = "threatens", Does = "does",
        Stops = "stops",
    }
}

/// One mention of an actor.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// The mention's characters (the whole noun phrase of a name with its title; the bare pronoun).
    pub at: Span,
    /// Its head word.
    pub head: WordId,
    /// Name, nominal or pronoun.
    pub form: MentionForm,
}

/// An actor, resolved across the report.
#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    /// Canonical name, or what is known of an unnamed one.
    pub name: String,
    /// What sort of thing it is.
    pub kind: ActorKind,
    /// ISO 3166-1 alpha-3 or an international code (`IGO`, `NGO`, …).
    pub code: Option<SmolStr>,
    /// An organisation's own code (`NATO` under `IGO`).
    pub sub: Option<SmolStr>,
    /// PLOVER sectors, most specific last.
    pub sectors: Vec<SmolStr>,
    /// Lexicon entry that named it.
    pub entry: Option<SmolStr>,
    /// Mentions in text order.
    pub mentions: Vec<Mention>,
    /// Why: lexicon rows and rules, in order.
    pub why: Vec<String>,
}

/// A normalised time expression (TIMEX3).
#[derive(Clone, Debug, PartialEq)]
pub struct TimeExpression {
    /// Its characters.
    pub at: Span,
    /// DATE, TIME, DURATION or SET.
    pub kind: TimeType,
    /// TIMEX3 value (`2024-10-22`, `P2D`, `PRESENT_REF`, `XXXX-WXX-2` when nothing anchors it).
    pub value: String,
    /// First day meant, when the value can be placed on the calendar.
    pub start: Option<Date>,
    /// Last day meant.
    pub end: Option<Date>,
}

/// A number with what it counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// Its characters.
    pub at: Span,
    /// The value, the lower end for an interval.
    pub value: f64,
    /// The upper end, for an interval or a vague word.
    pub upper: Option<f64>,
    /// `person`, `USD`, `percent`, `vehicle`, `km`, …
    pub unit: Option<SmolStr>,
    /// What is counted, as the text puts it.
    pub of: Option<String>,
    /// What the number says of the event.
    pub role: QuantityRole,
    /// Exact, at least, at most, about.
    pub bound: Bound,
}

words! {
    /// How exactly a place is known.
    Precision { City = "city", Region = "region", Country = "country", Unknown = "unknown" }
}

/// Where an event happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Its characters.
    pub at: Span,
    /// As the text names it.
    pub name: String,
    /// ISO 3166-1 alpha-3, when known.
    pub country: Option<SmolStr>,
    /// The region of first order that a city lies in.
    pub region: Option<SmolStr>,
    /// What sort of place the name is; unknown where only the text has it.
    pub precision: Precision,
    /// Coordinates, of the middle of a region or country.
    pub point: Option<Point>,
    /// GeoNames' id.
    pub id: Option<u32>,
}

/// When an event happened.
#[derive(Clone, Debug, PartialEq)]
pub struct EventTime {
    /// The time expression it came from, if any.
    pub at: Option<Span>,
    /// TIMEX3 value, or an interval `start/end`.
    pub value: String,
    /// First day.
    pub start: Option<Date>,
    /// Last day.
    pub end: Option<Date>,
}

/// The PLOVER type after folding (future CONSULT → AGREE, conditional harm → THREATEN, negated → dropped).
#[derive(Clone, Debug, PartialEq)]
pub struct Folded {
    /// The type that a PLOVER row carries.
    pub event_type: EventType,
    /// Its mode.
    pub mode: Option<SmolStr>,
}

/// A distinct happening.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The action itself.
    pub event_type: EventType,
    /// PLOVER mode.
    pub mode: Option<SmolStr>,
    /// PLOVER contexts.
    pub contexts: Vec<SmolStr>,
    /// CAMEO code.
    pub cameo: Option<SmolStr>,
    /// The predicate's characters.
    pub predicate: Span,
    /// The predicate's word.
    pub head: WordId,
    /// Other words that mention the same happening, in text order.
    pub mentions: Vec<(WordId, Span)>,
    /// Who did it.
    pub actors: Vec<ActorId>,
    /// To whom.
    pub recipients: Vec<ActorId>,
    /// Sides whose party the clause leaves out and the rest of the report implies (`parties`).
    pub implied: Vec<Side>,
    /// Where.
    pub place: Option<Place>,
    /// When.
    pub time: Option<EventTime>,
    /// How many.
    pub quantities: Vec<Quantity>,
    /// As the report presents it.
    pub reality: Reality,
    /// Under PLOVER's folding, none when PLOVER drops it.
    pub plover: Option<Folded>,
    /// Why: rule, lexicon rows and decisions, in order.
    pub why: Vec<String>,
}

/// Who asserts a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The report's own voice.
    Author,
    /// An actor of the report.
    Actor(ActorId),
    /// Somebody the text does not name ("allegedly", "it is reported").
    Unstated,
}

impl Source {
    /// The actor, if it is one.
    pub fn actor(self) -> Option<ActorId> {
        match self {
            Source::Actor(id) => Some(id),
            Source::Author | Source::Unstated => None,
        }
    }
}

/// The word that makes a claim one.
#[derive(Clone, Debug, PartialEq)]
pub struct Cue {
    /// Its characters.
    pub at: Span,
    /// Lemma, as the cue lexicon has it.
    pub lemma: SmolStr,
    /// Cue class of the lexicon (`say`, `deny`, `confirm`, …).
    pub class: SmolStr,
}

/// A claim: a source's stance to a content.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// Who asserts it.
    pub source: Source,
    /// The source's characters.
    pub source_at: Option<Span>,
    /// The cue.
    pub cue: Option<Cue>,
    /// What is claimed, in text order.
    pub content: Vec<Span>,
    /// How it is quoted.
    pub quotation: QuotationKind,
    /// True when the event is only spoken of in the content, not what it states.
    pub aside: bool,
    /// The earlier claim that it speaks against, where the wording says so.
    pub answers: Option<ClaimId>,
    /// The event it is about.
    pub event: Option<EventId>,
    /// Asserted or denied.
    pub polarity: Polarity,
    /// The source's commitment.
    pub certainty: Certainty,
    /// Outer sources, outermost first.
    pub chain: Vec<ActorId>,
    /// Numbers in the content.
    pub quantities: Vec<Quantity>,
    /// When it was said.
    pub time: Option<EventTime>,
    /// Why, in order.
    pub why: Vec<String>,
}

/// Two claims that can't both stand.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// What sort of conflict.
    pub kind: ConflictKind,
    /// The two claims.
    pub between: (ClaimId, ClaimId),
    /// In words.
    pub what: String,
}

/// One side of a condition.
#[derive(Clone, Debug, PartialEq)]
pub enum Clause {
    /// A coded event.
    Event(EventId),
    /// Uncoded text.
    Text(Span),
}

/// If this, then that.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// What must hold.
    pub antecedent: Clause,
    /// What follows.
    pub consequent: Clause,
    /// The marker ("if", "in light of").
    pub marker: Span,
}

/// An actor's declared position on an action of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Posture {
    /// Whose position.
    pub actor: ActorId,
    /// On which action.
    pub action: EventId,
    /// Which position.
    pub stance: Stance,
    /// Since when, TIMEX3.
    pub since: Option<String>,
    /// The claim that declares it.
    pub claim: Option<ClaimId>,
}

/// A coded report.
#[derive(Clone, Debug, Default)]
pub struct Coded {
    /// Every time expression, in text order.
    pub times: Vec<TimeExpression>,
    /// Actors, by first mention.
    pub actors: Vec<Actor>,
    /// Events, by first mention.
    pub events: Vec<Event>,
    /// Claims, by position of content.
    pub claims: Vec<Claim>,
    /// Conflicts, by claims.
    pub conflicts: Vec<Conflict>,
    /// Conditions, in text order.
    pub conditions: Vec<Condition>,
    /// Postures, by event.
    pub postures: Vec<Posture>,
    /// What a reader of the record should know.
    pub notes: Vec<String>,
}

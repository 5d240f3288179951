//! One report with its gold: read from `NN-OUTLET.md`, every string turned into spans, every code and id checked.

use crate::codes::{Context, Party, Style, engine_word};
use crate::problem::{Problem, Problems};
use crate::quoted::{Passage, Text};
use crate::sections::{Line, Section, check_headings, filled, front_matter, list, sections};
pub use crate::tables::{Figure, Item, When};
use crate::tables::{figure, item, numbered, when};
use jiff::civil::Date;
use sayso::code::{Certainty, ClaimId, ConflictKind, EventId, EventType, Polarity, QuotationKind, Reality, Stance};
use sayso::codebook::Codebook;
use serde::Deserialize;
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Words of a report: shorter is no report, longer is no casebook.
const WORDS: std::ops::RangeInclusive<usize> = 150..=520;

/// A report and what two careful readers would say of it.
#[derive(Clone, Debug)]
pub struct Report {
    /// Its file.
    pub path: PathBuf,
    /// What is known besides the text.
    pub front: FrontMatter,
    /// The text.
    pub text: Text,
    /// Lines that are no news.
    pub boilerplate: Vec<Passage>,
    /// Happenings.
    pub events: Vec<Event>,
    /// Attributions.
    pub claims: Vec<Claim>,
    /// What can't both stand.
    pub conflicts: Vec<Conflict>,
    /// If and then.
    pub conditions: Vec<Condition>,
    /// Declared positions.
    pub postures: Vec<Posture>,
}

/// What is known of a report besides its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontMatter {
    /// `harbour-strike-02`.
    pub id: SmolStr,
    /// `harbour-strike`.
    pub story: SmolStr,
    /// Who printed it.
    pub outlet: String,
    /// Headline; no part of the text.
    pub title: String,
    /// When.
    pub published: Date,
    /// What sort of text.
    pub style: Style,
    /// Which settled facts it tells, if any; all else is invented.
    pub facts: Option<String>,
}

/// A happening.
#[derive(Clone, Debug)]
pub struct Event {
    /// By its row.
    pub id: EventId,
    /// False for one that a careful reader might leave out.
    pub core: bool,
    /// Line of the row.
    pub line: usize,
    /// PLOVER type.
    pub event_type: EventType,
    /// A mode of that type.
    pub mode: Option<SmolStr>,
    /// The words that name it where it is told most fully.
    pub predicate: Passage,
    /// The other words that name it.
    pub mentions: Vec<Passage>,
    /// Who does it.
    pub actors: Vec<Party>,
    /// To whom.
    pub recipients: Vec<Party>,
    /// Where, as the text has it.
    pub place: Option<String>,
    /// When.
    pub date: Option<When>,
    /// As the report presents it.
    pub reality: Reality,
    /// How many.
    pub figures: Vec<Figure>,
    /// PLOVER contexts.
    pub contexts: Vec<Context>,
}

/// An attribution.
#[derive(Clone, Debug)]
pub struct Claim {
    /// By its row.
    pub id: ClaimId,
    /// False for one that a careful reader might leave out.
    pub core: bool,
    /// Line of the row.
    pub line: usize,
    /// Words that name who speaks.
    pub source: Option<Passage>,
    /// Who speaks; several for a source of several.
    pub code: Vec<Party>,
    /// Words that make it an attribution.
    pub cue: Option<Passage>,
    /// What is said.
    pub content: Passage,
    /// How it is quoted.
    pub quotation: QuotationKind,
    /// The happening that it is about.
    pub event: Option<EventId>,
    /// Towards the event, else the content.
    pub polarity: Polarity,
    /// The source's commitment.
    pub certainty: Certainty,
    /// Outer sources, outermost first.
    pub chain: Vec<Party>,
}

/// Claims that can't all stand.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// Why.
    pub kind: ConflictKind,
    /// Which; an event for what the report says itself.
    pub between: Vec<Item>,
    /// In words.
    pub what: String,
}

/// One side of a condition.
#[derive(Clone, Debug)]
pub enum Side {
    /// An event.
    Event(EventId),
    /// Words.
    Words(Passage),
}

/// If this, then that.
#[derive(Clone, Debug)]
pub struct Condition {
    /// What must hold.
    pub antecedent: Side,
    /// What follows.
    pub consequent: Side,
    /// The word that says so.
    pub marker: Passage,
}

/// An actor's declared position on an act of its own.
#[derive(Clone, Debug)]
pub struct Posture {
    /// Whose.
    pub actor: Party,
    /// On which act.
    pub action: EventId,
    /// Which.
    pub stance: Stance,
    /// Since when.
    pub since: Option<When>,
    /// The claim that declares it.
    pub claim: Option<ClaimId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFront {
    id: String,
    story: String,
    outlet: String,
    title: String,
    published: String,
    style: String,
    facts: String,
}

const HEADINGS: [&str; 6] = ["Boilerplate", "Events", "Claims", "Conflicts", "Conditions", "Postures"];
const EVENTS: [&str; 12] = [
    "id",
    "type",
    "mode",
    "predicate",
    "mentions",
    "actors",
    "recipients",
    "place",
    "date",
    "reality",
    "quantities",
    "contexts",
];
const CLAIMS: [&str; 10] =
    ["id", "source", "code", "cue", "content", "quotation", "event", "polarity", "certainty", "chain"];

impl Report {
    /// Reads a report. Without a readable front matter there is none.
    pub fn read(path: &Path, raw: &str, codebook: &Codebook) -> (Option<Report>, Vec<Problem>) {
        let mut problems = Problems::of(path);
        let (front, lines) = front_matter::<RawFront>(raw, &mut problems);
        let front = front.and_then(|raw| raw.checked(path, &mut problems));
        let gold = lines.iter().position(|(_, l)| l.trim_end() == "## Gold");
        if gold.is_none() {
            problems.add(0, "no line `## Gold` between the text and its gold");
        }
        let text = text_of(&lines[..gold.unwrap_or(lines.len())], &mut problems);
        let (before, found) = sections(gold.map_or(&[], |g| &lines[g + 1..]));
        for (line, _) in before.iter().filter(|(_, l)| !l.trim().is_empty()) {
            problems.add(*line, "this stands under no heading: the gold is tables below ### headings");
        }
        if gold.is_some() {
            check_headings(&found, &HEADINGS, &["Events", "Claims"], &mut problems);
        }
        let mut reader = Reader { text: &text, codebook, problems: &mut problems };
        let empty = Section { name: "", line: 0, lines: Vec::new() };
        let section = |name: &str| found.iter().find(|s| s.name == name).unwrap_or(&empty);
        let boilerplate = reader.boilerplate(section("Boilerplate"));
        let events = reader.events(section("Events"));
        let claims = reader.claims(section("Claims"), &events);
        let ids = Ids::of(&events, &claims);
        let conflicts = reader.conflicts(section("Conflicts"), &ids);
        let conditions = reader.conditions(section("Conditions"), &ids);
        let postures = reader.postures(section("Postures"), &ids);
        let report = front.map(|front| Report {
            path: path.to_owned(),
            front,
            boilerplate,
            events: events.into_iter().filter_map(|r| r.row).collect(),
            claims: claims.into_iter().filter_map(|r| r.row).collect(),
            conflicts,
            conditions,
            postures,
            text,
        });
        (report, problems.into_vec())
    }

    /// True when nothing political happens in it.
    pub fn is_quiet(&self) -> bool {
        self.events.is_empty()
    }

    /// An event by its id.
    pub fn event(&self, id: EventId) -> Option<&Event> {
        self.events.iter().find(|e| e.id == id)
    }

    /// The report as it would be handed to another annotator: front matter and text, no gold.
    pub fn bare(&self) -> String {
        let f = &self.front;
        let quote = |s: &str| format!("\"{}\"", s.replace('\\', "\\\\").replace('"', "\\\""));
        let mut out = String::from("+++\n");
        let published = f.published.to_string();
        for (key, value) in [
            ("id", f.id.as_str()),
            ("story", &f.story),
            ("outlet", &f.outlet),
            ("title", &f.title),
            ("published", &published),
            ("style", f.style.as_str()),
            ("facts", f.facts.as_deref().unwrap_or("invented")),
        ] {
            out += &format!("{key} = {}\n", quote(value));
        }
        out + "+++\n\n" + self.text.as_str() + "\n"
    }
}

impl RawFront {
    fn checked(self, path: &Path, problems: &mut Problems) -> Option<FrontMatter> {
        let parent = path.parent().and_then(Path::file_name).map(|n| n.to_string_lossy().into_owned());
        if parent.is_some_and(|dir| dir != self.story) {
            problems.add(1, format!("the story is called \"{}\" here but its folder otherwise", self.story));
        }
        let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        let number = stem.split('-').next().unwrap_or_default();
        if self.id != format!("{}-{number}", self.story) {
            problems.add(
                1,
                format!("the id \"{}\" should be the story and the file's number: {}-{number}", self.id, self.story),
            );
        }
        for (key, value) in [("outlet", &self.outlet), ("title", &self.title), ("facts", &self.facts)] {
            if value.trim().is_empty() {
                problems.add(1, format!("front matter: {key} is empty"));
            }
        }
        let published = when(&self.published).ok().filter(|w| w.start == w.end && self.published.len() == 10);
        if published.is_none() {
            problems.add(1, format!("front matter: published \"{}\" is no day like 2021-03-09", self.published));
        }
        let style = problems.take(1, "front matter", self.style.parse());
        Some(FrontMatter {
            id: self.id.into(),
            story: self.story.into(),
            outlet: self.outlet,
            title: self.title,
            published: published?.start,
            style: style?,
            facts: (self.facts != "invented").then_some(self.facts),
        })
    }
}

fn text_of(lines: &[Line], problems: &mut Problems) -> Text {
    let blank = |(_, l): &&Line| l.trim().is_empty();
    let start = lines.iter().take_while(blank).count();
    let end = lines.len() - lines[start..].iter().rev().take_while(blank).count();
    let lines = &lines[start..end];
    for (line, text) in lines {
        if let Some(c) = text.chars().find(|c| matches!(c, '[' | ']' | '|')) {
            problems.add(*line, format!("the text holds \"{c}\", which quoted strings need for themselves"));
        }
    }
    for pair in lines.windows(2) {
        if !pair[0].1.trim().is_empty() && pair[1].1.starts_with(char::is_lowercase) {
            problems.add(pair[1].0, "this looks like the middle of a paragraph: a paragraph stands on one line");
        }
    }
    let joined: Vec<&str> = lines.iter().map(|(_, l)| *l).collect();
    let text = joined.join("\n");
    let words = text.split_whitespace().count();
    if !WORDS.contains(&words) {
        let first = lines.first().map_or(0, |(n, _)| *n);
        problems.add(first, format!("the text has {words} words; reports have {} to {}", WORDS.start(), WORDS.end()));
    }
    Text::new(text)
}

/// A row with an id, though its other cells may not be readable: references to it hold all the same.
struct Row<I, T> {
    id: I,
    row: Option<T>,
}

/// The ids of a report.
struct Ids {
    events: Vec<EventId>,
    claims: Vec<ClaimId>,
}

impl Ids {
    fn of(events: &[Row<EventId, Event>], claims: &[Row<ClaimId, Claim>]) -> Self {
        Ids { events: events.iter().map(|r| r.id).collect(), claims: claims.iter().map(|r| r.id).collect() }
    }

    fn event(&self, cell: &str) -> Result<EventId, String> {
        let id =
            numbered(cell, 'e').map(EventId).ok_or_else(|| format!("\"{cell}\" is no id of an event (e1, e2 …)"))?;
        if self.events.contains(&id) { Ok(id) } else { Err(format!("there is no event {cell}")) }
    }

    fn claim(&self, cell: &str) -> Result<ClaimId, String> {
        let id =
            numbered(cell, 'c').map(ClaimId).ok_or_else(|| format!("\"{cell}\" is no id of a claim (c1, c2 …)"))?;
        if self.claims.contains(&id) { Ok(id) } else { Err(format!("there is no claim {cell}")) }
    }

    fn item(&self, cell: &str) -> Result<Item, String> {
        match item(cell)? {
            Item::Event(_) => self.event(cell).map(Item::Event),
            Item::Claim(_) => self.claim(cell).map(Item::Claim),
        }
    }
}

/// Turns the cells of one report into values.
struct Reader<'a> {
    text: &'a Text,
    codebook: &'a Codebook,
    problems: &'a mut Problems,
}

impl Reader<'_> {
    fn boilerplate(&mut self, section: &Section) -> Vec<Passage> {
        let items = section.items(self.problems);
        items.into_iter().filter_map(|(line, item)| self.passage(line, "boilerplate", item)).collect()
    }

    fn events(&mut self, section: &Section) -> Vec<Row<EventId, Event>> {
        let mut out: Vec<Row<EventId, Event>> = Vec::new();
        for (line, cells) in section.rows(EVENTS, self.problems) {
            let Some((number, core)) = self.id(line, cells[0], 'e') else { continue };
            let id = EventId(number);
            if out.iter().any(|r| r.id == id) {
                self.problems.add(line, format!("{id} stands twice: number the events anew"));
                continue;
            }
            let row = self.event(line, id, core, cells);
            out.push(Row { id, row });
        }
        out
    }

    fn event(&mut self, line: usize, id: EventId, core: bool, cells: [&str; 12]) -> Option<Event> {
        let [_, kind, mode, predicate, mentions, actors, recipients, place, date, reality, quantities, contexts] =
            cells;
        let event_type = self.word(line, &id.to_string(), engine_word("type", kind, EventType::ALL, EventType::as_str));
        let mode = match (event_type, filled(mode)) {
            (Some(event_type), Some(mode)) => self.mode(line, id, event_type, mode),
            _ => None,
        };
        let predicate = self.passage(line, &format!("{id} predicate"), predicate);
        let what = format!("{id} mentions");
        let mentions = list(mentions, "; ").filter_map(|m| self.passage(line, &what, m)).collect();
        let actors = self.parties(line, &format!("{id} actors"), actors);
        let recipients = self.parties(line, &format!("{id} recipients"), recipients);
        let place = filled(place);
        if let Some(place) = place.filter(|p| !self.text.as_str().contains(p)) {
            self.problems.add(line, format!("{id} place: `{place}` is not in the text: write it as the text does"));
        }
        let what = id.to_string();
        let date = filled(date).and_then(|d| self.word(line, &what, when(d)));
        let reality = self.word(line, &what, engine_word("reality", reality, Reality::ALL, Reality::as_str));
        let figures = list(quantities, "; ").filter_map(|q| self.word(line, &what, figure(q))).collect();
        let contexts = list(contexts, ",").filter_map(|c| self.word(line, &what, c.parse())).collect();
        Some(Event {
            id,
            core,
            line,
            event_type: event_type?,
            mode,
            predicate: predicate?,
            mentions,
            actors,
            recipients,
            place: place.map(str::to_owned),
            date,
            reality: reality?,
            figures,
            contexts,
        })
    }

    fn mode(&mut self, line: usize, id: EventId, event_type: EventType, mode: &str) -> Option<SmolStr> {
        let modes = self.codebook.ontology.modes(event_type);
        if modes.iter().any(|m| m == mode) {
            return Some(mode.into());
        }
        let has = if modes.is_empty() { "none".to_owned() } else { modes.join(", ") };
        self.problems.add(line, format!("{id}: \"{mode}\" is no mode of {event_type}, which has {has}"));
        None
    }

    fn claims(&mut self, section: &Section, events: &[Row<EventId, Event>]) -> Vec<Row<ClaimId, Claim>> {
        let mut out: Vec<Row<ClaimId, Claim>> = Vec::new();
        let ids = Ids::of(events, &[]);
        for (line, cells) in section.rows(CLAIMS, self.problems) {
            let Some((number, core)) = self.id(line, cells[0], 'c') else { continue };
            let id = ClaimId(number);
            if out.iter().any(|r| r.id == id) {
                self.problems.add(line, format!("{id} stands twice: number the claims anew"));
                continue;
            }
            let row = self.claim(line, id, core, cells, &ids);
            out.push(Row { id, row });
        }
        out
    }

    fn claim(&mut self, line: usize, id: ClaimId, core: bool, cells: [&str; 10], ids: &Ids) -> Option<Claim> {
        let [_, source, code, cue, content, quotation, event, polarity, certainty, chain] = cells;
        let what = id.to_string();
        let source = filled(source).and_then(|s| self.passage(line, &format!("{id} source"), s));
        let cue = filled(cue).and_then(|s| self.passage(line, &format!("{id} cue"), s));
        let content = self.passage(line, &format!("{id} content"), content);
        if let (Some(cue), Some(content)) = (&cue, &content)
            && content.overlaps(cue)
        {
            let advice = "the cue and the content share words; what stands around the other is written in pieces (`waved ++ \
                          away`), and words that are there for context only stand outside brackets (`[told] them`)";
            self.problems.add(line, format!("{id}: {advice}"));
        }
        let code = list(code, ",").filter_map(|c| self.named_party(line, &what, c)).collect();
        let chain = list(chain, ">").filter_map(|c| self.named_party(line, &what, c)).collect();
        let quotation =
            self.word(line, &what, engine_word("quotation", quotation, QuotationKind::ALL, QuotationKind::as_str));
        let event = filled(event).and_then(|e| self.word(line, &what, ids.event(e)));
        let polarity = self.word(line, &what, engine_word("polarity", polarity, Polarity::ALL, Polarity::as_str));
        let certainty = self.word(line, &what, engine_word("certainty", certainty, Certainty::ALL, Certainty::as_str));
        Some(Claim {
            id,
            core,
            line,
            source,
            code,
            cue,
            content: content?,
            quotation: quotation?,
            event,
            polarity: polarity?,
            certainty: certainty?,
            chain,
        })
    }

    fn conflicts(&mut self, section: &Section, ids: &Ids) -> Vec<Conflict> {
        let mut out = Vec::new();
        for (line, [kind, between, what]) in section.rows(["kind", "between", "what"], self.problems) {
            let kind = engine_word("kind of conflict", kind, ConflictKind::ALL, ConflictKind::as_str);
            let kind = self.word(line, "conflict", kind);
            let named: Vec<&str> = list(between, ",").collect();
            let between: Vec<Item> = named.iter().filter_map(|id| self.word(line, "conflict", ids.item(id))).collect();
            let mut distinct: BTreeMap<&str, ()> = BTreeMap::new();
            distinct.extend(named.iter().map(|n| (*n, ())));
            if distinct.len() < 2 || distinct.len() != named.len() {
                self.problems.add(line, "conflict: it takes two different claims, or a claim and an event".to_owned());
            }
            out.extend(kind.map(|kind| Conflict { kind, between, what: what.to_owned() }));
        }
        out
    }

    fn conditions(&mut self, section: &Section, ids: &Ids) -> Vec<Condition> {
        let mut out = Vec::new();
        for (line, [antecedent, consequent, marker]) in section.rows(["if", "then", "marker"], self.problems) {
            let antecedent = self.side(line, "condition if", antecedent, ids);
            let consequent = self.side(line, "condition then", consequent, ids);
            let marker = self.passage(line, "condition marker", marker);
            if let (Some(antecedent), Some(consequent), Some(marker)) = (antecedent, consequent, marker) {
                out.push(Condition { antecedent, consequent, marker });
            }
        }
        out
    }

    /// An id, or a quoted string.
    fn side(&mut self, line: usize, what: &str, cell: &str, ids: &Ids) -> Option<Side> {
        match numbered(cell, 'e') {
            Some(_) => self.word(line, what, ids.event(cell)).map(Side::Event),
            None => self.passage(line, what, cell).map(Side::Words),
        }
    }

    fn postures(&mut self, section: &Section, ids: &Ids) -> Vec<Posture> {
        let mut out = Vec::new();
        for (line, cells) in section.rows(["actor", "action", "stance", "since", "claim"], self.problems) {
            let [actor, action, stance, since, claim] = cells;
            let actor = self.word(line, "posture", Party::coded(actor, &self.codebook.actors));
            let action = self.word(line, "posture", ids.event(action));
            let stance = self.word(line, "posture", engine_word("stance", stance, Stance::ALL, Stance::as_str));
            let since = filled(since).and_then(|s| self.word(line, "posture", when(s)));
            let claim = filled(claim).and_then(|c| self.word(line, "posture", ids.claim(c)));
            if let (Some(actor), Some(action), Some(stance)) = (actor, action, stance) {
                out.push(Posture { actor, action, stance, since, claim });
            }
        }
        out
    }

    /// `e4?` is not core.
    fn id(&mut self, line: usize, cell: &str, letter: char) -> Option<(u32, bool)> {
        let bare = cell.strip_suffix('?').unwrap_or(cell);
        let number = numbered(bare, letter);
        if number.is_none() {
            self.problems
                .add(line, format!("\"{cell}\" is no id; write {letter}1, or {letter}1? for what is not core"));
        }
        Some((number?, bare.len() == cell.len()))
    }

    fn passage(&mut self, line: usize, what: &str, quoted: &str) -> Option<Passage> {
        match filled(quoted) {
            Some(quoted) => self.problems.take(line, what, self.text.locate(quoted)),
            None => {
                self.problems.add(line, format!("{what}: a string of the text must stand here"));
                None
            }
        }
    }

    fn parties(&mut self, line: usize, what: &str, cell: &str) -> Vec<Party> {
        let lexicon = &self.codebook.actors;
        list(cell, ",").filter_map(|c| self.problems.take(line, what, Party::coded(c, lexicon))).collect()
    }

    fn named_party(&mut self, line: usize, what: &str, cell: &str) -> Option<Party> {
        self.problems.take(line, what, Party::coded_or_named(cell, &self.codebook.actors))
    }

    fn word<T>(&mut self, line: usize, what: &str, outcome: Result<T, String>) -> Option<T> {
        self.problems.take(line, what, outcome)
    }
}

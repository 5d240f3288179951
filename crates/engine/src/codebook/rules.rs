//! Event rules (`data/rules/*.toml`) and the noun classes they speak of (`data/lexicon/classes.toml`): read, checked and
//! indexed by the lemma that triggers them. The format is documented in `data/rules/README.md`. How a rule meets a tree
//! is the business of [`crate::code`].

use crate::code::{EventType, Reality};
use crate::error::{Error, Result};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::sync::Arc;

/// An open class, whose members the mechanism finds in the report besides those listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenClass {
    /// Any mention of an actor.
    Actor,
    /// A country, its capital or government.
    Country,
    /// A country or a name of a place.
    Place,
    /// A numeral that stands for people.
    Number,
    /// A person's name, somebody's office, a pronoun for people.
    Person,
}

impl OpenClass {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "actor" => OpenClass::Actor,
            "country" => OpenClass::Country,
            "place" => OpenClass::Place,
            "number" => OpenClass::Number,
            "person" => OpenClass::Person,
            _ => return None,
        })
    }
}

/// Words that a filter takes: lemmas, and open classes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WordSet {
    lemmas: FxHashSet<SmolStr>,
    /// Lemmas of the classes it takes in, shared with all who take them in.
    classes: Vec<Arc<FxHashSet<SmolStr>>>,
    open: Vec<OpenClass>,
}

impl WordSet {
    /// True when the lemma is listed.
    pub fn has(&self, lemma: &str) -> bool {
        self.lemmas.contains(lemma) || self.classes.iter().any(|c| c.contains(lemma))
    }

    /// The open classes among its members.
    pub fn open(&self) -> &[OpenClass] {
        &self.open
    }

    /// True when it lists nothing, which as a filter takes any word.
    pub fn is_any(&self) -> bool {
        self.lemmas.is_empty() && self.open.is_empty() && self.classes.iter().all(|c| c.is_empty())
    }
}

/// Where a party stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slot {
    /// Doer: active subject, by-agent; of a noun: possessor, by-phrase, subject of the support verb, country modifier.
    Subject,
    /// Active object, passive subject; of a noun: of-phrase, compound.
    Object,
    /// Indirect object.
    Iobj,
    /// Possessor.
    Poss,
    /// All participants of a "between" phrase.
    Between,
    /// Subject of the clausal complement.
    Comp,
    /// The object that controls the complement.
    ObjectComp,
    /// Phrase with this preposition.
    Prep(SmolStr),
}

impl Slot {
    fn parse(s: &str) -> Slot {
        match s {
            "subject" => Slot::Subject,
            "object" => Slot::Object,
            "iobj" => Slot::Iobj,
            "poss" => Slot::Poss,
            "between" => Slot::Between,
            "comp" => Slot::Comp,
            "object_comp" => Slot::ObjectComp,
            prep => Slot::Prep(prep.into()),
        }
    }
}

/// Whether a rule wants a clausal complement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Comp {
    /// There must be one.
    Required,
    /// There must be none.
    None,
    /// Either.
    #[default]
    Optional,
}

/// Word class of a trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TriggerPos {
    /// Verb.
    Verb,
    /// Noun.
    Noun,
    /// Adjective.
    Adjective,
}

/// One lemma that triggers a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Trigger {
    /// The rule's index.
    pub rule: usize,
    /// Word class of the head.
    pub pos: TriggerPos,
    /// Words that must depend on the head: particles, bare complements, compounds.
    pub others: Vec<SmolStr>,
}

/// An event rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// `type.slug`.
    pub id: SmolStr,
    /// PLOVER type.
    pub event: EventType,
    /// PLOVER mode.
    pub mode: Option<SmolStr>,
    /// CAMEO code.
    pub cameo: Option<SmolStr>,
    /// PLOVER contexts.
    pub contexts: Vec<SmolStr>,
    /// Required object.
    pub object: WordSet,
    /// Refused object.
    pub not_object: WordSet,
    /// Subject, when there is one.
    pub subject: WordSet,
    /// A subject must be there.
    pub subject_required: bool,
    /// Refused subject.
    pub not_subject: WordSet,
    /// Required obliques, any of them.
    pub prep: Vec<(SmolStr, WordSet)>,
    /// Refused obliques.
    pub not_prep: Vec<(SmolStr, WordSet)>,
    /// Clausal complement.
    pub comp: Comp,
    /// Head of the clausal complement.
    pub comp_head: WordSet,
    /// Where the actor stands.
    pub actor: Vec<Slot>,
    /// Where the recipient stands.
    pub recipient: Vec<Slot>,
    /// All parties are actors.
    pub reciprocal: bool,
    /// Reality, when the rule fixes it.
    pub reality: Option<Reality>,
    /// The word tells of the happening by itself, with nobody named ("a *curfew* lay over the town").
    pub bare: bool,
    /// Beats lower ones.
    pub priority: i32,
    /// Sentences that must be coded so.
    pub yes: Vec<String>,
    /// Sentences that must not.
    pub no: Vec<String>,
}

impl Rule {
    /// How many filters must be met by words that are there.
    pub fn filters(&self) -> usize {
        usize::from(!self.object.is_any())
            + usize::from(!self.prep.is_empty())
            + usize::from(!self.comp_head.is_any())
            + usize::from(self.comp == Comp::Required)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default)]
    rule: Vec<RawRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    id: String,
    event: String,
    mode: Option<String>,
    cameo: Option<String>,
    #[serde(default)]
    contexts: Vec<String>,
    #[serde(default)]
    verbs: Vec<String>,
    #[serde(default)]
    nouns: Vec<String>,
    #[serde(default)]
    adjectives: Vec<String>,
    #[serde(default)]
    object: Vec<String>,
    #[serde(default)]
    not_object: Vec<String>,
    #[serde(default)]
    subject: Vec<String>,
    #[serde(default)]
    subject_required: bool,
    #[serde(default)]
    not_subject: Vec<String>,
    #[serde(default)]
    prep: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    not_prep: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    comp: Comp,
    #[serde(default)]
    comp_head: Vec<String>,
    #[serde(default)]
    actor: Vec<String>,
    #[serde(default)]
    recipient: Vec<String>,
    #[serde(default)]
    reciprocal: bool,
    reality: Option<String>,
    #[serde(default)]
    bare: bool,
    #[serde(default)]
    priority: i32,
    #[serde(default)]
    yes: Vec<String>,
    #[serde(default)]
    no: Vec<String>,
}

#[derive(Deserialize)]
struct RawClasses {
    class: BTreeMap<String, Vec<String>>,
}

/// All rules, found by trigger lemma.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    rules: Vec<Rule>,
    triggers: FxHashMap<SmolStr, Vec<Trigger>>,
    classes: Classes,
}

/// The noun classes, flattened.
#[derive(Clone, Debug, Default)]
pub struct Classes(BTreeMap<String, WordSet>);

/// A class that is being put together.
#[derive(Default)]
struct Flat {
    lemmas: FxHashSet<SmolStr>,
    open: Vec<OpenClass>,
}

impl Classes {
    /// Reads the classes and resolves what they take in from each other.
    pub fn load(file: &str, text: &str) -> Result<Self> {
        let raw: RawClasses = toml::from_str(text).map_err(|e| toml_error(file, text, &e))?;
        let mut flat = BTreeMap::new();
        for name in raw.class.keys() {
            let mut set = Flat::default();
            flatten(file, &raw.class, name, &mut set, &mut Vec::new())?;
            let set = WordSet { lemmas: FxHashSet::default(), classes: vec![Arc::new(set.lemmas)], open: set.open };
            flat.insert(name.clone(), set);
        }
        Ok(Classes(flat))
    }

    /// A class by name.
    pub fn get(&self, name: &str) -> Option<&WordSet> {
        self.0.get(name)
    }

    fn set(&self, file: &str, rule: &str, words: &[String]) -> Result<WordSet> {
        let mut out = WordSet::default();
        for word in words {
            match word.strip_prefix('@') {
                Some(name) => {
                    let class = self
                        .get(name)
                        .ok_or_else(|| Error::data(file, 0, format!("rule {rule}: there is no class @{name}")))?;
                    out.classes.extend(class.classes.iter().cloned());
                    out.open.extend(class.open.iter().copied().filter(|c| !out.open.contains(c)).collect::<Vec<_>>());
                }
                None => {
                    // A multiword entry counts by its head, the last word.
                    out.lemmas.insert(word.as_str().into());
                }
            }
        }
        Ok(out)
    }
}

fn flatten(
    file: &str,
    raw: &BTreeMap<String, Vec<String>>,
    name: &str,
    out: &mut Flat,
    path: &mut Vec<String>,
) -> Result<()> {
    if path.iter().any(|p| p == name) {
        return Ok(());
    }
    path.push(name.to_owned());
    if let Some(open) = OpenClass::named(name)
        && !out.open.contains(&open)
    {
        out.open.push(open);
    }
    let words = raw
        .get(name)
        .ok_or_else(|| Error::data(file, 0, format!("there is no class @{name} (taken in by {path:?})")))?;
    for word in words {
        match word.strip_prefix('@') {
            Some(inner) => flatten(file, raw, inner, out, path)?,
            None => {
                out.lemmas.insert(word.as_str().into());
            }
        }
    }
    Ok(())
}

fn toml_error(file: &str, text: &str, e: &toml::de::Error) -> Error {
    let line = e.span().map_or(0, |s| 1 + text[..s.start.min(text.len())].matches('\n').count());
    Error::data(file, line, e.message().to_owned())
}

impl Rules {
    /// Reads rule files, given as (name, text), against the classes.
    pub fn load(files: &[(&str, &str)], classes: Classes) -> Result<Self> {
        let mut out = Rules { classes, ..Rules::default() };
        let mut ids = FxHashSet::default();
        for (file, text) in files {
            let raw: RawFile = toml::from_str(text).map_err(|e| toml_error(file, text, &e))?;
            for rule in raw.rule {
                if !ids.insert(rule.id.clone()) {
                    return Err(Error::data(*file, 0, format!("rule id {} is given twice", rule.id)));
                }
                out.add(file, rule)?;
            }
        }
        Ok(out)
    }

    fn add(&mut self, file: &str, raw: RawRule) -> Result<()> {
        let id = raw.id.as_str();
        let bad = |what: &str, value: &str| Error::data(file, 0, format!("rule {id}: unknown {what} \"{value}\""));
        let set = |words: &[String]| self.classes.set(file, id, words);
        let preps = |map: &BTreeMap<String, Vec<String>>| -> Result<Vec<(SmolStr, WordSet)>> {
            map.iter().map(|(p, words)| Ok((SmolStr::new(p), set(words)?))).collect()
        };
        let rule = Rule {
            id: id.into(),
            event: raw.event.parse().map_err(|()| bad("event type", &raw.event))?,
            mode: raw.mode.as_deref().map(SmolStr::new),
            cameo: raw.cameo.as_deref().map(SmolStr::new),
            contexts: raw.contexts.iter().map(SmolStr::new).collect(),
            object: set(&raw.object)?,
            not_object: set(&raw.not_object)?,
            subject: set(&raw.subject)?,
            subject_required: raw.subject_required,
            not_subject: set(&raw.not_subject)?,
            prep: preps(&raw.prep)?,
            not_prep: preps(&raw.not_prep)?,
            comp: raw.comp,
            comp_head: set(&raw.comp_head)?,
            actor: raw.actor.iter().map(|s| Slot::parse(s)).collect(),
            recipient: raw.recipient.iter().map(|s| Slot::parse(s)).collect(),
            reciprocal: raw.reciprocal,
            reality: match &raw.reality {
                Some(r) => Some(r.parse().map_err(|()| bad("reality", r))?),
                None => None,
            },
            bare: raw.bare,
            priority: raw.priority,
            yes: raw.yes,
            no: raw.no,
        };
        let index = self.rules.len();
        for verb in &raw.verbs {
            self.trigger(index, TriggerPos::Verb, verb);
        }
        for noun in &raw.nouns {
            self.trigger(index, TriggerPos::Noun, noun);
        }
        for adjective in &raw.adjectives {
            self.trigger(index, TriggerPos::Adjective, adjective);
        }
        self.rules.push(rule);
        Ok(())
    }

    fn trigger(&mut self, rule: usize, pos: TriggerPos, lemma: &str) {
        // Hyphenated words are several words to the treebanks, so a hyphen counts as a space.
        let words: Vec<SmolStr> = lemma.split([' ', '-']).filter(|w| !w.is_empty()).map(SmolStr::new).collect();
        let Some(head) = head_of(pos, &words) else { return };
        let others = words.iter().enumerate().filter(|&(i, _)| i != head).map(|(_, w)| w.clone()).collect();
        self.triggers.entry(words[head].clone()).or_default().push(Trigger { rule, pos, others });
        if words.len() == 2 && lemma.contains('-') {
            let joined = SmolStr::new(words.concat());
            self.triggers.entry(joined).or_default().push(Trigger { rule, pos, others: Vec::new() });
        }
    }

    /// The triggers that a lemma is the head of.
    pub fn triggers(&self, lemma: &str) -> &[Trigger] {
        self.triggers.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// All rules, in file order.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The noun classes.
    pub fn classes(&self) -> &Classes {
        &self.classes
    }
}

/// Which of a trigger's words is the head. "deployment of troops" has its head before the preposition.
fn head_of(pos: TriggerPos, words: &[SmolStr]) -> Option<usize> {
    if words.is_empty() {
        return None;
    }
    Some(match pos {
        TriggerPos::Verb if words.len() > 1 && words[0].ends_with("ly") => words.len() - 1,
        TriggerPos::Verb | TriggerPos::Adjective => 0,
        TriggerPos::Noun => match words.iter().position(|w| matches!(w.as_str(), "of" | "on" | "for" | "to")) {
            Some(i) if i > 0 => i - 1,
            _ => words.len() - 1,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLASSES: &str = "[class]\nweapon = [\"rocket\"]\narms = [\"@weapon\", \"tank\"]\n";

    fn load(rules: &str) -> Result<Rules> {
        Rules::load(&[("t.toml", rules)], Classes::load("classes.toml", CLASSES)?)
    }

    #[test]
    fn classes_take_in_classes() -> Result<()> {
        let rules = load("[[rule]]\nid='a.b'\nevent='AID'\nverbs=['send']\nobject=['@arms']\n")?;
        assert!(rules.rules()[0].object.has("rocket") && rules.rules()[0].object.has("tank"));
        Ok(())
    }

    #[test]
    fn heads_of_multiwords() -> Result<()> {
        let rules = load("[[rule]]\nid='a.b'\nevent='AID'\nverbs=['carry out']\nnouns=['hunger strike', 'call-up']\n")?;
        assert_eq!(rules.triggers("carry")[0].others, ["out"]);
        assert_eq!(rules.triggers("strike")[0].others, ["hunger"]);
        assert_eq!(rules.triggers("callup").len(), 1);
        Ok(())
    }

    #[test]
    fn complaints_name_the_rule() {
        let error = |text| load(text).map(|_| ()).unwrap_err().to_string();
        assert!(error("[[rule]]\nid='a.b'\nevent='AIDE'\n").contains("unknown event type \"AIDE\""));
        assert!(error("[[rule]]\nid='a.b'\nevent='AID'\nobject=['@zzz']\n").contains("no class @zzz"));
        assert!(error("[[rule]]\nid='a'\nevent='AID'\n[[rule]]\nid='a'\nevent='AID'\n").contains("twice"));
        assert!(error("[[rule]]\nid='a'\nevent='AID'\nverb=['x']\n").starts_with("t.toml:4"));
    }
}

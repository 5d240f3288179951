//! A small report and story, and each thing that can be wrong with them once.

use sayso::codebook::Codebook;
use sayso_casebook::report::Report;
use sayso_casebook::story::Story;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::LazyLock;

static CODEBOOK: LazyLock<Codebook> = LazyLock::new(|| Codebook::builtin().unwrap_or_else(|e| panic!("{e}")));

const REPORT: &str = r#"+++
id = "ferry-row-01"
story = "ferry-row"
outlet = "The Quay"
title = "Ferry held"
published = "2020-05-04"
style = "daily"
facts = "invented"
+++

BREST, May 4 - French customs officers seized a ferry “Étoile” on Sunday, its owner said, a step that the prefecture denied.

“Nobody boarded her”, the prefect told reporters, and if the crew strikes, he added, “we wait”. FILLER

Follow us on the pier

## Gold

### Boilerplate
- Follow us on the pier

### Events
| id | type | mode | predicate | mentions | actors | recipients | place | date | reality | quantities | contexts |
|---|---|---|---|---|---|---|---|---|---|---|---|
| e1 | COERCE | seize | officers [seized] a | a [step] that | FRA COP | FRA BUS | BREST | 2020-05-03 | disputed | >=1 ferry size | legal, economic |
| e2? | PROTEST | strike | crew [strikes] | - | FRA LAB | | | | hypothetical | | |

### Claims
| id | source | code | cue | content | quotation | event | polarity | certainty | chain |
|---|---|---|---|---|---|---|---|---|---|
| c1 | its owner | FRA BUS | owner [said] | French customs ... on Sunday | indirect | e1 | + | certain | |
| c2 | the prefecture | FRA GOV | denied | a [step] that | indirect | e1 | - | certain | |
| c3 | [the prefect] told | FRA GOV | told ++ added | “Nobody boarded her” | direct | e1 | - | certain | the town crier |

### Conflicts
| kind | between | what |
|---|---|---|
| denial | c1, c2 | seized or not |

### Conditions
| if | then | marker |
|---|---|---|
| e2 | “we wait” | and [if] the |

### Postures
| actor | action | stance | since | claim |
|---|---|---|---|---|
| FRA GOV | e1 | refuses | 2020-05-04 | c2 |
"#;

const STORY: &str = r#"+++
story = "ferry-row"
title = "The ferry"
facts = "invented"
+++

Customs did seize her.

### Copies
| report | of | kind | share |
|---|---|---|---|

### Events
| event | mentions | state |
|---|---|---|
| E1 seizure | ferry-row-01:e1 | 2020-05-04 contested; 2020-06 confirmed |

### Origins
| claim | reports | independent |
|---|---|---|
| seized | ferry-row-01:c1 | 1 |

### Figures
| event | what | values |
|---|---|---|
| E1 | ferries | 1,000 (ferry-row-01:c1), >=1 (ferry-row-01:e1, ferry-row-01:c2) |
"#;

fn full(report: &str) -> String {
    report.replace("FILLER", &"The pier was quiet. ".repeat(40))
}

fn read(report: &str) -> (Option<Report>, Vec<String>) {
    let path = Path::new("ferry-row/01-quay.md");
    let (report, problems) = Report::read(path, &full(report), &CODEBOOK);
    (report, problems.iter().map(ToString::to_string).collect())
}

#[test]
fn a_sound_report_is_read() {
    let (report, problems) = read(REPORT);
    assert_eq!(problems, Vec::<String>::new());
    let gold: Value = report.map(|r| serde_json::to_value(r.gold()).unwrap_or_default()).unwrap_or_default();
    let event = json!({
        "id": "e1", "type": "COERCE", "mode": "seize", "predicate": "seized", "at": [39, 45], "actors": ["FRA COP"],
        "recipients": ["FRA BUS"], "reality": "disputed", "date": "2020-05-03", "place": "BREST",
        "quantities": [{"value": 1, "unit": "ferry", "role": "size", "bound": "at_least"}], "core": true,
        "mentions": [[92, 96]], "contexts": ["legal", "economic"],
    });
    assert_eq!(gold["events"][0], event);
    assert_eq!(gold["events"][1]["core"], json!(false));
    assert_eq!(gold["claims"][0]["content"], json!("French customs officers seized a ferry “Étoile” on Sunday"));
    assert_eq!(gold["claims"][0]["content_at"], json!([15, 72]));
    assert_eq!(gold["claims"][2]["cue"], json!("told reporters, and if the crew strikes, he added"));
    assert_eq!(gold["claims"][2]["chain"], json!(["the town crier"]));
    assert_eq!(gold["conflicts"][0]["between"], json!(["c1", "c2"]));
    assert_eq!(gold["conditions"][0]["then"]["text"], json!("“we wait”"));
    assert_eq!(gold["conditions"][0]["core"], json!(false));
    assert_eq!(gold["postures"][0]["date"], json!("2020-05-04"));
}

#[test]
fn what_is_handed_to_another_annotator_has_no_gold() {
    let (report, _) = read(REPORT);
    let bare = report.map(|r| r.bare()).unwrap_or_default();
    assert!(full(REPORT).starts_with(bare.trim_end()), "{bare}");
    assert!(bare.trim_end().ends_with("Follow us on the pier"));
}

/// Something in the report, what stands there instead, and what is said about it.
const WRONG: &[(&str, &str, &str)] = &[
    ("published = \"2020-05-04\"", "published = \"May 4\"", ":1: front matter: published \"May 4\" is no day"),
    ("style = \"daily\"", "style = \"weekly\"", ":1: front matter: unknown style \"weekly\"; it is one of wire, daily"),
    ("style = \"daily\"", "styles = \"daily\"", ":7: front matter: unknown field"),
    ("id = \"ferry-row-01\"", "id = \"ferry-row-02\"", ":1: the id \"ferry-row-02\" should be"),
    ("story = \"ferry-row\"", "story = \"ferry\"", ":1: the story is called \"ferry\""),
    ("FILLER", "", "words; reports have 150 to 520"),
    ("May 4 - French", "May 4 - [French]", ":11: the text holds \"[\""),
    ("\n\nFollow", "\nfollow", ":14: this looks like the middle of a paragraph"),
    ("### Claims", "### Claim", "unknown heading \"Claim\""),
    ("### Claims", "### Claim", "no heading \"### Claims\""),
    ("| id | source | code |", "| id | code | source |", "the columns of Claims are | id | source |"),
    ("| quotation | event |", "| quotation |", "the columns of Claims are"),
    ("| denied | a [step] that | indirect |", "| denied | a [step] that |", "row c2 of Claims has 9 cells, not 10"),
    ("- Follow us on the pier", "- Follow me", "boilerplate: `Follow me` is not in the text"),
    ("| e1 | COERCE", "| e1 | COERCION", "e1: unknown type \"COERCION\"; it is one of AGREE"),
    ("| COERCE | seize", "| COERCE | demo", "e1: \"demo\" is no mode of COERCE, which has seize"),
    ("officers [seized] a", "officers [took] a", "e1 predicate: `officers took a` is not in the text"),
    ("| officers [seized] a |", "| |", "e1 predicate: a string of the text must stand here"),
    ("| a [step] that | FRA COP", "| the | FRA COP", "e1 mentions: `the` occurs"),
    ("| FRA COP | FRA BUS | BREST", "| FRA COP | QQQ | BREST", "e1 recipients: nobody has the code \"QQQ\""),
    ("| FRA COP | FRA BUS | BREST", "| FRA COP | FRA XYZ | BREST", "e1 recipients: unknown sector \"XYZ\""),
    ("| BREST |", "| Brest |", "e1 place: `Brest` is not in the text"),
    ("| 2020-05-03 |", "| Sunday |", "e1: \"Sunday\" is no date"),
    ("| disputed |", "| contested |", "e1: unknown reality \"contested\""),
    (">=1 ferry size", "one ferry", "e1: \"one ferry\" is no figure"),
    ("legal, economic", "legal, sport", "e1: unknown context \"sport\""),
    ("| e2? |", "| e1 |", "e1 stands twice"),
    ("| e2? |", "| E2 |", "\"E2\" is no id; write e1"),
    ("owner [said]", "customs", "c1: the cue and the content share words"),
    ("| direct | e1 |", "| loud | e1 |", "c3: unknown quotation \"loud\""),
    ("| direct | e1 |", "| direct | e7 |", "c3: there is no event e7"),
    ("| e1 | - | certain | |", "| e1 | no | certain | |", "c2: unknown polarity \"no\""),
    ("| e1 | - | certain | |", "| e1 | - | sure | |", "c2: unknown certainty \"sure\""),
    ("| denial |", "| quarrel |", "conflict: unknown kind of conflict \"quarrel\""),
    ("c1, c2 | seized", "c1, c9 | seized", "conflict: there is no claim c9"),
    ("c1, c2 | seized", "c1 | seized", "conflict: it takes two different claims"),
    ("and [if] the", "unless", "condition marker: `unless` is not in the text"),
    ("| e2 | “we wait”", "| e4 | “we wait”", "condition if: there is no event e4"),
    ("| e1 | refuses", "| e3 | refuses", "posture: there is no event e3"),
    ("| refuses |", "| hates |", "posture: unknown stance \"hates\""),
    ("2020-05-04 | c2 |", "2020-05-04 | c8 |", "posture: there is no claim c8"),
    ("## Gold", "## Silver", "no line `## Gold`"),
];

#[test]
fn what_is_wrong_is_told_with_its_line() {
    for (right, wrong, expected) in WRONG {
        assert!(REPORT.contains(right), "{right}");
        let (_, problems) = read(&REPORT.replacen(right, wrong, 1));
        assert!(problems.iter().any(|p| p.contains(expected)), "{wrong}: {problems:#?}");
    }
    let (_, problems) = read("no front matter");
    assert!(problems.iter().any(|p| p.starts_with("ferry-row/01-quay.md:1: no front matter")), "{problems:#?}");
}

#[test]
fn an_empty_table_is_written_as_none() {
    let (before, _) = REPORT.split_once("### Events").unwrap_or_default();
    let quiet = format!("{before}### Events\nnone\n\n### Claims\nnone\n");
    let (report, problems) = read(&quiet);
    assert_eq!(problems, Vec::<String>::new());
    assert!(report.is_some_and(|r| r.is_quiet()));
}

fn story(text: &str) -> (Option<Story>, Vec<String>) {
    let (report, _) = read(REPORT);
    let reports: Vec<Report> = report.into_iter().collect();
    let (story, problems) = Story::read(Path::new("ferry-row/story.md"), text, &reports);
    (story, problems.iter().map(ToString::to_string).collect())
}

#[test]
fn a_sound_story_is_read() {
    let (found, problems) = story(STORY);
    assert_eq!(problems, Vec::<String>::new());
    let figures = found.map(|s| s.figures).unwrap_or_default();
    let values: Vec<_> = figures.iter().flat_map(|f| &f.values).map(|(v, r)| (v.as_str(), r.len())).collect();
    assert_eq!(values, [("1,000", 1), (">=1", 2)]);
}

#[test]
fn what_is_wrong_with_a_story_is_told() {
    let row = "|---|---|---|---|\n";
    let wrong = [
        (
            row,
            "|---|---|---|---|\n| ferry-row-01 | ferry-row-09 | full | all |\n",
            "there is no report \"ferry-row-09\"",
        ),
        (row, "|---|---|---|---|\n| ferry-row-01 | ferry-row-01 | full | all |\n", "a report is no copy of itself"),
        (row, "|---|---|---|---|\n| ferry-row-01 | ferry-row-01 | half | all |\n", "unknown kind of copy \"half\""),
        ("ferry-row-01:e1 | 2020", "ferry-row-01:c1 | 2020", "E1: ferry-row-01 has no event c1"),
        ("ferry-row-01:e1 | 2020", "ferry-row-01 | 2020", "E1: \"ferry-row-01\" names no row"),
        ("2020-05-04 contested", "2020-05-04 shaky", "E1: unknown state \"shaky\""),
        ("2020-06 confirmed", "2020-04 confirmed", "E1: the states are not in the order of their days"),
        ("ferry-row-01:c1 | 1 |", "ferry-row-01:c7 | 1 |", "origin: ferry-row-01 has no row c7"),
        ("ferry-row-01:c1 | 1 |", "ferry-row-01:c1 | 3 |", "\"3\" origins; it is a number from 1"),
        ("| E1 | ferries", "| E5 | ferries", "there is no event E5"),
        ("1,000 (ferry-row-01:c1)", "1,000", "is no figure; write"),
        ("Customs did seize her.\n", "", "no paragraph that says"),
        ("### Origins", "### Sources", "unknown heading \"Sources\""),
    ];
    for (right, wrong, expected) in wrong {
        assert!(STORY.contains(right), "{right}");
        let (_, problems) = story(&STORY.replacen(right, wrong, 1));
        assert!(problems.iter().any(|p| p.contains(expected)), "{wrong}: {problems:#?}");
    }
}

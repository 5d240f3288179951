//! Cases for reading dictionaries: what good lines mean, and what is said of bad ones.

#![allow(clippy::unwrap_used)]

use super::agents::AgentCode;
use super::discards::Discard;
use super::verbs::{EventCode, Piece};
use super::{Dictionaries, DictionaryFile, Kind};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use smol_str::SmolStr;

const VERB: (&str, &str) = ("my.verbs.txt", "--- GREET [030] ---\nGREET\n");

fn load(files: &[(&str, &str)]) -> Result<Dictionaries, String> {
    let file = |(name, text): &(&str, &str)| DictionaryFile { name: (*name).into(), text: (*text).into() };
    Dictionaries::load(&files.iter().map(file).collect::<Vec<_>>()).map_err(|e| e.to_string())
}

fn words(text: &str) -> Vec<SmolStr> {
    text.split_whitespace().map(SmolStr::new).collect()
}

#[test]
fn kinds_are_read_off_names() {
    let cases = [
        ("dir/Some.Countries.actors.txt", Some(Kind::Actors)),
        ("verbs", Some(Kind::Verbs)),
        ("My.AGENTS.txt", Some(Kind::Agents)),
        ("discards.txt", Some(Kind::Discards)),
        ("actors/readme.txt", None),
    ];
    for (name, kind) in cases {
        assert_eq!(Kind::of(name), kind, "{name}");
    }
}

#[test]
fn actors_have_codes_by_day() {
    let text = "<!-- two lines\n of comment -->\nKING MARLO [KNG] ; the old one\n+MARLO_THE_BOLD\n\
                \t[KNGREB <20010601]\n\t[KNGGOV 20050101-20051231] # a year\n\t[KNGELI > 100101]\n\nOLD_REALM\n\t[### <890101]\n";
    let d = load(&[("a.actors.txt", text), VERB]).unwrap();
    let code = |name: &str, day: Option<Date>| {
        d.actors.at(&words(name)).and_then(|(codes, _)| codes.on(day)).map(ToString::to_string)
    };
    let cases = [
        ("KING MARLO", Some(date(2001, 5, 31)), Some("KNGREB")),
        ("KING MARLO", Some(date(2001, 6, 1)), Some("KNG")),
        ("KING MARLO", Some(date(2005, 12, 31)), Some("KNGGOV")),
        ("KING OLD MARLO", Some(date(2010, 1, 1)), Some("KNGELI")),
        ("MARLO THE BOLD", None, Some("KNG")),
        ("MARLO HUGE THE BOLD", None, None),
        ("OLD REALM", Some(date(1988, 1, 1)), Some("###")),
        ("OLD REALM", Some(date(1990, 1, 1)), None),
    ];
    for (name, day, expected) in cases {
        assert_eq!(code(name, day).as_deref(), expected, "{name} {day:?}");
    }
}

#[test]
fn agents_have_plurals_and_sets() {
    let text = "!FOLK! = MAN, MEN\nBOATMAN {BOATMEN} [~NAV]\nDEPUTY [~LEG]\nPRESS {} [~MED]\nCLASS [~EDU]\nTRADE!FOLK! [BUS~]\n";
    let d = load(&[("a.agents.txt", text), VERB]).unwrap();
    let cases = [
        ("BOATMEN", Some("~NAV")),
        ("BOATMANS", None),
        ("DEPUTIES", Some("~LEG")),
        ("PRESSES", None),
        ("CLASSES", Some("~EDU")),
        ("TRADEMEN", Some("BUS~")),
        ("TRADEMENS", None),
    ];
    for (noun, expected) in cases {
        let found = d.agents.at(&words(noun)).map(|(code, _)| match code {
            AgentCode::After(c) => format!("~{c}"),
            AgentCode::Before(c) => format!("{c}~"),
        });
        assert_eq!(found.as_deref(), expected, "{noun}");
    }
}

#[test]
fn discards_look_for_words_side_by_side() {
    let d = load(&[("a.discards.txt", "+WORLD SERIES # sport\nLONG_AGO\n"), VERB]).unwrap();
    let cases = [
        ("IT WAS LONG AGO", Some(Discard::Sentence)),
        ("LONG WEEKS AGO", None),
        ("LONG AGO THE WORLD SERIES WAS WON", Some(Discard::Report)),
    ];
    for (text, expected) in cases {
        assert_eq!(d.discards.of(&words(text)), expected, "{text}");
    }
}

#[test]
fn verbs_have_forms_and_patterns() {
    let text = "&TALK\n+PARLEY\n+CHAT_\n\n--- CARRY [030] ---\nCARRY\nWEEP {WEPT} [031]\nSET_+FREE {SET_+FREED} [:032]\n\
                +HOLD_OUT\n- OLD_&TALK * A B_$ [---]\n";
    let d = load(&[("v.verbs.txt", text)]).unwrap();
    for form in ["CARRY", "CARRIES", "CARRIED", "CARRYING", "WEPT", "FREED", "HOLDS"] {
        assert_eq!(d.verbs.forms(form).len(), 1, "{form}");
    }
    for form in ["WEEPS", "SET", "OUT"] {
        assert!(d.verbs.forms(form).is_empty(), "{form}");
    }
    let freed = &d.verbs.forms("FREED")[0];
    assert_eq!(
        (&freed.code, freed.before.as_slice()),
        (&EventCode::Pair(None, Some("032".into())), &["SET".into()][..])
    );
    assert_eq!(d.verbs.forms("HOLDING")[0].after, ["OUT"]);
    let pattern = &d.verbs.patterns(freed)[0];
    let shape = |steps: &[super::verbs::Step]| {
        steps.iter().map(|s| (matches!(s.piece, Piece::Word(_)), s.joined)).collect::<Vec<_>>()
    };
    assert_eq!(shape(&pattern.before), [(false, false), (true, true)]);
    assert_eq!(shape(&pattern.after), [(true, false), (true, false), (false, true)]);
    assert_eq!(pattern.code, EventCode::Null);
    let Piece::Set(set) = pattern.before[0].piece else { panic!("a set") };
    // PARLEY has a plural by rule, CHAT_ has none.
    assert_eq!(d.verbs.set(set).len(), 3);
}

#[test]
fn bad_lines_are_named() {
    let cases = [
        (
            "x.actors.txt",
            "A [B]\n\n\t[C 990231-990301]",
            "x.actors.txt:3: \"990231\" is not a day written YYMMDD or YYYYMMDD",
        ),
        ("x.actors.txt", "\t[C]", "x.actors.txt:1: a code before any name"),
        ("x.actors.txt", "+A [C]", "x.actors.txt:1: a synonym (+) before any name"),
        ("x.actors.txt", "A [C", "x.actors.txt:1: a [ is not closed"),
        ("x.actors.txt", "A [C 20010101-20000101]", "x.actors.txt:1: [C 20010101-20000101] ends before it begins"),
        ("x.agents.txt", "SOLDIER [MIL]", "x.agents.txt:1: an agent's code has a ~ before or after it"),
        ("x.agents.txt", "SOLDIER", "x.agents.txt:1: an agent has one code, [~CODE] or [CODE~]"),
        ("x.agents.txt", "A!B! [~C]", "x.agents.txt:1: the set !B! is not defined above"),
        ("x.verbs.txt", "GO [1]", "x.verbs.txt:1: a verb or a pattern before any block, --- VERB [CODE] ---"),
        ("x.verbs.txt", "--- GO [1] ---\nGO\n- * &B [2]", "x.verbs.txt:3: the set &B is not defined above"),
        ("x.verbs.txt", "--- GO [1] ---\nGO\n- HOME [2]", "x.verbs.txt:3: a pattern has one * for its verb"),
        ("x.verbs.txt", "--- GO [1] ---\nGO\n- * HOME", "x.verbs.txt:3: a pattern ends with one code, [CODE]"),
        (
            "x.verbs.txt",
            "--- GO [1] ---\nGO\n- * (TO) [2]",
            "x.verbs.txt:3: \"(TO)\": patterns of PETRARCH-2, with {} and (), are not read",
        ),
        ("x.verbs.txt", "&SET\nmember", "x.verbs.txt:2: a member of a set begins with +"),
        ("x.txt", "", "x.txt:0: the name does not say what it holds: actors, agents, verbs or discards"),
        ("x.verbs.txt", "# none", "the dictionaries:0: none of them lists a verb"),
    ];
    for (name, text, expected) in cases {
        assert_eq!(load(&[(name, text)]).err().as_deref(), Some(expected), "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "[-+*&!~#;_ \\[\\]{}<>:$%^A-C0-9\n\t é]{0,120}") {
        for name in ["x.actors", "x.agents", "x.verbs", "x.discards"] {
            let _ = load(&[(name, &text), VERB]);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&bytes);
        for name in ["x.actors", "x.agents", "x.verbs", "x.discards"] {
            let _ = load(&[(name, &text), VERB]);
        }
    }
}

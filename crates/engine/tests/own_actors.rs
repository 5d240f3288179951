//! A user's own actors in a record: codes and sectors as the user's tables have them, and a version that tells them apart.

#![allow(clippy::unwrap_used)]

use sayso::parse::model::Workspace;
use sayso::read::Metadata;
use sayso::records::Record;
use sayso::{ActorFile, Engine};

const COUNTRIES: &str = "# code\tkind\tsovereign\tsector\tname\taliases\tcontextual\tadjectives\tpeople\tregional\tcapitals\t\
                         government\tcities\tregions\tnote\n\
                         XVA\tcountry\t\t\tVallonia\t\t\tVallonian\tVallonians\t\tKarsholm\tGrey House\tBremmond\t\tinvented\n";
const PEOPLE: &str = "# id\tname\taliases\tgender\tcode\tsub\tsectors\trole\tfrom\tuntil\n\
                      xva.ada-orsolin\tAda Orsolin\t\tf\tXVA\t\tMIL|GOV\tarmy minister\t2019-03\t2021-06\n";

fn record(engine: &Engine, published: &str) -> Record {
    let text = "Ada Orsolin ordered troops to Bremmond on Monday. Vallonian police arrested two students.";
    let metadata = Metadata { published: Some(published.into()), ..Metadata::default() };
    let report = engine.read("t", text.as_bytes(), &metadata).unwrap();
    engine.record(&mut Workspace::default(), &report, false)
}

#[test]
fn records_carry_the_users_codes_and_sectors() {
    let file = |name: &str, text: &str| ActorFile { name: name.into(), text: text.into() };
    let own = [file("countries.tsv", COUNTRIES), file("people.tsv", PEOPLE)];
    let (plain, engine) = (Engine::load().unwrap(), Engine::with_actors(&own).unwrap());
    let in_office = record(&engine, "2020-05-05");
    let minister = in_office.actors.iter().find(|a| a.name == "Ada Orsolin").unwrap();
    assert_eq!((minister.code.as_deref(), minister.sector.join(" ")), (Some("XVA"), "MIL GOV".into()));
    let police = in_office.actors.iter().find(|a| a.sector.iter().any(|s| s == "COP")).unwrap();
    assert_eq!(police.code.as_deref(), Some("XVA"));
    let later = record(&engine, "2023-05-05");
    let former = later.actors.iter().find(|a| a.name == "Ada Orsolin").unwrap();
    assert_eq!(former.sector.join(" "), "ELI");

    let (before, after) = (&plain.versions().lexicon, &engine.versions().lexicon);
    assert!(after.strip_prefix(before.as_str()).is_some_and(|rest| rest.starts_with('+')), "{before} {after}");
    let moved = [file("elsewhere/countries.tsv", COUNTRIES), file("p/people.tsv", PEOPLE)];
    assert_eq!(&Engine::with_actors(&moved).unwrap().versions().lexicon, after);
}

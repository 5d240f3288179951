//! A user's own actor tables, on top of those that the binary carries: which table a file continues. The formats are those
//! of `data/lexicon/actors`; what the rows mean is for the module of their table.

use crate::error::{Error, Result};

/// A table of a user's own, in the format of one of the files of `data/lexicon/actors`.
#[derive(Clone, Debug, PartialEq)]
pub struct ActorFile {
    /// How complaints and explanations call it, and where no row names the columns, what it is known by.
    pub name: String,
    /// Its content.
    pub text: String,
}

/// The tables that can be continued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Table {
    Countries,
    Organizations,
    People,
    Roles,
    Titles,
    Modifiers,
    Nominals,
    FirstNames,
}

/// By stem of the file's name and the first columns of the header, which no two tables share.
const TABLES: [(Table, &str, &[&str]); 8] = [
    (Table::Countries, "countries", &["code", "kind", "sovereign"]),
    (Table::Organizations, "organizations", &["id", "code", "sub"]),
    (Table::People, "people", &["id", "name", "aliases"]),
    (Table::Roles, "roles", &["lemma", "sectors", "number"]),
    (Table::Titles, "titles", &["title", "role", "gender"]),
    (Table::Modifiers, "modifiers", &["modifier", "effect"]),
    (Table::Nominals, "nominals", &["noun", "stands_for"]),
    (Table::FirstNames, "first_names", &["name", "gender"]),
];

/// A file of which the table is known. Texts live as long as the program: an engine is loaded once.
pub(super) struct Own {
    pub table: Table,
    pub file: &'static str,
    pub text: &'static str,
}

impl Own {
    /// Recognises a file by its columns, else by its name.
    pub fn recognise(given: &ActorFile) -> Result<Own> {
        let by_columns = given.text.lines().find_map(|line| {
            let cells: Vec<&str> = line.trim_start_matches('#').trim().split('\t').collect();
            TABLES.iter().find(|(_, _, columns)| cells.starts_with(columns))
        });
        let stem = given.name.rsplit(['/', '\\']).next().unwrap_or_default();
        let by_name = || TABLES.iter().find(|(_, name, _)| stem.starts_with(name));
        let Some(&(table, ..)) = by_columns.or_else(by_name) else {
            let names: Vec<&str> = TABLES.iter().map(|(_, name, _)| *name).collect();
            let reason = format!(
                "neither its columns nor its name say which table it is; name it like one of {}*.tsv and give it the columns \
                 of that table, in a line of their own",
                names.join("*.tsv, ")
            );
            return Err(Error::data(&given.name, 0, reason));
        };
        Ok(Own { table, file: leak(&given.name), text: leak(&given.text) })
    }
}

fn leak(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codebook::Codebook;
    use crate::codebook::actors::ActorLexicon;
    use crate::codebook::actors::names::{Sense, atoms};

    fn file(name: &str, text: &str) -> ActorFile {
        ActorFile { name: name.into(), text: text.into() }
    }

    #[test]
    fn files_are_recognised_and_complaints_name_their_line() {
        let cases = [
            ("mine.tsv", "# title\trole\tgender\nOverlord\tking\tm\n", Ok(Table::Titles)),
            ("dir/people-x.tsv", "nothing\n", Ok(Table::People)),
            ("mine.tsv", "a\tb\n", Err(())),
        ];
        for (name, text, expected) in cases {
            assert_eq!(Own::recognise(&file(name, text)).map(|o| o.table).map_err(|_| ()), expected, "{name}");
        }
        let broken = "# title\trole\tgender\nOverlord\tking\n";
        let error = Codebook::with_actors(&[file("x/titles.tsv", broken)]).map(|_| ()).map_err(|e| e.to_string());
        assert_eq!(error, Err("x/titles.tsv:2: expected 3 columns, found 2".into()));
    }

    const COUNTRIES: &str = "# code\tkind\tsovereign\tsector\tname\taliases\tcontextual\tadjectives\tpeople\tregional\t\
                             capitals\tgovernment\tcities\tregions\tnote\n\
                             XVA\tcountry\t\t\tVallonia\t\t\tVallonian\tVallonians\t\tLondon\tGrey House\tParis\t\t\n";
    const ORGANIZATIONS: &str = "# id\tcode\tsub\tname\taliases\tkind\tsectors\tfrom\tuntil\tnote\n\
                                 VLEAGUE\tIGO\tVLEAGUE\tVallonian League\tNATO|Labour Party?\torganization\t\t\t\t\n";

    /// What a name stands for, by table and code or id.
    fn senses(lexicon: &ActorLexicon, name: &str) -> Vec<String> {
        let spans: Vec<_> = atoms(name).collect();
        let found = lexicon.index.longest(name, &spans, 0);
        let shown = |sense: &Sense| match *sense {
            Sense::Capital(n) | Sense::City(n) | Sense::Country(n) => lexicon.places[n as usize].own_code.to_owned(),
            Sense::Organization(n) | Sense::MaybeOrganization(n) => lexicon.organizations.at(n, 0).id.to_owned(),
            other => format!("{other:?}"),
        };
        found.senses.iter().map(shown).collect()
    }

    #[test]
    fn a_row_of_the_users_own_pushes_others_aside() {
        let own = [file("countries.tsv", COUNTRIES), file("organizations.tsv", ORGANIZATIONS)];
        let (plain, with) = (ActorLexicon::builtin(&[]).unwrap(), ActorLexicon::builtin(&own).unwrap());
        assert!(senses(&plain, "London").contains(&"GBR".to_owned()));
        assert_eq!(senses(&with, "London"), ["XVA"]);
        assert_eq!(senses(&with, "Paris"), ["XVA"]);
        assert_eq!(senses(&with, "NATO"), ["VLEAGUE"]);
        assert_eq!(senses(&with, "Vallonia"), ["XVA"]);
        assert_eq!(senses(&with, "Berlin"), senses(&plain, "Berlin"));
        // An ambiguous name joins in.
        let both = senses(&with, "Labour Party");
        assert!(
            both.contains(&"VLEAGUE".to_owned()) && both.len() == senses(&plain, "Labour Party").len() + 1,
            "{both:?}"
        );
        assert!(with.is_code("XVA") && with.is_code("VLEAGUE") && !plain.is_code("XVA"));
        assert_eq!(with.country_name("XVA"), "Vallonia");
    }
}

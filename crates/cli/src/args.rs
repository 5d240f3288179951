//! The command line. Parsing only validates; nothing is opened here.

use crate::ledger::args::LedgerCommand;
use crate::rows::Layout;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::fmt;
use std::path::PathBuf;

/// Who did what to whom, and on whose say-so.
#[derive(Parser)]
#[command(name = "sayso", version, about, long_about = None, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Read reports and print their events and claims
    #[command(after_help = READ_HELP)]
    Read(Box<ReadArgs>),
    /// Print sentences, words, tags, trees and names as CoNLL-U
    #[command(after_help = PARSE_HELP)]
    Parse(ParseArgs),
    #[command(flatten)]
    Ledger(LedgerCommand),
}

const READ_HELP: &str = "\
Examples:
  sayso read report.txt --published 2024-10-22
  sayso read --format json report.txt > record.json
  sayso read --format jsonl archive.jsonl more/*.txt -o records.jsonl
  curl … | sayso read - --title 'Talks fail' --published 2024-10-22
  sayso read pages/ 'more/*.html' crawl.warc.gz --format jsonl -o records.jsonl
  sayso read export.csv --text-field story --date-field day --format jsonl
  sayso read --peek downloads/
  sayso read --actors my-actors --format jsonl archive.jsonl
  sayso read --dictionaries my-petrarch --format cameo archive.jsonl > events.tsv
  sayso read --format cameo archive.jsonl > rows.tsv
  sayso read --format plover --all-realities archive.jsonl

Input: plain text in any common encoding, web pages, JSONL, CSV, RSS and Atom, WARC; any of these packed with gzip or \
zstd; folders (all files in them), patterns ('archive/**/*.html'), - for standard input. A file is known by its content, \
else by its name; --input says otherwise. Of a page the article is read, with title, day, writer and outlet where the page \
tells. In JSONL and CSV, --text-field and its like name the fields. A text may open with a block of front matter between --- lines (title, \
published, publisher, url, author, id: one `key: value` a line); it is no part of the text that spans point into, and \
what the options say comes before it. A .jsonl file holds one report a line, {\"text\": …} with any of id, title, \
published, publisher, url, author; there the options fill in what a line does not say. A report without an id is called \
after its file.

Actors: --actors names a folder (or one file) with tables of your own, countries*.tsv, organizations*.tsv, people*.tsv, \
roles*.tsv, titles*.tsv, modifiers*.tsv, nominals*.tsv or first_names*.tsv, in the formats of data/lexicon/actors; a \
table is known by its columns, else by its name. A people.tsv with these two lines (tabs between the columns) adds a \
minister:
  # id	name	aliases	gender	code	sub	sectors	role	from	until
  xva.ada-example	Ada Example	Minister Ada	f	XVA		GOV	trade minister	2024-03	
A name that sayso knows already means what your row says. Codes from XAA to XZZ are free for your own use. The version of \
the lexicon that records carry tells your tables apart.

Rules: --rules names a folder (or one file) of event rules in the format of data/rules (its README). A file named like a \
built-in one (assault.toml, classes.toml) stands in its place, any other is added.

Dictionaries: --dictionaries names a folder with dictionaries in the language of TABARI and PETRARCH-1, *.txt files with \
actors, agents, verbs or discards in their names. With --format cameo each event becomes a row: date, source, target, code, \
report, number of the sentence. See docs/DICTIONARIES.md.

Rows: --format plover, cameo, gdelt and icews print one event a line, for programs that read such tables: one row for each \
actor with each recipient (plover: one for each event), --- where one of them is not known. They hold what is reported as \
fact; --all-realities lets the rest in. docs/EXPORTS.md says how each column is filled.

Exit codes: 0 all reports were read; 1 at least one could not be read (the others were), or a table of actors could not; \
2 wrong command line.";

const PARSE_HELP: &str = "\
Examples:
  sayso parse report.txt
  sayso parse --pretokenized treebank.conllu > system.conllu

With --pretokenized words, sentences and comments stay as they are; UPOS, HEAD and DEPREL are filled in, and names as
NER=B-PER … in MISC.

Exit codes: 0 all was read; 1 the input could not be read; 2 wrong command line.";

/// How records are printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    View,
    /// One JSON object (one report)
    Json,
    /// One JSON object a line
    Jsonl,
    /// Events as PLOVER's JSON lines
    Plover,
    /// Events in PETRARCH's columns, tab-separated: date, source, target, CAMEO code, …
    Cameo,
    /// Events in the columns of GDELT 2.0
    Gdelt,
    /// Events in the columns of ICEWS
    Icews,
}

impl Format {
    /// The layout of a format that prints rows.
    pub fn layout(self) -> Option<Layout> {
        match self {
            Format::View | Format::Json | Format::Jsonl => None,
            Format::Plover => Some(Layout::Plover),
            Format::Cameo => Some(Layout::Cameo),
            Format::Gdelt => Some(Layout::Gdelt),
            Format::Icews => Some(Layout::Icews),
        }
    }
}

/// What the inputs hold.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Input {
    /// As the content says, else the name
    Auto,
    /// Plain text
    Text,
    /// Web pages
    Html,
    /// JSON, one object a line
    Jsonl,
    /// Tables with a header: CSV, TSV
    Csv,
    /// RSS, Atom
    Feed,
    /// Web archives
    Warc,
}

/// When to colour.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal
    Auto,
    Always,
    Never,
}

#[derive(Args)]
pub struct ReadArgs {
    /// Files, folders, patterns, or - for standard input
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value = "view")]
    pub format: Format,
    /// Rows (plover, cameo, gdelt, icews) also for events that are denied, disputed, planned, possible, hypothetical or
    /// were refrained from; a last column `reality` says which
    #[arg(long)]
    pub all_realities: bool,
    /// What the inputs hold
    #[arg(long, visible_alias = "type", value_enum, default_value = "auto")]
    pub input: Input,
    #[command(flatten)]
    pub fields: Fields,
    /// Say what each file would be taken for, and read nothing
    #[arg(long)]
    pub peek: bool,
    /// Headline (no part of the text)
    #[arg(long)]
    pub title: Option<String>,
    /// Day of publication, like 2024-10-22
    #[arg(long, value_name = "DATE")]
    pub published: Option<String>,
    /// Outlet
    #[arg(long)]
    pub publisher: Option<String>,
    /// Where it was published
    #[arg(long)]
    pub url: Option<String>,
    /// Id of the report, instead of the file's name
    #[arg(long)]
    pub id: Option<String>,
    /// Your own actors, on top of those that sayso knows: a folder of .tsv tables, or one table; may be repeated
    #[arg(long, value_name = "DIR")]
    pub actors: Vec<PathBuf>,
    /// Your own event rules: a folder of .toml files, or one file; may be repeated
    #[arg(long, value_name = "DIR")]
    pub rules: Vec<PathBuf>,
    /// Code with PETRARCH dictionaries (actors, agents, verbs, discards) in this folder, instead of what sayso knows; goes
    /// with --format cameo
    #[arg(long, value_name = "DIR")]
    pub dictionaries: Option<PathBuf>,
    /// Say which rule, lexicon row and span produced each record
    #[arg(long)]
    pub explain: bool,
    /// Number of threads, 0 for one a core; the output is the same with any number
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub threads: usize,
    /// When to colour the view
    #[arg(long, value_enum, default_value = "auto")]
    pub color: Color,
    /// Write here instead of standard output
    #[arg(short, long, value_name = "OUT")]
    pub out: Option<PathBuf>,
}

/// Which fields of JSONL and CSV hold what; in JSONL `a.b` looks into objects.
#[derive(Args, Clone, Default)]
#[command(next_help_heading = "Fields of JSONL and CSV (a.b looks into objects)")]
pub struct Fields {
    /// Field with the text
    #[arg(long, value_name = "NAME")]
    pub text_field: Option<String>,
    /// Field with the headline
    #[arg(long, value_name = "NAME")]
    pub title_field: Option<String>,
    /// Field with the day of publication
    #[arg(long, value_name = "NAME")]
    pub date_field: Option<String>,
    /// Field with the id
    #[arg(long, value_name = "NAME")]
    pub id_field: Option<String>,
    /// Field with the outlet
    #[arg(long, value_name = "NAME")]
    pub publisher_field: Option<String>,
    /// Field with the address
    #[arg(long, value_name = "NAME")]
    pub url_field: Option<String>,
    /// Field with the writer
    #[arg(long, value_name = "NAME")]
    pub author_field: Option<String>,
}

#[derive(Args)]
pub struct ParseArgs {
    /// A text file, or - for standard input
    pub file: PathBuf,
    /// The file is CoNLL-U: keep its words and sentences, fill in the rest
    #[arg(long)]
    pub pretokenized: bool,
}

/// A command line that cannot be followed.
#[derive(Debug)]
pub struct Usage(pub String);

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}

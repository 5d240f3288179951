//! The command line of the ledger's commands. Parsing only validates; nothing is opened here.

use clap::{Args, Subcommand, ValueEnum};
use sayso::code::{Certainty, EventType, Polarity, Reality};
use sayso_ledger::{ActorPattern, SourcePattern, State};
use std::path::PathBuf;

/// Commands that work on a ledger.
#[derive(Subcommand)]
pub enum LedgerCommand {
    /// Take reports into a ledger: code them, keep who claims what
    #[command(after_help = ADD_HELP)]
    Add(Box<AddArgs>),
    /// List events over all reports, newest first
    #[command(after_help = ASK_HELP)]
    Events(Box<AskArgs>),
    /// List claims: who says so, how firmly, in which report
    #[command(after_help = ASK_HELP)]
    Claims(Box<AskArgs>),
    /// List who is spoken of, who acts and who claims most
    #[command(after_help = ASK_HELP)]
    Actors(Box<AskArgs>),
    /// List pairs of claims that can't both stand
    #[command(after_help = ASK_HELP)]
    Conflicts(Box<AskArgs>),
    /// List figures side by side: who counts how many, when
    #[command(after_help = ASK_HELP)]
    Figures(Box<AskArgs>),
    /// List declared positions of actors over time, changes marked
    #[command(after_help = ASK_HELP)]
    Postures(Box<AskArgs>),
    /// Show one event with all its claims and the quoted text
    #[command(after_help = SHOW_HELP)]
    Show(ShowArgs),
    /// Say why an event is as it is: rules, lexicon rows, decisions and versions that made it
    #[command(after_help = SHOW_HELP)]
    Why(ShowArgs),
    /// Part an event from, or join it to, events of other reports by hand
    #[command(subcommand)]
    Event(EventCommand),
    /// Ask with SQL, read-only
    #[command(after_help = SQL_HELP)]
    Sql(SqlArgs),
    /// Write the ledger's views to files, with a schema document
    #[command(after_help = EXPORT_HELP)]
    Export(ExportArgs),
    /// List reports that were set aside, with the reason
    Problems(ListArgs),
    /// Code the reports again that an earlier version coded; the earlier rows stay
    Recode(RecodeArgs),
    /// List what coding again changed
    Diff(ListArgs),
    /// Tell whether the ledger is sound: file, references, texts, spans, derived rows
    Check(CheckArgs),
    /// Copy the ledger while it is in use
    Backup(BackupArgs),
}

/// Decisions by hand.
#[derive(Subcommand)]
pub enum EventCommand {
    /// Part an event from the other reports' events that it was held to be the same as
    #[command(after_help = "Example:\n  sayso event split e7f3kq2mz9ax4.3 --reason 'another bridge'")]
    Split(SplitArgs),
    /// Hold two events for one happening
    #[command(
        after_help = "Example:\n  sayso event join e7f3kq2mz9ax4.3 ehs0cpj6k5g9v.1 --reason 'the same raid, by another name'"
    )]
    Join(JoinArgs),
}

const SHOW_HELP: &str = "\
Examples:
  sayso show e7f3kq2mz9ax4.12
  sayso show e7f3.12 --ledger war.db
  sayso why e7f3.12

The lists print ids. The letters before the point may be shortened as long as one report only starts so; the id of any \
event of a happening shows the whole happening.";

const SQL_HELP: &str = "\
Examples:
  sayso sql 'SELECT type, count(*) FROM v_events GROUP BY type ORDER BY 2 DESC'
  sayso sql \"SELECT source, count(*) FROM v_claims WHERE polarity = '-' GROUP BY source\" --format csv

Views: v_reports, v_events, v_mentions, v_participants, v_claims, v_conflicts, v_figures, v_postures, v_copies, v_links, \
v_problems; docs/LEDGER.md says what their columns mean. Nothing can be changed.";

const EXPORT_HELP: &str = "\
Examples:
  sayso export --format csv --out tables/
  sayso export --format jsonl --out tables/ --ledger war.db

Every view becomes a file of its name in the folder, and schema.json says what the columns mean.";

#[derive(Args)]
pub struct ShowArgs {
    /// The event's id
    pub id: String,
    #[command(flatten)]
    pub ledger: LedgerFile,
    /// Answer as the ledger stood at the end of this day
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<String>,
}

#[derive(Args)]
pub struct SplitArgs {
    /// The event's id
    pub id: String,
    #[command(flatten)]
    pub ledger: LedgerFile,
    /// Why; it is kept with the decision
    #[arg(long)]
    pub reason: String,
}

#[derive(Args)]
pub struct JoinArgs {
    /// An event's id
    pub id: String,
    /// The other's
    pub other: String,
    #[command(flatten)]
    pub ledger: LedgerFile,
    /// Why; it is kept with the decision
    #[arg(long)]
    pub reason: String,
}

#[derive(Args)]
pub struct SqlArgs {
    /// One SELECT
    pub sql: String,
    #[command(flatten)]
    pub list: ListArgs,
}

/// Files of an export.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// Comma-separated, with a header
    Csv,
    /// One object a line
    Jsonl,
}

#[derive(Args)]
pub struct ExportArgs {
    /// Kind of files
    #[arg(long, value_enum, default_value = "csv")]
    pub format: ExportFormat,
    /// Folder for the files; it is made when it is not there
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    #[command(flatten)]
    pub ledger: LedgerFile,
}

#[derive(Args)]
pub struct RecodeArgs {
    #[command(flatten)]
    pub ledger: LedgerFile,
    /// Your own actors, as for `sayso add`
    #[arg(long, value_name = "DIR")]
    pub actors: Vec<PathBuf>,
    /// Your own event rules, as for `sayso add`
    #[arg(long, value_name = "DIR")]
    pub rules: Vec<PathBuf>,
    /// Number of threads that code, 0 for one a core
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub threads: usize,
}

#[derive(Args)]
pub struct CheckArgs {
    #[command(flatten)]
    pub ledger: LedgerFile,
}

#[derive(Args)]
pub struct BackupArgs {
    /// The copy; it must not be there yet
    pub file: PathBuf,
    #[command(flatten)]
    pub ledger: LedgerFile,
}

const ADD_HELP: &str = "\
Examples:
  sayso add archive.jsonl
  sayso add pages/ crawl.warc.gz 'more/**/*.html' --ledger war.db
  sayso add export.csv --text-field story --date-field day
  curl … | sayso add - --publisher 'Meridian Wire' --published 2024-10-22

Whatever `sayso read` reads is taken in: text, web pages, JSONL, CSV, RSS and Atom, WARC, packed or not; folders and \
patterns; and a casebook's .md files, without their gold. Reports are coded on all cores; a report that cannot be read is set aside (`sayso problems`) and the others go on. \
Interrupted at any point, the same command takes up where it was: nothing is lost, nothing doubled. The same report twice \
(same source, day and text) is one. The order of the input makes no difference to the ledger's answers.

Exit codes: 0 all reports were taken in; 1 at least one was set aside; 2 wrong command line.";

const ASK_HELP: &str = "\
Examples:
  sayso events --contested
  sayso events --actor RUS --recipient 'UKR MIL' --type ASSAULT --since 2024-10-01 --format csv
  sayso events --dyad PRK KOR --min-origins 2 --sort origins
  sayso claims --source 'Interior Minister' --polarity - --format json
  sayso claims --text 'chemical weapons' --certainty certain

An actor is a code in capitals, alone or with sectors (RUS, 'RUS GOV', NATO, REB), or part of a name. --source also takes \
`author`, a report's own voice. Filters of one option are alternatives (--type AID --type CONSULT), but --actor and \
--recipient given twice must both fit; different options must all fit. A table shows 50 rows unless --limit says \
otherwise; the other formats give all.

Exit codes: 0 answered, also when nothing fits; 1 the ledger could not be read; 2 wrong command line.";

/// Which ledger.
#[derive(Args)]
pub struct LedgerFile {
    /// The ledger
    #[arg(long = "ledger", value_name = "FILE", default_value = "sayso.db")]
    pub path: PathBuf,
}

/// How lists are printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For people
    Table,
    /// An array of objects
    Json,
    /// One object a line
    Jsonl,
    /// With a header; lists are joined by "; "
    Csv,
}

#[derive(Args)]
pub struct AddArgs {
    /// Files, folders, patterns, or - for standard input
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub ledger: LedgerFile,
    /// What the inputs hold
    #[arg(long, value_enum, default_value = "auto")]
    pub input: crate::args::Input,
    #[command(flatten)]
    pub fields: crate::args::Fields,
    /// Headline, where the input does not say
    #[arg(long)]
    pub title: Option<String>,
    /// Day of publication, like 2024-10-22, where the input does not say
    #[arg(long, value_name = "DATE")]
    pub published: Option<String>,
    /// Outlet, where the input does not say
    #[arg(long)]
    pub publisher: Option<String>,
    /// Your own actors, as for `sayso read`; may be repeated
    #[arg(long, value_name = "DIR")]
    pub actors: Vec<PathBuf>,
    /// Your own event rules, as for `sayso read`; may be repeated
    #[arg(long, value_name = "DIR")]
    pub rules: Vec<PathBuf>,
    /// Number of threads that code, 0 for one a core
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub threads: usize,
}

/// A list without filters.
#[derive(Args)]
pub struct ListArgs {
    #[command(flatten)]
    pub ledger: LedgerFile,
    /// How to print
    #[arg(long, value_enum, default_value = "table")]
    pub format: ListFormat,
    /// At most so many
    #[arg(long, value_name = "N")]
    pub limit: Option<u64>,
}

/// The order of a list.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SortBy {
    /// Latest day first
    Newest,
    /// Earliest day first
    Oldest,
    /// Most independent origins first
    Origins,
    /// Most claims first
    Claims,
    /// Most reports first
    Reports,
}

/// A list with filters.
#[derive(Args)]
pub struct AskArgs {
    #[command(flatten)]
    pub list: ListArgs,
    /// Who did it
    #[arg(long, value_name = "WHO")]
    pub actor: Vec<ActorPattern>,
    /// To whom
    #[arg(long, value_name = "WHO")]
    pub recipient: Vec<ActorPattern>,
    /// Two parties, whichever acts on the other
    #[arg(long, num_args = 2, value_names = ["WHO", "WHO"])]
    pub dyad: Vec<ActorPattern>,
    /// PLOVER type
    #[arg(long = "type", value_name = "TYPE", value_parser = event_type)]
    pub types: Vec<EventType>,
    /// PLOVER mode
    #[arg(long = "mode", value_name = "MODE")]
    pub modes: Vec<String>,
    /// Part of a place's name, or a country's code
    #[arg(long, value_name = "PLACE")]
    pub place: Option<String>,
    /// From this day on: of the event, or of a claim's report
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub since: Option<String>,
    /// Up to this day
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub until: Option<String>,
    /// On whose say-so
    #[arg(long, value_name = "WHO")]
    pub source: Option<SourcePattern>,
    /// + claimed, - denied
    #[arg(long, value_name = "SIGN", value_parser = polarity, allow_hyphen_values = true)]
    pub polarity: Option<Polarity>,
    /// How firmly: certain, probable, possible, unknown
    #[arg(long, value_parser = certainty)]
    pub certainty: Vec<Certainty>,
    /// occurred, ongoing, planned, possible, hypothetical, refrained, disputed
    #[arg(long, value_parser = reality)]
    pub reality: Vec<Reality>,
    /// asserted, confirmed, contested, denied, retracted, open
    #[arg(long, value_parser = state)]
    pub state: Vec<State>,
    /// The same as --state contested
    #[arg(long)]
    pub contested: bool,
    /// At least so many independent origins
    #[arg(long, value_name = "N")]
    pub min_origins: Option<u32>,
    /// Words in the event's sentence or in what is claimed; all must stand there
    #[arg(long, value_name = "WORDS")]
    pub text: Option<String>,
    /// Order
    #[arg(long, value_enum, default_value = "newest")]
    pub sort: SortBy,
    /// Answer as the ledger stood at the end of this day
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<String>,
}

/// One of a closed set, by its word; the complaint lists them.
fn one_of<T: Copy + ToString>(all: &[T], s: &str) -> Result<T, String> {
    let fits = |t: &&T| t.to_string().eq_ignore_ascii_case(s);
    all.iter().find(fits).copied().ok_or_else(|| {
        let words: Vec<String> = all.iter().map(T::to_string).collect();
        format!("one of {}", words.join(", "))
    })
}

fn event_type(s: &str) -> Result<EventType, String> {
    one_of(EventType::ALL, s)
}

fn polarity(s: &str) -> Result<Polarity, String> {
    one_of(Polarity::ALL, s)
}

fn certainty(s: &str) -> Result<Certainty, String> {
    one_of(Certainty::ALL, s)
}

fn reality(s: &str) -> Result<Reality, String> {
    one_of(Reality::ALL, s)
}

fn state(s: &str) -> Result<State, String> {
    one_of(&State::ALL, s)
}

/// A day in ISO form, so that days compare as text.
fn day(s: &str) -> Result<String, String> {
    sayso::read::parse_published("the day", s).map(|d| d.to_string()).map_err(|e| e.to_string())
}

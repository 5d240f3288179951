//! The lists: filters from the command line, rows to the printer.

use super::args::{AskArgs, ListArgs, ListFormat, SortBy};
use super::print::{Printer, TABLE_ROWS};
use crate::args::Usage;
use crate::read::complain;
use crate::view;
use anyhow::Result;
use sayso_ledger::{Filter, Ledger, Row, Sort, State};

/// `sayso events`.
pub fn events(args: &AskArgs) -> Result<bool> {
    let filter = filter(args)?;
    let brief = &[
        "id",
        "event_type",
        "mode",
        "state",
        "day",
        "actor_codes",
        "recipient_codes",
        "place",
        "origins",
        "denials",
        "reports",
    ];
    list(&args.list, brief, |ledger, each| ledger.events(&filter, each))
}

/// `sayso claims`.
pub fn claims(args: &AskArgs) -> Result<bool> {
    let filter = filter(args)?;
    let brief = &["id", "day", "report", "event_type", "source", "polarity", "certainty", "content"];
    list(&args.list, brief, |ledger, each| ledger.claims(&filter, each))
}

/// `sayso problems`.
pub fn problems(args: &ListArgs) -> Result<bool> {
    list(args, &["place", "reason"], |ledger, each| ledger.problems(each))
}

/// What stops a list.
enum Stop {
    /// Enough rows.
    Enough,
    /// A failure.
    Failed(anyhow::Error),
}

impl From<sayso_ledger::Error> for Stop {
    fn from(e: sayso_ledger::Error) -> Self {
        Stop::Failed(e.into())
    }
}

impl From<anyhow::Error> for Stop {
    fn from(e: anyhow::Error) -> Self {
        Stop::Failed(e)
    }
}

/// Prints what a question hands out.
fn list<R: Row>(
    args: &ListArgs,
    brief: &'static [&'static str],
    ask: impl FnOnce(&Ledger, &mut dyn FnMut(R) -> Result<(), Stop>) -> Result<(), Stop>,
) -> Result<bool> {
    let ledger = Ledger::open(&args.ledger.path)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut printer = Printer::new(&mut out, args.format, brief, view::width())?;
    let table = args.format == ListFormat::Table;
    let limit = args.limit.or(table.then_some(TABLE_ROWS)).unwrap_or(u64::MAX);
    let mut left = limit;
    let outcome = ask(&ledger, &mut |row| {
        if left == 0 {
            return Err(Stop::Enough);
        }
        left -= 1;
        Ok(printer.row(row)?)
    });
    let more = match outcome {
        Ok(()) => false,
        Err(Stop::Enough) => true,
        Err(Stop::Failed(e)) => return Err(e),
    };
    printer.finish()?;
    if more && table && args.limit.is_none() {
        complain(&format!("these are the first {limit}; --limit N shows more"));
    }
    Ok(true)
}

fn filter(args: &AskArgs) -> Result<Filter, Usage> {
    let mut states = args.state.clone();
    if args.contested {
        states.push(State::Contested);
    }
    if let (Some(since), Some(until)) = (&args.since, &args.until)
        && since > until
    {
        return Err(Usage(format!("--since {since} is after --until {until}")));
    }
    let table = args.list.format == ListFormat::Table;
    Ok(Filter {
        actors: args.actor.clone(),
        recipients: args.recipient.clone(),
        dyad: match args.dyad.as_slice() {
            [a, b] => Some((a.clone(), b.clone())),
            _ => None,
        },
        types: args.types.clone(),
        modes: args.modes.clone(),
        place: args.place.clone(),
        since: args.since.clone(),
        until: args.until.clone(),
        source: args.source.clone(),
        polarity: args.polarity,
        certainties: args.certainty.clone(),
        realities: args.reality.clone(),
        states,
        min_origins: args.min_origins,
        text: args.text.clone(),
        sort: sort(args.sort),
        // One more than a table shows tells whether there are more.
        limit: args.list.limit.or(table.then_some(TABLE_ROWS + 1)),
    })
}

fn sort(by: SortBy) -> Sort {
    match by {
        SortBy::Newest => Sort::Newest,
        SortBy::Oldest => Sort::Oldest,
        SortBy::Origins => Sort::Origins,
        SortBy::Claims => Sort::Claims,
        SortBy::Reports => Sort::Reports,
    }
}

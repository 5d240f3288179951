//! The lists: filters from the command line, rows to the printer.

use super::args::{AskArgs, ListArgs, ListFormat, SortBy, SqlArgs};
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
    list(&args.list, args.as_of.as_deref(), brief, |ledger, each| ledger.events(&filter, each))
}

/// `sayso claims`.
pub fn claims(args: &AskArgs) -> Result<bool> {
    let filter = filter(args)?;
    let brief = &["id", "day", "report", "event_type", "source", "polarity", "certainty", "content"];
    list(&args.list, args.as_of.as_deref(), brief, |ledger, each| ledger.claims(&filter, each))
}

/// `sayso actors`.
pub fn actors(args: &AskArgs) -> Result<bool> {
    let filter = filter(args)?;
    let brief = &["name", "kind", "code", "sub", "sectors", "reports", "acts", "receives", "claims"];
    list(&args.list, args.as_of.as_deref(), brief, |ledger, each| ledger.actors(&filter, each))
}

/// `sayso conflicts`.
pub fn conflicts(args: &AskArgs) -> Result<bool> {
    let filter = filter(args)?;
    let brief = &["kind", "day", "report", "source", "other_source", "what"];
    list(&args.list, args.as_of.as_deref(), brief, |ledger, each| ledger.conflicts(&filter, each))
}

/// `sayso figures`.
pub fn figures(args: &AskArgs) -> Result<bool> {
    let filter = filter(args)?;
    let brief = &["event", "event_type", "role", "bound", "value", "upper", "counted", "source", "day", "report"];
    list(&args.list, args.as_of.as_deref(), brief, |ledger, each| ledger.figures(&filter, each))
}

/// `sayso postures`.
pub fn postures(args: &AskArgs) -> Result<bool> {
    let filter = filter(args)?;
    let brief = &["actor", "code", "day", "stance", "before", "event_type", "event", "report"];
    list(&args.list, args.as_of.as_deref(), brief, |ledger, each| ledger.postures(&filter, each))
}

/// `sayso diff`.
pub fn diff(args: &ListArgs) -> Result<bool> {
    list(args, None, &["report", "change", "what"], |ledger, each| ledger.diff(each))
}

/// `sayso sql`.
pub fn sql(args: &SqlArgs) -> Result<bool> {
    let mut ledger = Ledger::open(&args.list.ledger.path)?;
    let mut answer = ledger.sql(&args.sql)?;
    let columns = answer.columns().to_vec();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut printer = Printer::new(&mut out, args.list.format, columns.clone(), columns, view::width())?;
    let mut left = args.list.limit.unwrap_or(u64::MAX);
    let outcome = answer.each(|cells| {
        if left == 0 {
            return Err(Stop::Enough);
        }
        left -= 1;
        Ok(printer.cells(cells)?)
    });
    match outcome {
        Err(Stop::Failed(e)) => Err(e),
        Ok(()) | Err(Stop::Enough) => printer.finish().map(|()| true),
    }
}

/// `sayso problems`.
pub fn problems(args: &ListArgs) -> Result<bool> {
    list(args, None, &["place", "reason"], |ledger, each| ledger.problems(each))
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
    as_of: Option<&str>,
    brief: &'static [&'static str],
    ask: impl FnOnce(&Ledger, &mut dyn FnMut(R) -> Result<(), Stop>) -> Result<(), Stop>,
) -> Result<bool> {
    let ledger = Ledger::open(&args.ledger.path)?;
    if let Some(day) = as_of {
        ledger.as_of(day)?;
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut printer = Printer::of_rows::<R>(&mut out, args.format, brief, view::width())?;
    let table = args.format == ListFormat::Table;
    let limit = args.limit.or(table.then_some(TABLE_ROWS)).unwrap_or(u64::MAX);
    let mut left = limit;
    let outcome = ask(&ledger, &mut |row| {
        if left == 0 {
            return Err(Stop::Enough);
        }
        left -= 1;
        Ok(printer.cells(row.cells())?)
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

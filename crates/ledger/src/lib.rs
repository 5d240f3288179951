//! The ledger: the records of many reports in one SQLite file that can be asked, checked and replayed. All SQL of sayso
//! lives here. What does not: reading and coding reports (the engine), threads, files to take in and printing (the
//! command). Facts are only added; what follows from them ([`derive`]) can be made again at any time.

#![warn(missing_docs)]

mod ask;
mod backup;
mod check;
mod condition;
mod copies;
mod decide;
mod derive;
mod error;
mod filter;
mod find;
mod key;
mod open;
mod party;
mod replay;
mod row;
mod schema;
mod show;
mod sql;
mod state;
mod text;
mod view;
mod write;

pub use ask::{ActorRow, ClaimRow, ConflictRow, EventRow, FigureRow, PostureRow, ProblemRow};
pub use error::{Error, Result};
pub use filter::{ActorPattern, Filter, Sort, SourcePattern};
pub use key::{EventRef, ReportKey};
pub use open::Ledger;
pub use replay::{Again, Difference};
pub use row::{Cell, Row};
pub use show::{DecisionShown, MemberShown, Shown, Why};
pub use sql::Answer;
pub use state::State;
pub use view::{View, views};
pub use write::{Added, Writer};

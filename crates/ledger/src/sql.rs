//! Free questions: a statement of the asker's own, on a ledger that nothing in it can change. The file is opened
//! read-only, and an authorizer refuses everything but reading.

use crate::error::{Doing, Error, Result};
use crate::open::Ledger;
use crate::row::Cell;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::types::ValueRef;
use rusqlite::{Row, Statement};

/// Answer to a free question: its columns, then its rows one by one.
pub struct Answer<'l> {
    statement: Statement<'l>,
    columns: Vec<String>,
}

/// Functions that reach outside the ledger.
const REFUSED: [&str; 1] = ["load_extension"];

impl Ledger {
    /// Prepares a statement; one that would do anything but read is refused.
    pub fn sql(&mut self, sql: &str) -> Result<Answer<'_>> {
        // It stays: SQLite may prepare the statement again while it runs.
        self.conn.authorizer(Some(authorize)).doing("asking")?;
        let statement = self.conn.prepare(sql).map_err(|e| match e.sqlite_error_code() {
            Some(rusqlite::ErrorCode::AuthorizationForStatementDenied) => {
                Error::asked("sayso sql only reads: one SELECT on the views that docs/LEDGER.md lists")
            }
            _ => Error::asked(format!("the statement cannot be understood: {e}")),
        })?;
        if statement.column_count() == 0 || !statement.readonly() {
            return Err(Error::asked("sayso sql only reads: one SELECT on the views that docs/LEDGER.md lists"));
        }
        let columns = statement.column_names().map(str::to_owned).collect();
        Ok(Answer { statement, columns })
    }
}

impl Answer<'_> {
    /// Names of the columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Hands out the rows.
    pub fn each<E: From<Error>>(
        &mut self,
        mut each: impl FnMut(Vec<Cell>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let width = self.columns.len();
        let failed = |e: rusqlite::Error| Error::asked(format!("the statement failed: {e}"));
        let mut rows = self.statement.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let cells = (0..width).map(|i| cell(row, i)).collect::<rusqlite::Result<Vec<_>>>().map_err(failed)?;
            each(cells)?;
        }
        Ok(())
    }
}

fn authorize(context: AuthContext<'_>) -> Authorization {
    match context.action {
        AuthAction::Select | AuthAction::Read { .. } | AuthAction::Recursive => Authorization::Allow,
        AuthAction::Function { function_name } if !REFUSED.contains(&function_name) => Authorization::Allow,
        _ => Authorization::Deny,
    }
}

fn cell(row: &Row<'_>, i: usize) -> rusqlite::Result<Cell> {
    Ok(match row.get_ref(i)? {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(n) => Cell::Int(n),
        ValueRef::Real(x) => Cell::Real(x),
        ValueRef::Text(t) => Cell::Text(String::from_utf8_lossy(t).into_owned()),
        ValueRef::Blob(b) => Cell::Text(b.iter().map(|b| format!("{b:02x}")).collect()),
    })
}

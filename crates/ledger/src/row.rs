//! Rows of answers: a struct for each kind of question, which knows its columns in order, so that tables, CSV and JSON
//! agree.

use serde::{Serialize, Serializer};

/// A value in a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing known.
    Null,
    /// A count.
    Int(i64),
    /// A number.
    Real(f64),
    /// Words.
    Text(String),
    /// Several words.
    List(Vec<String>),
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Cell::Null => s.serialize_none(),
            Cell::Int(n) => s.serialize_i64(*n),
            Cell::Real(x) if x.fract() == 0.0 && x.abs() < 9e15 => s.serialize_i64(*x as i64),
            Cell::Real(x) => s.serialize_f64(*x),
            Cell::Text(t) => s.serialize_str(t),
            Cell::List(l) => l.serialize(s),
        }
    }
}

/// One line of an answer.
pub trait Row {
    /// Names of the columns.
    const COLUMNS: &'static [&'static str];
    /// The values, in the order of the columns.
    fn cells(self) -> Vec<Cell>;
}

impl From<String> for Cell {
    fn from(s: String) -> Self {
        Cell::Text(s)
    }
}

impl From<i64> for Cell {
    fn from(n: i64) -> Self {
        Cell::Int(n)
    }
}

impl From<f64> for Cell {
    fn from(x: f64) -> Self {
        Cell::Real(x)
    }
}

impl From<Vec<String>> for Cell {
    fn from(l: Vec<String>) -> Self {
        Cell::List(l)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(o: Option<T>) -> Self {
        o.map_or(Cell::Null, Into::into)
    }
}

/// Declares a row.
macro_rules! row {
    ($(#[$meta:meta])* $name:ident { $($(#[$fmeta:meta])* $field:ident: $type:ty),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name { $($(#[$fmeta])* pub $field: $type),+ }

        impl $crate::row::Row for $name {
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),+];
            fn cells(self) -> Vec<$crate::row::Cell> {
                vec![$(self.$field.into()),+]
            }
        }
    };
}
pub(crate) use row;

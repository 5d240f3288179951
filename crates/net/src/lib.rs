//! Matrices, layers and the weights file: the small forward pass behind the parser. It knows no text, no labels and no
//! training; callers hand it rows of numbers and get rows of numbers back.

#![warn(missing_docs)]

pub mod activation;
mod few;
mod gather;
pub mod linear;
pub mod lstm;
pub mod matrix;
pub mod mm;
pub mod packed;
pub mod weights;

pub use gather::add_rows;
pub use linear::Linear;
pub use lstm::{BiLstm, Lstm};
pub use matrix::{Matrix, View, ViewMut};
pub use mm::mm;
pub use packed::Packing;
pub use weights::{Storage, Weights, WeightsBuilder};

/// What can go wrong: only reading a weights file can.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Error(String);

impl Error {
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Error(reason.into())
    }
}

/// The crate's result.
pub type Result<T> = std::result::Result<T, Error>;

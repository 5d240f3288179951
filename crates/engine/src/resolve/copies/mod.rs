//! Copies: which of two reports' words are the same, and what that makes of them. [`signature`] gives the keys by which
//! a store finds candidates without comparing all with all; [`compare`] reads both texts and gives the evidence;
//! [`origin`] says who had it first. Nothing here is kept: the same two texts give the same answer at any time.

mod compare;
mod origin;
mod signature;
mod words;

pub use compare::{CopyEvidence, CopyKind, Shared, compare};
pub use origin::{Version, names_agency, origin};
pub use signature::{CROWDED, Signature, signature};
pub use words::Doc;

#[cfg(test)]
mod tests;

//! The resolving room: what several reports have in common. [`copies`] tells a copied text from an independent one.
//! Pure functions over texts and small summaries; whoever keeps an archive (rows, indexes, files) calls them and stores
//! what they say.

pub mod copies;

//! The resolving room: what several reports have in common. [`copies`] tells a copied text from an independent one,
//! [`events`] whether two records tell of one happening, [`clusters`] makes happenings out of such decisions,
//! [`origins`] counts who has a claim from nobody else, [`figures`] sets numbers side by side. Pure functions over texts
//! and small summaries; whoever keeps an archive (rows, indexes, files) calls them and stores what they say.

pub mod bag;
pub mod clusters;
pub mod copies;
pub mod events;
pub mod figures;
pub mod origins;

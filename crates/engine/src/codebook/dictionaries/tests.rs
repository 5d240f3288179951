//! Cases for reading dictionaries.

//! Cases for coding with dictionaries.

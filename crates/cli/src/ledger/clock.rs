//! The moment that new rows carry.

use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds since 1970. `SOURCE_DATE_EPOCH` stands in for the clock, so that a ledger can be made again byte for byte.
pub fn now() -> i64 {
    let given = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|s| s.trim().parse().ok());
    given.unwrap_or_else(|| SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs() as i64))
}

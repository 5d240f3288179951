//! Fetching an address, only with the feature `fetch`. What comes back is read like any file.

use std::io::{self, Read};
use std::time::Duration;

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// The body behind an address, as it arrives.
pub(crate) fn open(url: &str) -> io::Result<Box<dyn Read + Send>> {
    let agent = ureq::Agent::config_builder()
        .timeout_connect(Some(PATIENCE))
        .timeout_recv_response(Some(PATIENCE))
        .user_agent(concat!("sayso/", env!("CARGO_PKG_VERSION")))
        .build()
        .new_agent();
    let failed = |e: ureq::Error| io::Error::other(format!("the address does not answer as it should: {e}"));
    let response = agent.get(url).call().map_err(failed)?;
    Ok(Box::new(response.into_body().into_reader()))
}

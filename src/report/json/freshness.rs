//! How fresh a lock is.

use pinfix_index::Timestamp;
use pinfix_resolver::{Newest, Pin};
use serde::Serialize;

use super::number::rounded;

/// A release and its age.
#[derive(Debug, Serialize)]
pub(super) struct ReleaseEntry {
    version: String,
    released: Option<String>,
}

/// The newest release that there is at all.
#[derive(Debug, Serialize)]
pub(super) struct NewestEntry {
    version: String,
    released: Option<String>,
    why_not: Option<String>,
}

impl ReleaseEntry {
    pub(super) fn new(release: &Newest) -> Self {
        Self {
            version: release.version.to_string(),
            released: time(release.released),
        }
    }
}

impl NewestEntry {
    pub(super) fn of(pin: &Pin) -> Option<Self> {
        let newest = pin.freshness.newest.as_ref()?;
        Some(Self {
            version: newest.version.to_string(),
            released: time(newest.released),
            why_not: pin.freshness.newest_why_not.clone(),
        })
    }
}

/// A time as RFC 3339 has it, in UTC.
pub(super) fn time(time: Option<Timestamp>) -> Option<String> {
    time.map(|time| time.to_string())
}

/// The sum over the packages of how much older each is than its newest allowed release, in years of 365.25 days.
/// Packages whose times are unknown don't count; `None` where none is known.
pub(super) fn libyears<'p>(pins: impl Iterator<Item = &'p Pin>) -> Option<f64> {
    let mut packages = pins.peekable();
    if packages.peek().is_none() {
        return Some(0.0);
    }
    let known: Vec<f64> = packages.filter_map(lag).collect();
    (!known.is_empty()).then(|| rounded(known.iter().sum()))
}

fn lag(pin: &Pin) -> Option<f64> {
    const YEAR: f64 = 365.25 * 24.0 * 60.0 * 60.0;
    let newest = pin.freshness.newest_allowed.as_ref()?.released?;
    let lag = newest.duration_since(pin.released?);
    Some((lag.as_secs_f64() / YEAR).max(0.0))
}

//! For how long a page may be used without asking (RFC 9111, as far as a private cache of index pages needs it).

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// For how long a page without `Cache-Control` is taken as it is: 600 s, what large indexes ask for and pip and uv use.
const DEFAULT_LIFETIME: Duration = Duration::from_mins(10);

/// No page is believed for longer than this, whatever its server says: new releases must show.
const LONGEST_LIFETIME: Duration = Duration::from_hours(24);

/// Seconds since 1970, by this machine's clock.
pub fn now() -> u64 {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the edge where the cache asks how old its pages are"
    )]
    let now = SystemTime::now();
    now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// What a server gave along with a page, to ask later whether it changed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Validators {
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub last_modified: Option<String>,
}

impl Validators {
    /// Whether there is nothing to ask with.
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}

/// When a page was fetched, and how long it may be used from then on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Freshness {
    /// Seconds since 1970.
    pub fetched: u64,
    /// Seconds.
    pub lifetime: u64,
}

impl Freshness {
    /// What the headers of an answer that came at `fetched` say; `None` where it must not be kept at all.
    pub fn from_headers(fetched: u64, cache_control: Option<&str>, age: Option<&str>) -> Option<Self> {
        let mut lifetime = DEFAULT_LIFETIME.as_secs();
        for directive in cache_control.unwrap_or_default().split(',') {
            let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
            match name.trim().to_ascii_lowercase().as_str() {
                "no-store" => return None,
                "no-cache" => {
                    lifetime = 0;
                    break;
                }
                "max-age" => {
                    let seconds: u64 = value.trim().trim_matches('"').parse().unwrap_or(0);
                    let age: u64 = age.and_then(|age| age.trim().parse().ok()).unwrap_or(0);
                    lifetime = seconds.saturating_sub(age);
                }
                _ => {}
            }
        }
        Some(Self {
            fetched,
            lifetime: lifetime.min(LONGEST_LIFETIME.as_secs()),
        })
    }

    /// Whether the page may be used at `now` without asking. One from the future (the clock was set back) may not.
    pub fn is_fresh(self, now: u64) -> bool {
        self.fetched <= now && now - self.fetched < self.lifetime
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lifetime(cache_control: &str, age: Option<&str>) -> Option<u64> {
        Freshness::from_headers(1000, Some(cache_control), age).map(|freshness| freshness.lifetime)
    }

    #[test]
    fn reads_cache_control() {
        assert_eq!(Freshness::from_headers(1000, None, None).unwrap().lifetime, 600);
        assert_eq!(lifetime("public", None), Some(600));
        assert_eq!(lifetime("max-age=60, public", None), Some(60));
        assert_eq!(lifetime("Max-Age = \"60\"", Some("20")), Some(40));
        assert_eq!(lifetime("max-age=60", Some("90")), Some(0));
        assert_eq!(lifetime("max-age=999999999999", None), Some(24 * 3600));
        assert_eq!(lifetime("max-age=nonsense", None), Some(0));
        assert_eq!(lifetime("no-cache, max-age=60", None), Some(0));
        assert_eq!(lifetime("private, no-store", None), None);
    }

    #[test]
    fn is_fresh_for_its_lifetime_only() {
        let freshness = Freshness {
            fetched: 1000,
            lifetime: 60,
        };
        assert!(freshness.is_fresh(1000));
        assert!(freshness.is_fresh(1059));
        assert!(!freshness.is_fresh(1060));
        assert!(!freshness.is_fresh(999), "the clock was set back");
    }
}

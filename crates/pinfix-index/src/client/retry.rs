//! When to try again, and how long to wait before.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::time::Duration;

use super::failure::Failure;

/// The wait before the first repetition; it doubles with each.
const FIRST_WAIT: Duration = Duration::from_millis(250);

/// No wait is longer, even if the server asks for it: a person waits for us.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// How often a request is repeated.
#[derive(Debug, Clone, Copy)]
pub(super) struct RetryPolicy {
    /// Repetitions after the first attempt.
    pub(super) retries: u32,
}

impl RetryPolicy {
    /// How long to wait before the next attempt after `attempts` that failed, the last one so; `None`: give up.
    pub(super) fn wait(self, failure: &Failure, attempts: u32) -> Option<Duration> {
        if !failure.is_passing() || attempts > self.retries {
            return None;
        }
        let doubled = FIRST_WAIT.saturating_mul(1 << attempts.saturating_sub(1).min(16));
        let asked = failure.retry_after().unwrap_or_default();
        Some(jittered(doubled).max(asked).min(LONGEST_WAIT))
    }
}

/// Between half and all of `wait`, so that many requests that failed at once don't come back at once.
fn jittered(wait: Duration) -> Duration {
    // The standard library's only source of randomness will do.
    let random = RandomState::new().hash_one(0_u8) % 1024;
    wait / 2 + wait / 2048 * u32::try_from(random).unwrap_or_default()
}

/// Reads `Retry-After`: seconds, or a date, from which `now` (seconds since 1970) is taken.
pub(super) fn retry_after(value: &str, now: u64) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::parse(value).ok()?.timestamp().as_second();
    Some(Duration::from_secs(u64::try_from(date).ok()?.saturating_sub(now)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_longer_each_time_and_gives_up() {
        let policy = RetryPolicy { retries: 3 };
        let failure = Failure::Network("reset".to_owned());
        for (attempts, least, most) in [(1, 125, 250), (2, 250, 500), (3, 500, 1000)] {
            let wait = policy.wait(&failure, attempts).unwrap().as_millis();
            assert!((least..=most).contains(&wait), "{wait} ms after {attempts}");
        }
        assert_eq!(policy.wait(&failure, 4), None);
        assert_eq!(policy.wait(&Failure::Tls("unknown issuer".to_owned()), 1), None);
    }

    #[test]
    fn does_what_the_server_asks_for_within_reason() {
        let policy = RetryPolicy { retries: 3 };
        let after = |seconds| Failure::Status(429, Some(Duration::from_secs(seconds)));
        assert_eq!(policy.wait(&after(5), 1), Some(Duration::from_secs(5)));
        assert_eq!(policy.wait(&after(86_400), 1), Some(LONGEST_WAIT));
    }

    #[test]
    fn reads_retry_after() {
        assert_eq!(retry_after(" 7 ", 0), Some(Duration::from_secs(7)));
        assert_eq!(
            retry_after("Thu, 01 Jan 1970 00:01:00 GMT", 20),
            Some(Duration::from_secs(40))
        );
        assert_eq!(
            retry_after("Thu, 01 Jan 1970 00:01:00 GMT", 90),
            Some(Duration::ZERO)
        );
        assert_eq!(retry_after("soon", 0), None);
    }
}

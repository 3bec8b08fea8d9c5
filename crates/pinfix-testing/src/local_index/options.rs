//! How a well-behaved local index answers.

use std::time::Duration;

/// What the index offers. The default is an index of today: everything but the JSON API and credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// In which forms pages are served.
    pub pages: Pages,
    /// Whether and how `.metadata` files are served.
    pub metadata: Metadata,
    /// Whether answers carry an ETag, and `If-None-Match` is honoured.
    pub validators: bool,
    /// `Cache-Control: max-age` of pages, in seconds; `None`: no such header.
    pub max_age: Option<u32>,
    /// Whether `Range` is honoured.
    pub ranges: bool,
    /// Whether `/pypi/NAME/VERSION/json` is answered.
    pub json_api: bool,
    /// How long each answer is held back.
    pub delay: Delay,
    /// The user and password without which every answer is 401.
    pub credentials: Option<(String, String)>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            pages: Pages::Both,
            metadata: Metadata::Advertised,
            validators: true,
            max_age: Some(600),
            ranges: true,
            json_api: false,
            delay: Delay::None,
            credentials: None,
        }
    }
}

/// In which forms pages are served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pages {
    /// As the `Accept` header asks: PEP 691 JSON, else PEP 503 HTML.
    Both,
    /// Only JSON, whatever is asked for.
    Json,
    /// Only HTML, whatever is asked for.
    Html,
}

/// Whether and how `.metadata` files are served (PEP 658).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metadata {
    /// Served, and pages say so.
    Advertised,
    /// Served, but pages do not say so.
    Unadvertised,
    /// Pages promise it, but it is answered with 404.
    Promised,
    /// Neither served nor advertised.
    Absent,
}

/// How long each answer is held back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delay {
    /// Not at all.
    None,
    /// Always as long.
    Fixed(Duration),
    /// A time below the limit, drawn anew for each answer: another seed, another order of arrival.
    Random {
        /// Where the draw starts.
        seed: u64,
        /// The longest delay.
        limit: Duration,
    },
}

impl Delay {
    /// How long to hold back the answer with this number.
    pub(super) fn of_answer(self, number: u64) -> Duration {
        match self {
            Self::None => Duration::ZERO,
            Self::Fixed(duration) => duration,
            Self::Random { seed, limit } => {
                let micros = u64::try_from(limit.as_micros()).unwrap_or(u64::MAX);
                Duration::from_micros(scramble(seed ^ scramble(number)) % (micros + 1))
            }
        }
    }
}

/// SplitMix64's finalizer: an even spread is all that is asked of it.
fn scramble(number: u64) -> u64 {
    let mut value = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Delay;

    #[test]
    fn random_delays_are_spread_below_the_limit_and_repeat() {
        let delay = Delay::Random {
            seed: 7,
            limit: Duration::from_millis(50),
        };
        let drawn: Vec<_> = (0..100).map(|number| delay.of_answer(number)).collect();
        assert!(
            drawn
                .iter()
                .all(|duration| *duration <= Duration::from_millis(50))
        );
        assert!(drawn.iter().any(|duration| *duration < Duration::from_millis(10)));
        assert!(drawn.iter().any(|duration| *duration > Duration::from_millis(40)));
        assert_eq!(
            drawn,
            (0..100).map(|number| delay.of_answer(number)).collect::<Vec<_>>()
        );
    }
}

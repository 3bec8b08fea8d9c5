//! Numbers for people.

/// A number with three digits after the point: all that means something.
pub(super) fn rounded(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}

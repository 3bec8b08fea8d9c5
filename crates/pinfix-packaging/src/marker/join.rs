//! Putting markers together.

use super::tree::Marker;

impl Marker {
    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        and(vec![self, other])
    }

    /// Either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        or(vec![self, other])
    }
}

/// All of these: flat.
pub(super) fn and(parts: Vec<Marker>) -> Marker {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Marker::And(inner) => inner.into_iter().for_each(|marker| flat.push(marker)),
            other => flat.push(other),
        }
    }
    only_or(flat, Marker::And)
}

/// Any of these: flat.
pub(super) fn or(parts: Vec<Marker>) -> Marker {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Marker::Or(inner) => inner.into_iter().for_each(|marker| flat.push(marker)),
            other => flat.push(other),
        }
    }
    only_or(flat, Marker::Or)
}

fn only_or(mut parts: Vec<Marker>, wrap: impl Fn(Vec<Marker>) -> Marker) -> Marker {
    if parts.len() == 1
        && let Some(only) = parts.pop()
    {
        return only;
    }
    wrap(parts)
}

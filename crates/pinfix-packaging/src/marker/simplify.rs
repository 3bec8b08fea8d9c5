//! Putting markers together and taking parts out of them.

use super::tree::Marker;
use crate::name::ExtraName;

pub(super) fn and(parts: Vec<Marker>) -> Marker {
    Marker::And(parts)
}

pub(super) fn or(parts: Vec<Marker>) -> Marker {
    Marker::Or(parts)
}

pub(super) fn without_extras(marker: &Marker, _extras: &[ExtraName]) -> Option<Marker> {
    Some(marker.clone())
}

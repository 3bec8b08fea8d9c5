//! Whether a marker holds, as PyPA's `packaging` decides it.

use super::environment::MarkerEnvironment;
use super::tree::Marker;
use crate::name::ExtraName;

pub(super) fn marker(marker: &Marker, environment: &MarkerEnvironment, extras: &[ExtraName]) -> bool {
    match marker {
        Marker::Expression(_) => false,
        Marker::And(parts) => parts.iter().all(|part| self::marker(part, environment, extras)),
        Marker::Or(parts) => parts.iter().any(|part| self::marker(part, environment, extras)),
    }
}

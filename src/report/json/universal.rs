//! The report of a lock for many environments.

use pinfix_resolver::universal::{UniversalPin, UniversalResolution};

use super::compose::empty;
use super::context::Context;
use super::document::{Document, Status, UniversalEntry};
use super::freshness::libyears;
use super::package::PackageEntry;
use super::statistics::StatisticsEntry;

/// The report of a lock for many environments.
///
/// # Errors
/// Never, as far as is known: the library that writes JSON could refuse a value.
pub fn report_universal(
    context: &Context<'_>,
    universal: &UniversalResolution,
) -> Result<String, serde_json::Error> {
    let base = empty(context, Status::Resolved);
    let markers = universal.markers.iter().flatten();
    Document {
        universal: base.universal.map(|entry| UniversalEntry {
            resolution_markers: markers.map(ToString::to_string).collect(),
            ..entry
        }),
        packages: universal
            .pins
            .iter()
            .filter_map(|pin| package(context, universal, pin))
            .collect(),
        libyears: libyears(universal.pins.iter().map(|it| &it.pin)),
        statistics: StatisticsEntry::new(context.statistics, context.elapsed, &[]),
        ..base
    }
    .to_json()
}

/// A release, with all that ask for it anywhere.
fn package(
    context: &Context<'_>,
    universal: &UniversalResolution,
    pin: &UniversalPin,
) -> Option<PackageEntry> {
    let forks = pin.forks.iter().filter_map(|at| universal.forks.get(*at));
    let mut entries = forks.map(|fork| {
        let context = Context {
            problem: &fork.problem,
            ..*context
        };
        PackageEntry::new(&context, &fork.resolution, &pin.pin, None)
    });
    let mut entry = entries.next()?;
    entry.marker = pin.marker.as_ref().map(ToString::to_string);
    for other in entries {
        entry.direct |= other.direct;
        for asker in other.required_by {
            if !entry.required_by.contains(&asker) {
                entry.required_by.push(asker);
            }
        }
    }
    Some(entry)
}

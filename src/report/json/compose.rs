//! From an answer to its report.

use pinfix_resolver::conflict::CutBy;
use pinfix_resolver::{Pin, Resolution, Unseen};

use super::conflict::ConflictEntry;
use super::context::{Context, Told};
use super::document::{Document, SCHEMA, Status, TargetEntry, UniversalEntry};
use super::freshness::libyears;
use super::package::PackageEntry;
use super::statistics::StatisticsEntry;

/// The report of a resolution. The conflicts are those that hold packages back; `cut_by` says why some may be missing.
///
/// # Errors
/// Never, as far as is known: the library that writes JSON could refuse a value.
pub fn report_resolution(
    context: &Context<'_>,
    resolution: &Resolution,
    held_back: &[Told<'_>],
    cut_by: Option<CutBy>,
) -> Result<String, serde_json::Error> {
    // Conflicts are numbered from 1 in their order.
    let held_back_by = |pin: &Pin| {
        let mut held = held_back.iter().map(|told| told.conflict.held.as_ref());
        held.position(|held| held.is_some_and(|held| held.package == pin.name))
            .map(|at| at + 1)
    };
    let packages = resolution.pins();
    Document {
        packages: packages
            .map(|pin| PackageEntry::new(context, resolution, pin, held_back_by(pin)))
            .collect(),
        complete: cut_by.is_none(),
        cut_by: cut_by.map(reason),
        conflicts: conflicts(context, held_back),
        libyears: libyears(resolution.pins()),
        statistics: StatisticsEntry::new(context.statistics, context.elapsed, &resolution.unseen),
        ..empty(context, Status::Resolved)
    }
    .to_json()
}

/// The report of conflicts for which there is no lock; `cut_by` says why there may be more, `unseen` what was
/// not looked at, and `repairs_complete` that
/// there was time to try every repair.
///
/// # Errors
/// Never, as far as is known: the library that writes JSON could refuse a value.
pub fn report_conflicts(
    context: &Context<'_>,
    told: &[Told<'_>],
    (cut_by, unseen): (Option<CutBy>, &[Unseen]),
    repairs_complete: bool,
) -> Result<String, serde_json::Error> {
    Document {
        complete: cut_by.is_none(),
        cut_by: cut_by.map(reason),
        repairs_complete,
        conflicts: conflicts(context, told),
        statistics: StatisticsEntry::new(context.statistics, context.elapsed, unseen),
        ..empty(context, Status::Conflict)
    }
    .to_json()
}

fn reason(cut_by: CutBy) -> &'static str {
    match cut_by {
        CutBy::MaxConflicts => "max-conflicts",
        CutBy::Timeout => "timeout",
        CutBy::Unasked | CutBy::Unseen => "unseen",
    }
}

pub(super) fn empty(context: &Context<'_>, status: Status) -> Document {
    Document {
        schema: SCHEMA,
        pinfix_version: env!("CARGO_PKG_VERSION"),
        status,
        target: TargetEntry::new(&context.problem.target),
        universal: UniversalEntry::of(context.problem),
        packages: Vec::new(),
        complete: true,
        cut_by: None,
        repairs_complete: true,
        conflicts: Vec::new(),
        libyears: None,
        statistics: StatisticsEntry::new(context.statistics, context.elapsed, &[]),
    }
}

fn conflicts(context: &Context<'_>, told: &[Told<'_>]) -> Vec<ConflictEntry> {
    let numbered = (1..).zip(told);
    numbered
        .map(|(id, told)| ConflictEntry::new(context, id, told))
        .collect()
}

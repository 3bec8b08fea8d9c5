//! The report as JSON: a stable interface for programs, described in `docs/report.md` and `docs/report.schema.json`.

mod compose;
mod conflict;
mod context;
mod document;
mod freshness;
mod group;
mod number;
mod package;
mod repair;
mod statistics;
mod universal;

pub use compose::{report_conflicts, report_resolution};
pub use context::{Context, Told};
pub(super) use document::{SCHEMA, TargetEntry};
pub use group::groups;
pub use universal::report_universal;

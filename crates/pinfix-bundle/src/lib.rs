//! Deployments that do not fail for their dependencies: named targets, and bundles for them.
//!
//! A bundle is made in three steps, each a value: [`select()`] says which files of a project go in and why the others stay
//! out, [`plan()`] adds the lock, the hooks and the settings of the platform, [`pack`] makes a zip of it that is the same for
//! the same input. [`rehearse()`] then deploys it without a cloud.
//!
//! Nothing here resolves: the lock comes as a text.

mod archive;
mod elastic_beanstalk;
mod entry;
mod error;
mod hooks;
mod plan;
mod platform;
mod project;
mod rehearse;
mod select;
mod settings;

pub use archive::{Archive, Limit, Written, backup, pack, write};
pub use entry::{Entry, Source};
pub use error::BundleError;
pub use plan::{Parts, Plan, plan, write_guide};
pub use platform::{NamedTarget, UnknownTarget, named_target, named_targets};
pub use project::Project;
pub use rehearse::{Rehearsal, RehearsalError, rehearse};
pub use select::{LeftOut, Selected, Selection, select};
pub use settings::{BundleSettings, read_settings};

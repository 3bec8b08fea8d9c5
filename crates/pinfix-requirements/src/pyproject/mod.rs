//! `pyproject.toml`: the standard's `[project]` table (PEP 621) and `[dependency-groups]` (PEP 735).

mod document;
mod elsewhere;
mod expand;
mod groups;
mod project;
mod script;

pub(crate) use document::{Listed, parse};
pub(crate) use elsewhere::unread_sources;
pub(crate) use expand::{Selection, nearest_extra, select};
pub(crate) use project::Project;
pub(crate) use script::{Script, masked};

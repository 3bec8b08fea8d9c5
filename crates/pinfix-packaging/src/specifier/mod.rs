//! Specifier sets (PEP 440): `>=1.2,<2`.
//!
//! `pep440_rs` has specifiers of its own, but they disagree with PyPA's `packaging` in places that decide a resolution
//! (`==1.2.*` admits `1` there) and panic on numbers at the end of their range, so the values here are ours; only
//! versions and the names of the operators come from that crate.

mod advice;
mod clause;
mod contains;
mod contradiction;
mod error;
mod lenient;
mod parse;
mod set;
mod tokens;

pub use clause::Specifier;
pub use error::SpecifierError;
pub use pep440_rs::Operator;
pub use set::SpecifierSet;

pub(crate) use parse::clause_of;

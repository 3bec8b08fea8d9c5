//! One file for each kind of rule.

pub(crate) mod agreement;
pub(crate) mod anachronism;
pub(crate) mod release;
pub(crate) mod unneeded;
pub(crate) mod vulnerability;
pub(crate) mod written;

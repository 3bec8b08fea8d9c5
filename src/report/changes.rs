//! What changes from one lock to another.

use std::fmt::Write as _;

use crate::lock::Change;

/// How many changes are listed.
const LISTED: usize = 20;

/// The changes, a line each.
pub fn changes(changes: &[Change]) -> String {
    let mut text = String::new();
    for change in changes.iter().take(LISTED) {
        // Writing to a string does not fail.
        let _ = match (&change.before, &change.now) {
            (Some(before), Some(now)) => writeln!(text, "  {} {before} -> {now}", change.name),
            (None, Some(now)) => writeln!(text, "  {} {now} (new)", change.name),
            (Some(before), None) => writeln!(text, "  {} {before} (gone)", change.name),
            (None, None) => Ok(()),
        };
    }
    if changes.len() > LISTED {
        let _ = writeln!(text, "  … and {} more", changes.len() - LISTED);
    }
    text
}

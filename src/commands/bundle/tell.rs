//! What is told of a bundle.

use std::fmt::Write as _;
use std::path::Path;

use pinfix_bundle::{Archive, Plan, Selected, Written};

use super::settings::Wanted;

/// What goes in, and why the rest stays out.
pub(super) fn list(selected: &Selected) -> String {
    let mut text = String::new();
    for entry in &selected.entries {
        // Writing to a string can't fail.
        let _ = writeln!(text, "in   {}", entry.path);
    }
    for left in &selected.left_out {
        let _ = writeln!(text, "out  {} ({})", left.path, left.reason);
    }
    let _ = writeln!(
        text,
        "{} files go in, {} stay out; the lock, the hooks and the settings come to them",
        selected.entries.len(),
        selected.left_out.len()
    );
    text
}

/// What stays out although someone may have meant to deploy it.
pub(super) fn warnings(selected: &Selected) -> Vec<String> {
    let loud = selected.left_out.iter().filter(|left| left.warns);
    loud.map(|left| {
        format!(
            "warning: {} stays out: {} (--include '/{}' puts it in)\n",
            left.path, left.reason, left.path
        )
    })
    .collect()
}

/// A bundle that is there.
pub(super) struct Done<'a> {
    pub(super) wanted: &'a Wanted,
    pub(super) plan: &'a Plan,
    pub(super) packed: &'a Archive,
    pub(super) written: &'a Written,
    pub(super) guide: &'a Path,
    pub(super) packages: usize,
}

impl Done<'_> {
    pub(super) fn render(&self) -> String {
        let mut text = String::new();
        let how = match self.written {
            Written::New => String::new(),
            Written::Unchanged => " (unchanged)".to_owned(),
            Written::Replaced(None) => " (replaced)".to_owned(),
            Written::Replaced(Some(kept)) => format!(" (the one before: {})", kept.display()),
        };
        let kilobytes = self.packed.bytes.len().div_ceil(1024);
        let _ = writeln!(
            text,
            "Wrote {}{how}: {} files, {kilobytes} KB, {} packages locked for {}",
            self.wanted.output.display(),
            self.packed.files,
            self.packages,
            self.wanted.target.name
        );
        for option in &self.plan.left_to_project {
            let _ = writeln!(text, "  {option} is left to the project's own .ebextensions");
        }
        if !self.wanted.settings.secrets.is_empty() {
            let _ = writeln!(
                text,
                "  to be set in the environment: {}",
                self.wanted.settings.secrets.join(", ")
            );
        }
        let _ = writeln!(text, "  how to deploy it: {}", self.guide.display());
        text
    }
}

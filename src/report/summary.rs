//! What was done, in a few lines.

use std::fmt::Write as _;
use std::time::Duration;

use pinfix_resolver::ResolutionWarning;
use pinfix_resolver::resolution::Leniency;

use crate::lock::Change;

/// What was done.
#[derive(Debug, Clone)]
pub struct Summary {
    /// How many packages are pinned.
    pub packages: usize,
    /// For whom.
    pub target: String,
    /// How long it took.
    pub elapsed: Duration,
    /// The lock file whose pins were preferred, and how many of them were kept.
    pub kept: Option<(String, usize)>,
    /// What changed in it.
    pub changes: Vec<Change>,
}

/// How many changes are listed.
const LISTED: usize = 20;

impl Summary {
    /// As text, a line or more.
    pub fn render(&self) -> String {
        let mut text = String::new();
        let packages = match self.packages {
            1 => "1 package".to_owned(),
            number => format!("{number} packages"),
        };
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "Resolved {packages} for {} in {}",
            self.target,
            duration(self.elapsed)
        );
        if let Some((file, kept)) = &self.kept {
            let _ = write!(
                text,
                "Kept {kept} pin{} of {file}",
                if *kept == 1 { "" } else { "s" }
            );
            let _ = match self.changes.len() {
                0 => writeln!(text, "; nothing changed"),
                1 => writeln!(text, "; 1 changed:"),
                number => writeln!(text, "; {number} changed:"),
            };
            for change in self.changes.iter().take(LISTED) {
                let _ = match (&change.before, &change.now) {
                    (Some(before), Some(now)) => writeln!(text, "  {} {before} -> {now}", change.name),
                    (None, Some(now)) => writeln!(text, "  {} {now} (new)", change.name),
                    (Some(before), None) => writeln!(text, "  {} {before} (gone)", change.name),
                    (None, None) => Ok(()),
                };
            }
            if self.changes.len() > LISTED {
                let _ = writeln!(text, "  … and {} more", self.changes.len() - LISTED);
            }
        }
        text
    }
}

fn duration(elapsed: Duration) -> String {
    if elapsed.as_secs() >= 1 {
        format!("{:.2} s", elapsed.as_secs_f64())
    } else {
        format!("{} ms", elapsed.as_millis())
    }
}

/// What was read leniently, a line each.
pub fn leniencies(leniencies: &[Leniency]) -> String {
    let line = |it: &Leniency| format!("metadata of {} {}: {}\n", it.package, it.version, it.told);
    leniencies.iter().map(line).collect()
}

/// The warnings of a resolution, a line each.
pub fn warnings(warnings: &[ResolutionWarning]) -> String {
    let mut text = String::new();
    for warning in warnings {
        let _ = match warning {
            ResolutionWarning::UnknownExtra {
                package,
                version,
                extra,
            } => {
                writeln!(
                    text,
                    "warning: {package} {version} has no extra `{extra}`; it is passed over"
                )
            }
            ResolutionWarning::Anachronism(found) => writeln!(
                text,
                "warning: {} {} of {} is too old to know {} {} of {}, which it is locked with",
                found.old.package,
                found.old.version,
                found.old.released.strftime("%B %Y"),
                found.younger.package,
                found.younger.version,
                found.younger.released.strftime("%B %Y")
            ),
            ResolutionWarning::PassedOver {
                package,
                version,
                taken,
                reason,
            } => writeln!(
                text,
                "warning: {package} {version} {reason}; {taken} is taken instead"
            ),
            ResolutionWarning::NoHash { package } => writeln!(
                text,
                "warning: {package} is a folder or a repository, which has no hash: pip's --require-hashes refuses it"
            ),
            ResolutionWarning::Yanked {
                package,
                version,
                reason,
            } => match reason.as_deref().filter(|it| !it.is_empty()) {
                Some(reason) => writeln!(text, "warning: {package} {version} was yanked: {reason}"),
                None => writeln!(text, "warning: {package} {version} was yanked by its maintainers"),
            },
        };
    }
    text
}

//! The lines of a lock.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use pinfix_index::Distribution;
use pinfix_resolver::Pin;

use super::style::LockStyle;
use crate::cli::AnnotationStyle;

/// A pin, as it stands in a lock.
pub(super) struct Entry<'a> {
    /// The release.
    pub(super) pin: &'a Pin,
    /// Where it is to be installed, if not everywhere.
    pub(super) marker: Option<String>,
    /// Who asks for it.
    pub(super) reasons: BTreeSet<String>,
}

/// The lock as text.
pub(super) fn write<'p>(entries: impl Iterator<Item = Entry<'p>>, style: &LockStyle) -> String {
    let mut text = String::new();
    if let Some(header) = &style.header {
        // Writing to a string does not fail.
        let _ = writeln!(text, "# Locked by pinfix for {}. To lock again:", header.target);
        let _ = writeln!(text, "#    {}", header.command);
    }
    for option in &style.options {
        let _ = writeln!(text, "{option}");
    }
    if !style.options.is_empty() {
        text.push('\n');
    }
    for entry in entries.filter(|entry| !style.emit.omitted.contains(&entry.pin.name)) {
        entry.write(style, &mut text);
    }
    text
}

impl Entry<'_> {
    fn write(&self, style: &LockStyle, text: &mut String) {
        let pin = self.pin;
        let extras = if style.emit.extras && !pin.extras.is_empty() {
            let extras: Vec<String> = pin.extras.iter().map(ToString::to_string).collect();
            format!("[{}]", extras.join(","))
        } else {
            String::new()
        };
        let mut line = match &pin.direct_reference {
            None => format!("{}{extras}=={}", pin.name, pin.version),
            Some(reference) if pin.editable => format!("-e {reference}{extras}"),
            // pip takes URLs behind `@` only, and paths only where they stand alone.
            Some(reference) if reference.contains("://") => format!("{}{extras} @ {reference}", pin.name),
            Some(path) => format!("{path}{extras}"),
        };
        if let Some(marker) = &self.marker {
            let _ = write!(line, " ; {marker}");
        }
        text.push_str(&line);
        if style.emit.hashes {
            for hash in hashes(&pin.distributions) {
                let _ = write!(text, " \\\n    --hash={hash}");
            }
        }
        self.annotate(style, text);
        text.push('\n');
    }

    fn annotate(&self, style: &LockStyle, text: &mut String) {
        let Some(layout) = style.annotations else {
            return;
        };
        let reasons: Vec<&str> = self.reasons.iter().map(String::as_str).collect();
        // With hashes the pin spans several lines, and a comment can only stand on one of its own.
        let own_line = style.emit.hashes;
        match (layout, reasons.as_slice()) {
            (_, []) => {}
            (AnnotationStyle::Line, _) if own_line => {
                let _ = write!(text, "\n    # via {}", reasons.join(", "));
            }
            (AnnotationStyle::Line, _) => {
                let width = text.rsplit('\n').next().map_or(0, str::len);
                let padding = " ".repeat(26_usize.saturating_sub(width + 2));
                let _ = write!(text, "{padding}  # via {}", reasons.join(", "));
            }
            (AnnotationStyle::Split, [only]) => {
                let _ = write!(text, "\n    # via {only}");
            }
            (AnnotationStyle::Split, several) => {
                text.push_str("\n    # via");
                for reason in several {
                    let _ = write!(text, "\n    #   {reason}");
                }
            }
        }
    }
}

/// The hashes of all files, sorted; of each file the strongest that the index states.
pub fn hashes(files: &[Arc<Distribution>]) -> BTreeSet<String> {
    const STRONGEST_FIRST: [&str; 3] = ["sha512", "sha384", "sha256"];
    let mut hashes = BTreeSet::new();
    for file in files {
        let of_file: BTreeMap<&str, &str> = file
            .hashes
            .iter()
            .map(|hash| (hash.algorithm.as_str(), hash.digest.as_str()))
            .collect();
        // sha256 is what all tools write; the others only where it is missing.
        let algorithm = STRONGEST_FIRST
            .iter()
            .rev()
            .find(|algorithm| of_file.contains_key(**algorithm));
        hashes.extend(algorithm.and_then(|it| of_file.get(it).map(|digest| format!("{it}:{digest}"))));
    }
    hashes
}

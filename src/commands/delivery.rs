//! What becomes of an answer: where the lock goes, and what is said beside it.

use std::collections::HashSet;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use pinfix_index::timeline::Story;
use pinfix_packaging::{PackageName, Version};

use super::exit::{Exit, Failure};
use super::print::print;
use super::question::Question;
use crate::cli::LockFormat;
use crate::lock::{self, ExistingLock, LockStyle};
use crate::report;
use crate::settings::{OutputSettings, TerminalSettings, Verbosity};

/// What becomes of a lock.
pub(super) struct Delivery<'a> {
    /// What is said beside it.
    pub(super) messages: Messages,
    /// Where it goes.
    pub(super) output: &'a OutputSettings,
    /// How it looks.
    pub(super) style: &'a LockStyle,
    /// What is there already.
    pub(super) existing: Option<ExistingLock>,
    /// For how long it is explained why there is none.
    pub(super) explain: Duration,
}

impl Delivery<'_> {
    /// Whether each file is named with its hash.
    pub(super) fn needs_hashes(&self) -> bool {
        self.style.emit.hashes || self.output.format == LockFormat::Pylock
    }

    /// The folder that paths in the lock are seen from.
    pub(super) fn folder(&self) -> &Path {
        let folder = self.output.file.as_deref().and_then(Path::parent);
        folder
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."))
    }
}

/// Writes the lock, or does what is to be done instead.
pub(super) fn deliver(
    messages: Messages,
    output: &OutputSettings,
    existing: Option<&ExistingLock>,
    text: &str,
) -> Result<Exit, Failure> {
    let Some(path) = &output.file else {
        return print(text);
    };
    let present = existing.map_or("", |lock| lock.text.as_str());
    let instead = output.instead;
    if instead.diff {
        let before = existing.map(|lock| lock.text.as_str());
        print(&lock::unified(before, text, &name(path)))?;
    }
    if instead.dry_run && !instead.diff {
        print(text)?;
    }
    if instead.check && !existing.is_some_and(|lock| lock::is_current(&lock.text, text)) {
        if !instead.diff {
            let name = name(path);
            let told = format!("{name} would be written anew; `--diff` shows what changes in it\n");
            messages.say(Verbosity::Normal, &told);
        }
        return Ok(Exit::Conflict);
    }
    if !instead.writes_nothing() && present != text {
        lock::write_atomically(path, text).map_err(Failure::machine)?;
    }
    Ok(Exit::Success)
}

fn name(path: &Path) -> String {
    path.display().to_string()
}

/// How many pins of the present lock are in the new one.
pub(super) fn kept(
    output: &OutputSettings,
    existing: Option<&ExistingLock>,
    pins: &[(PackageName, Version)],
) -> Option<(String, usize)> {
    let lock = existing?;
    let path = output.file.as_deref()?;
    let pins: HashSet<&(PackageName, Version)> = pins.iter().collect();
    let kept = lock.pins.iter().filter(|pin| pins.contains(pin));
    Some((name(path), kept.count()))
}

/// What goes to standard error, by verbosity.
#[derive(Debug, Clone, Copy)]
pub(super) struct Messages {
    pub(super) terminal: TerminalSettings,
}

/// How wide a timeline is at least: it is read in the logs of CI, too.
const TIMELINE: usize = 120;

impl Messages {
    pub(super) fn say(self, from: Verbosity, text: &str) {
        if self.terminal.verbosity >= from && !text.is_empty() {
            // Where standard error is closed there is nobody left to tell.
            let _ = std::io::stderr().write_all(text.as_bytes());
        }
    }

    pub(super) fn settings(self, question: &Question) {
        for warning in &question.setup.manifest.warnings {
            self.say(Verbosity::Quiet, &format!("warning: {warning}\n"));
        }
        for warning in question.setup.warnings() {
            self.say(Verbosity::Quiet, &format!("warning: {warning}\n"));
        }
        for line in question.setup.describe() {
            self.say(Verbosity::Verbose, &format!("{line}\n"));
        }
    }

    /// What was asked when, and what waited for it.
    pub(super) fn timeline(self, story: &Story) {
        let width = textwrap::termwidth().max(TIMELINE);
        self.say(Verbosity::Debug, &report::timeline(story, width));
    }
}

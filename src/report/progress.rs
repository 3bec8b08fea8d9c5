//! The spinner, and the bar.

use std::cell::Cell;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use pinfix_packaging::{PackageName, Version};
use pinfix_resolver::Progress;

/// A spinner on standard error that says what the resolver looks at; nothing where it is not wanted.
#[derive(Debug)]
pub struct Spinner {
    bar: ProgressBar,
    explain_for: Duration,
    explaining_since: Cell<Option<Instant>>,
    until: Option<Instant>,
}

impl Spinner {
    /// A spinner that shows nothing unless `shown`, and has enough of explanations after `explain_for`.
    pub fn new(shown: bool, explain_for: Duration) -> Self {
        Self {
            bar: bar(shown),
            explain_for,
            explaining_since: Cell::new(None),
            until: None,
        }
    }

    /// The same, with enough of explanations from that moment on, and of everything when as much time and half of it again
    /// is over.
    #[must_use]
    pub fn until(self, until: Option<Instant>) -> Self {
        Self { until, ..self }
    }

    /// Takes the spinner away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }

    /// Says something where the spinner is, which goes on below.
    pub fn aside(&self, say: impl FnOnce()) {
        self.bar.suspend(say);
        self.bar.set_message("Looking for repairs");
    }
}

/// A bar that fills as files are packed; nothing where it is not wanted.
#[derive(Debug)]
pub struct Packing {
    bar: ProgressBar,
}

impl Packing {
    /// A bar for so many files.
    pub fn new(shown: bool, files: usize) -> Self {
        let bar = if shown {
            ProgressBar::new(files as u64)
        } else {
            ProgressBar::hidden()
        };
        if let Ok(style) = ProgressStyle::with_template("Packing {bar:30} {pos}/{len} {msg}") {
            bar.set_style(style);
        }
        Self { bar }
    }

    /// The next file is packed.
    pub fn tick(&self, path: &str) {
        self.bar.inc(1);
        self.bar.set_message(path.to_owned());
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

fn bar(shown: bool) -> ProgressBar {
    if !shown {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({pos} releases looked at, {elapsed})") {
        bar.set_style(style);
    }
    bar.set_message("Resolving");
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

impl Progress for Spinner {
    fn looking_at(&self, name: &PackageName, version: &Version) {
        self.bar.inc(1);
        self.bar.set_message(format!("Resolving: {name} {version}"));
    }

    fn explains_until(&self) -> Option<Instant> {
        let since = self.explaining_since.get();
        let end = since.and_then(|since| since.checked_add(self.explain_for));
        [end, self.until].into_iter().flatten().min()
    }

    fn cancelled(&self) -> bool {
        let last = self
            .until
            .and_then(|until| until.checked_add(self.explain_for / 2));
        last.is_some_and(|last| Instant::now() >= last)
    }

    fn explaining(&self) {
        self.explaining_since.set(Some(Instant::now()));
        self.bar.set_message("Looking for the lines at fault");
    }
}

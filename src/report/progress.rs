//! The spinner.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use pinfix_packaging::{PackageName, Version};
use pinfix_resolver::Progress;

/// A spinner on standard error that says what the resolver looks at; nothing where it is not wanted.
#[derive(Debug)]
pub struct Spinner {
    bar: ProgressBar,
}

impl Spinner {
    /// A spinner; one that shows nothing unless `shown`.
    pub fn new(shown: bool) -> Self {
        if !shown {
            return Self {
                bar: ProgressBar::hidden(),
            };
        }
        let bar = ProgressBar::new_spinner();
        if let Ok(style) =
            ProgressStyle::with_template("{spinner} {msg} ({pos} releases looked at, {elapsed})")
        {
            bar.set_style(style);
        }
        bar.set_message("Resolving");
        bar.enable_steady_tick(Duration::from_millis(100));
        Self { bar }
    }

    /// Takes the spinner away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Spinner {
    fn looking_at(&self, name: &PackageName, version: &Version) {
        self.bar.inc(1);
        self.bar.set_message(format!("Resolving: {name} {version}"));
    }

    fn explaining(&self) {
        self.bar.set_message("Looking for the lines at fault");
    }
}

//! How much is said, and in which colours.

use std::io::IsTerminal;

use super::configuration::Configuration;
use super::error::SettingsError;
use crate::cli::{ColorChoice, TerminalArguments};

/// How much is said, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TerminalSettings {
    /// How much is said.
    pub verbosity: Verbosity,
    /// Whether standard output is coloured.
    pub color_stdout: bool,
    /// Whether standard error is coloured.
    pub color_stderr: bool,
    /// Whether a spinner may be shown.
    pub progress: bool,
}

/// How much is said, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Verbosity {
    /// Errors only.
    Silent,
    /// Errors and warnings.
    Quiet,
    /// A summary too.
    #[default]
    Normal,
    /// Which settings came from where, which files were read.
    Verbose,
    /// Every request.
    Debug,
}

/// Whether the two streams go to a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terminals {
    /// Standard output.
    pub stdout: bool,
    /// Standard error.
    pub stderr: bool,
}

impl Terminals {
    /// Those of this process.
    pub fn of_process() -> Self {
        Self {
            stdout: std::io::stdout().is_terminal(),
            stderr: std::io::stderr().is_terminal(),
        }
    }
}

impl Configuration {
    /// How much is said, and how.
    pub fn terminal(
        &self,
        arguments: &TerminalArguments,
        terminals: Terminals,
    ) -> Result<TerminalSettings, SettingsError> {
        let color = self
            .one("color", arguments.color)?
            .map(|setting| setting.value)
            .unwrap_or_default();
        let no_progress = self.is_on("no-progress", arguments.no_progress)?;
        let verbosity = match (arguments.quiet, arguments.verbose) {
            (0, 0) => Verbosity::Normal,
            (1, _) => Verbosity::Quiet,
            (0, 1) => Verbosity::Verbose,
            (0, _) => Verbosity::Debug,
            _ => Verbosity::Silent,
        };
        Ok(TerminalSettings {
            verbosity,
            color_stdout: self.is_coloured(color, terminals.stdout),
            color_stderr: self.is_coloured(color, terminals.stderr),
            progress: terminals.stderr && !no_progress && verbosity >= Verbosity::Normal && !self.is_dumb(),
        })
    }

    /// The conventions of no-color.org and of CLICOLOR_FORCE.
    fn is_coloured(&self, choice: ColorChoice, is_terminal: bool) -> bool {
        let is_set = |name| self.environment.text(name).is_some_and(|value| value != "0");
        match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto if self.environment.raw("NO_COLOR").is_some() => false,
            ColorChoice::Auto if is_set("CLICOLOR_FORCE") || is_set("FORCE_COLOR") => true,
            ColorChoice::Auto => is_terminal && !self.is_dumb(),
        }
    }

    fn is_dumb(&self) -> bool {
        self.environment.text("TERM").is_some_and(|name| name == "dumb")
    }
}

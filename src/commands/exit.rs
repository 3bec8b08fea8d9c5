//! Exit codes and what goes with them.

use std::process::ExitCode;

use miette::{Diagnostic, Report};

/// What the exit code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Resolved, or nothing found.
    Success,
    /// A conflict, or something found.
    Conflict,
    /// The command line, the settings or an input file is wrong.
    Usage,
    /// The index, the network or the machine failed.
    Failure,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Success => 0,
            Exit::Conflict => 1,
            Exit::Usage => 2,
            Exit::Failure => 3,
        })
    }
}

/// An error and the exit code it leads to.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// What is shown.
    pub report: Report,
}

impl Failure {
    /// Something that the user wrote is wrong.
    pub fn usage(error: impl Diagnostic + Send + Sync + 'static) -> Self {
        Self {
            exit: Exit::Usage,
            report: Report::new(error),
        }
    }

    /// The index, the network or the machine failed.
    pub fn machine(error: impl Diagnostic + Send + Sync + 'static) -> Self {
        Self {
            exit: Exit::Failure,
            report: Report::new(error),
        }
    }
}

//! Commands whose output goes to a log.

use std::collections::VecDeque;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

/// How many lines of a log are told of a failure: as many as the platform's own deployment log has.
const TAIL: usize = 50;

/// Runs a command to its end, its output at the end of `log`. Gives the exit code; `None` where a signal ended it.
pub(super) fn run(command: &mut Command, log: &Path) -> io::Result<Option<i32>> {
    let mut out = open(log)?;
    let shown = format!("{command:?}");
    writeln!(out, "----- {}", shown.replace('"', ""))?;
    let status = command
        .stdin(Stdio::null())
        .stdout(out.try_clone()?)
        .stderr(out.try_clone()?)
        .status();
    match status {
        Ok(status) => Ok(status.code()),
        Err(error) => {
            // What can't be started is a failure of the step: a hook without its interpreter, say.
            writeln!(out, "{error}")?;
            Ok(Some(126))
        }
    }
}

/// A log, to be written at its end.
pub(super) fn open(log: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).open(log)
}

/// The last lines of a log.
pub(super) fn tail(log: &Path) -> String {
    let text = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let mut lines = VecDeque::with_capacity(TAIL);
    for line in text.lines() {
        if lines.len() == TAIL {
            lines.pop_front();
        }
        lines.push_back(line);
    }
    Vec::from(lines).join("\n")
}

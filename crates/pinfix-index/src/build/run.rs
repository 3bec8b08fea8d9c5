//! Running a program with its output in a log and a limit of time.

use std::borrow::Cow;
use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::redact::RedactedUrl;

/// How many of the log's last lines are shown.
const TAIL_LINES: usize = 20;
/// How much of the log's end is read for them.
const TAIL_BYTES: usize = 16 * 1024;

/// Why a step of a build came to nothing.
#[derive(Debug)]
pub(super) enum Failure {
    /// It failed, or took too long.
    Failed {
        /// What failed.
        cause: String,
        /// The last lines that were written.
        log_tail: String,
    },
    /// The machine failed.
    Io(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// A program to run.
pub(super) struct Job<'a> {
    /// The program with its arguments.
    pub(super) command: Command,
    /// What to say where it fails.
    pub(super) what: &'a str,
    /// The file that its output is appended to.
    pub(super) log: &'a Path,
    /// When it must have ended.
    pub(super) deadline: Instant,
}

impl Job<'_> {
    pub(super) fn run(mut self) -> Result<(), Failure> {
        let log = OpenOptions::new().create(true).append(true).open(self.log)?;
        self.command
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        let mut child = match self.command.spawn() {
            Ok(child) => child,
            Err(error) => {
                let program = self.command.get_program().to_string_lossy();
                return Err(self.failed(&format!("{} ({program}: {error})", self.what)));
            }
        };
        match wait(&mut child, self.deadline)? {
            Some(true) => Ok(()),
            Some(false) => Err(self.failed(self.what)),
            None => Err(self.failed("it took too long")),
        }
    }

    fn failed(&self, cause: &str) -> Failure {
        Failure::Failed {
            cause: cause.to_owned(),
            log_tail: tail(self.log),
        }
    }
}

/// Whether the program succeeded, or `None` where it had to be ended.
fn wait(child: &mut Child, deadline: Instant) -> io::Result<Option<bool>> {
    let mut pause = Duration::from_millis(2);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status.success()));
        }
        if Instant::now() >= deadline {
            // It may have ended in between, which is as good.
            let _ = child.kill();
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(50));
    }
}

/// The log's last lines.
fn tail(log: &Path) -> String {
    let bytes = fs::read(log).unwrap_or_default();
    let end = &bytes[bytes.len().saturating_sub(TAIL_BYTES)..];
    let text = String::from_utf8_lossy(end);
    let lines: Vec<String> = text.lines().map(without_secrets).collect();
    lines[lines.len().saturating_sub(TAIL_LINES)..].join("\n")
}

/// A line with its URLs redacted: build tools print those of indexes with their passwords.
fn without_secrets(line: &str) -> String {
    let words = line.split(' ').map(|word| match word.find("://") {
        Some(separator) => {
            let before = |character: char| !(character.is_ascii_alphanumeric() || "+-.".contains(character));
            let start = word[..separator]
                .char_indices()
                .rfind(|&(_, character)| before(character))
                .map_or(0, |(position, character)| position + character.len_utf8());
            Cow::Owned(format!(
                "{}{}",
                &word[..start],
                RedactedUrl::from_text(&word[start..])
            ))
        }
        None => Cow::Borrowed(word),
    });
    words.collect::<Vec<_>>().join(" ")
}

//! Running a program with its output in a log and a limit of time.

use std::borrow::Cow;
use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::deadline::Deadline;
use crate::error::IndexError;
use crate::redact::RedactedUrl;

/// How many of the log's last lines are shown.
const TAIL_LINES: usize = 20;
/// How much of the log's end is read for them.
const TAIL_BYTES: usize = 16 * 1024;

/// Why a step of a build came to nothing.
#[derive(Debug, Clone)]
pub(super) enum Failure {
    /// It failed, or took too long.
    Failed {
        /// What failed.
        cause: String,
        /// The last lines that were written.
        log_tail: String,
    },
    /// The machine failed, or nobody waits any more.
    Machine(IndexError),
}

impl Failure {
    /// A failure that left no words behind.
    pub(super) fn failed(cause: &str) -> Self {
        Self::Failed {
            cause: cause.to_owned(),
            log_tail: String::new(),
        }
    }
}

impl From<IndexError> for Failure {
    fn from(error: IndexError) -> Self {
        Self::Machine(error)
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
    /// When nobody waits for it any more.
    pub(super) wanted: &'a Deadline,
}

impl Job<'_> {
    pub(super) fn run(mut self) -> Result<(), Failure> {
        let start = self.direct_output().map_err(|error| self.machine(&error))?;
        lead_a_group(&mut self.command);
        let mut child = match self.command.spawn() {
            Ok(child) => child,
            Err(error) => {
                let program = self.command.get_program().to_string_lossy();
                return Err(self.failed(&format!("{} ({program}: {error})", self.what)));
            }
        };
        match self.wait(&mut child).map_err(|error| self.machine(&error))? {
            Some(true) => Ok(()),
            Some(false) => Err(self.failed(&self.cause(start))),
            None => {
                self.wanted.check(|| self.what.to_owned())?;
                Err(self.failed("it took too long"))
            }
        }
    }

    /// Whether the program succeeded, or `None` where it had to be ended.
    fn wait(&self, child: &mut Child) -> io::Result<Option<bool>> {
        let mut pause = Duration::from_millis(2);
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok(Some(status.success()));
            }
            if Instant::now() >= self.deadline || self.wanted.is_over() {
                end_group(child);
                // It may have ended in between, which is as good.
                let _ = child.kill();
                child.wait()?;
                return Ok(None);
            }
            thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(50));
        }
    }

    /// Sends what the program writes to the end of the log; where that is.
    fn direct_output(&mut self) -> io::Result<u64> {
        let log = OpenOptions::new().create(true).append(true).open(self.log)?;
        let start = log.metadata()?.len();
        self.command
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        Ok(start)
    }

    fn machine(&self, error: &io::Error) -> Failure {
        IndexError::io(self.log, error).into()
    }

    /// What went wrong in the program's own words, where it left any behind `start` in the log.
    fn cause(&self, start: u64) -> String {
        let bytes = fs::read(self.log).unwrap_or_default();
        let start = usize::try_from(start).unwrap_or(0).min(bytes.len());
        match last_words(&String::from_utf8_lossy(&bytes[start..])) {
            Some(words) => format!("{}: {words}", self.what),
            None => self.what.to_owned(),
        }
    }

    fn failed(&self, cause: &str) -> Failure {
        Failure::Failed {
            cause: cause.to_owned(),
            log_tail: tail(self.log),
        }
    }
}

/// Makes the program the first of a group, so that what it starts can be ended with it.
#[cfg(unix)]
fn lead_a_group(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(not(unix))]
fn lead_a_group(_command: &mut Command) {}

/// Ends what the program started: compilers go on otherwise.
#[cfg(unix)]
fn end_group(child: &Child) {
    let group = format!("-{}", child.id());
    // Where there is no such command the program alone is ended.
    let _ = Command::new("kill")
        .args(["-KILL", "--", &group])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
}

#[cfg(not(unix))]
fn end_group(_child: &Child) {}

/// The last line that says what went wrong: where Python or a tool ends in an error, that is its last one.
fn last_words(output: &str) -> Option<String> {
    const LONGEST: usize = 200;
    let asides = ["[notice]", "WARNING", "hint:", "note:"];
    let line = output
        .lines()
        .rev()
        .map(str::trim)
        .find(|line| !line.is_empty() && !asides.iter().any(|aside| line.starts_with(aside)))?;
    Some(without_secrets(line).chars().take(LONGEST).collect())
}

/// All of a log, without secrets; `None` where there is none.
pub(super) fn whole_log(log: &Path) -> Option<String> {
    let bytes = fs::read(log).ok().filter(|bytes| !bytes.is_empty())?;
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<String> = text.lines().map(without_secrets).collect();
    Some(lines.join("\n") + "\n")
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
pub(crate) fn without_secrets(line: &str) -> String {
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

//! Commits of git repositories, by the git command line.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use super::place::Repository;
use crate::redact::RedactedUrl;

/// Variables that would make git work on another repository than it is told to.
const FOREIGN: [&str; 9] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_CEILING_DIRECTORIES",
];

/// The length of a commit's name.
const COMMIT: usize = 40;

/// Clones and looks into repositories, and keeps them in a folder.
#[derive(Debug, Clone)]
pub struct Git {
    /// Where clones are kept: one folder for each commit.
    pub folder: PathBuf,
    /// Whether only what is there already may be used.
    pub offline: bool,
    /// How long one command may take.
    pub timeout: Duration,
}

/// A commit, and where its files are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Checkout {
    pub(super) commit: String,
    pub(super) folder: PathBuf,
}

impl Git {
    /// The files of what a repository's revision names now.
    ///
    /// # Errors
    /// What git said, or that there is no such revision, in a phrase without credentials.
    pub(super) fn check_out(&self, repository: &Repository) -> Result<Checkout, String> {
        if let Some(commit) = repository.revision.as_deref().filter(|it| is_commit(it)) {
            let commit = commit.to_ascii_lowercase();
            let folder = self.place(repository, &commit);
            return self.with_lock(&folder, || {
                if !is_whole(&folder) {
                    self.clone(repository, Some(&commit), &folder)?;
                }
                Ok(Checkout {
                    commit: commit.clone(),
                    folder: folder.clone(),
                })
            });
        }
        if self.offline {
            return Err("a branch or tag can't be looked up offline; name a commit".to_owned());
        }
        match self.remote_commit(repository)? {
            Some(commit) => self.check_out(&Repository {
                revision: Some(commit),
                ..repository.clone()
            }),
            None => self.short_commit(repository),
        }
    }

    /// The commit that a branch, a tag or another reference of the repository is at.
    fn remote_commit(&self, repository: &Repository) -> Result<Option<String>, String> {
        let mut command = git(None);
        command.args(["ls-remote", "--", &repository.url]);
        let wanted: Vec<String> = match &repository.revision {
            None => vec!["HEAD".to_owned()],
            // An annotated tag has a commit behind it.
            Some(name) if name.starts_with("refs/") => vec![format!("{name}^{{}}"), name.clone()],
            Some(name) => vec![
                format!("refs/tags/{name}^{{}}"),
                format!("refs/tags/{name}"),
                format!("refs/heads/{name}"),
                name.clone(),
            ],
        };
        command.args(&wanted);
        let answer = self.run(command, repository)?;
        let lines: Vec<(&str, &str)> = answer.lines().filter_map(|line| line.split_once('\t')).collect();
        let found = wanted
            .iter()
            .find_map(|name| lines.iter().find(|(_, reference)| reference == name));
        Ok(found.map(|(commit, _)| (*commit).to_owned()))
    }

    /// What only a clone can tell: a commit by the beginning of its name.
    fn short_commit(&self, repository: &Repository) -> Result<Checkout, String> {
        let revision = repository.revision.clone().unwrap_or_default();
        let looks_like_one = revision.len() >= 4 && revision.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !looks_like_one {
            return Err(format!(
                "it has neither a branch nor a tag nor a commit `{revision}`"
            ));
        }
        let folder = self.folder.join(key(repository)).join(format!("at-{revision}"));
        let commit = self.with_lock(&folder, || {
            self.clone(repository, None, &folder)?;
            let mut command = git(Some(&folder));
            command.args([
                "rev-parse",
                "--verify",
                "--quiet",
                &format!("{revision}^{{commit}}"),
            ]);
            self.run(command, repository)
                .map_err(|_| format!("it has neither a branch nor a tag nor a commit `{revision}`"))
        })?;
        self.check_out(&Repository {
            revision: Some(commit.trim().to_owned()),
            ..repository.clone()
        })
    }

    /// Clones into `folder`, with the files of `commit`; the history comes without the files of other commits.
    fn clone(&self, repository: &Repository, commit: Option<&str>, folder: &Path) -> Result<(), String> {
        if self.offline {
            return Err("it is not in the cache, and pinfix is offline".to_owned());
        }
        if folder.exists() {
            fs::remove_dir_all(folder).map_err(|error| error.to_string())?;
        }
        let mut command = git(None);
        command
            .args(["clone", "--quiet", "--filter=blob:none", "--no-checkout", "--"])
            .arg(&repository.url)
            .arg(folder);
        self.run(command, repository)?;
        let Some(commit) = commit else { return Ok(()) };
        if self.check_out_in(folder, commit, repository).is_err() {
            // One that no branch and no tag leads to has to be asked for by its name.
            let mut command = git(Some(folder));
            command.args(["fetch", "--quiet", "origin", commit]);
            self.run(command, repository)?;
            self.check_out_in(folder, commit, repository)?;
        }
        let mut command = git(Some(folder));
        command.args(["submodule", "update", "--quiet", "--init", "--recursive"]);
        self.run(command, repository)?;
        fs::write(mark(folder), "").map_err(|error| error.to_string())
    }

    fn check_out_in(&self, folder: &Path, commit: &str, repository: &Repository) -> Result<(), String> {
        let mut command = git(Some(folder));
        command.args([
            "-c",
            "advice.detachedHead=false",
            "checkout",
            "--quiet",
            "--force",
            commit,
        ]);
        self.run(command, repository).map(|_| ())
    }

    /// Two runs at once may want the same: the second waits for the first.
    fn with_lock<T>(&self, folder: &Path, action: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
        let told = |error: std::io::Error| format!("its clone can't be kept: {error}");
        let parent = folder.parent().unwrap_or(&self.folder);
        fs::create_dir_all(parent).map_err(told)?;
        let file = File::create(folder.with_extension("lock")).map_err(told)?;
        file.lock().map_err(told)?;
        action()
    }

    fn place(&self, repository: &Repository, commit: &str) -> PathBuf {
        self.folder.join(key(repository)).join(commit)
    }

    /// What the command writes, or what went wrong, without credentials.
    fn run(&self, mut command: Command, repository: &Repository) -> Result<String, String> {
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => "there is no `git` on the PATH".to_owned(),
            _ => format!("git can't be run: {error}"),
        })?;
        let (mut stdout, mut stderr) = (child.stdout.take(), child.stderr.take());
        let said = std::thread::spawn(move || {
            let mut bytes = Vec::new();
            // What can't be read is not told.
            let _ = stdout.as_mut().map(|pipe| pipe.read_to_end(&mut bytes));
            bytes
        });
        let wrong = std::thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = stderr.as_mut().map(|pipe| pipe.read_to_end(&mut bytes));
            bytes
        });
        let end = Instant::now() + self.timeout;
        let status = loop {
            match child.try_wait() {
                Ok(Some(status)) => break status,
                Ok(None) if Instant::now() < end => std::thread::sleep(Duration::from_millis(5)),
                Ok(None) => {
                    // It may have ended in between, which is as good.
                    let _ = child.kill();
                    let _ = child.wait();
                    return Err(TOO_LONG.to_owned());
                }
                Err(error) => return Err(format!("git can't be waited for: {error}")),
            }
        };
        let said = said.join().unwrap_or_default();
        if status.success() {
            return Ok(String::from_utf8_lossy(&said).into_owned());
        }
        let wrong = wrong.join().unwrap_or_default();
        Err(complaint(&String::from_utf8_lossy(&wrong), repository))
    }
}

/// git, in a folder perhaps, asking nobody anything.
fn git(folder: Option<&Path>) -> Command {
    let mut command = Command::new("git");
    for name in FOREIGN {
        command.env_remove(name);
    }
    command
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_ASKPASS", "")
        .env("GCM_INTERACTIVE", "never")
        .env("LC_ALL", "C");
    if let Some(folder) = folder {
        command.arg("-C").arg(folder);
    }
    command
}

/// git's own words, without the URL's credentials.
fn complaint(text: &str, repository: &Repository) -> String {
    let shown = RedactedUrl::from_text(&repository.url);
    let text = text.replace(&repository.url, shown.as_str());
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let fatal = lines
        .clone()
        .find(|line| line.starts_with("fatal:") || line.starts_with("ERROR:"));
    let line = fatal
        .or_else(|| lines.clone().next_back())
        .unwrap_or("it fails without a word");
    let line = line
        .trim_start_matches("fatal:")
        .trim_start_matches("ERROR:")
        .trim();
    format!("git says: {}", crate::build::without_secrets(line))
}

/// Whether git's complaint is that it could not reach anybody, in the words of git, curl and ssh.
pub(super) fn is_unreached(cause: &str) -> bool {
    const WORDS: [&str; 10] = [
        "could not resolve host",
        "failed to connect",
        "couldn't connect",
        "connection refused",
        "connection reset",
        "timed out",
        "network is unreachable",
        "no route to host",
        "returned error: 5",
        TOO_LONG,
    ];
    let cause = cause.to_ascii_lowercase();
    WORDS.iter().any(|words| cause.contains(words))
}

/// What is said where the time was over.
const TOO_LONG: &str = "git takes too long";

fn is_commit(text: &str) -> bool {
    text.len() == COMMIT && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether a clone has all that it is to have.
fn is_whole(folder: &Path) -> bool {
    mark(folder).exists()
}

/// Stands beside the files of a clone that has them all: among them it would look like a change.
fn mark(folder: &Path) -> PathBuf {
    folder.with_extension("whole")
}

/// Tells repositories apart, whatever credentials they are asked with.
fn key(repository: &Repository) -> String {
    let shown = RedactedUrl::from_text(&repository.url).to_string();
    let plain = shown.trim_end_matches('/').trim_end_matches(".git");
    let mut key = String::with_capacity(16);
    for byte in Sha256::digest(plain.as_bytes()).iter().take(8) {
        // Writing to a string can't fail.
        let _ = write!(key, "{byte:02x}");
    }
    key
}

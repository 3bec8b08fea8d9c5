//! The work folder: files, settings, and running the binary there.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::filter::Filters;
use super::run::Run;
use crate::local_index::LocalIndex;

/// A temporary folder in which the binary runs with an environment of its own.
///
/// The environment is empty but for what is set here: no settings of whoever runs the tests reach the binary, and no
/// interpreter is on the `PATH`.
#[derive(Debug)]
pub struct Workdir {
    folder: TempDir,
    binary: PathBuf,
    environment: Vec<(OsString, OsString)>,
    stdin: Option<String>,
    limit: Duration,
    filters: Filters,
}

#[expect(
    clippy::expect_used,
    reason = "a test whose folder can't be set up has to stop"
)]
impl Workdir {
    /// An empty folder for this binary: `env!("CARGO_BIN_EXE_pinfix")`.
    pub fn new(binary: impl Into<PathBuf>) -> Self {
        let folder = TempDir::new().expect("a temporary folder can be made");
        for name in ["project", "home", "bin"] {
            fs::create_dir(folder.path().join(name)).expect("a folder can be made");
        }
        let mut filters = Filters::default();
        filters.add_path(&folder.path().join("project"), "[WORKDIR]");
        filters.add_path(folder.path(), "[TEMP]");
        let home = folder.path().join("home");
        let environment: Vec<(OsString, OsString)> = [
            ("HOME", home.clone()),
            ("XDG_CACHE_HOME", home.join("cache")),
            ("XDG_CONFIG_HOME", home.join("config")),
            ("PATH", folder.path().join("bin")),
            ("NO_COLOR", PathBuf::from("1")),
            ("NO_PROXY", PathBuf::from("127.0.0.1")),
        ]
        .map(|(name, value)| (name.into(), value.into_os_string()))
        .into();
        let limit = Duration::from_mins(1);
        Self {
            folder,
            binary: binary.into(),
            environment,
            stdin: None,
            limit,
            filters,
        }
    }

    /// Writes a file, and the folders above it.
    #[must_use]
    pub fn file(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        let path = self.path().join(name);
        let parent = path.parent().expect("a file is in a folder");
        fs::create_dir_all(parent).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
        self
    }

    /// Sets a variable for the runs to come.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.environment.push((name.into(), value.into()));
        self
    }

    /// Makes this the index of the runs to come.
    #[must_use]
    pub fn index(self, index: &LocalIndex) -> Self {
        let url = index.url();
        self.env("PINFIX_INDEX_URL", url)
    }

    /// What the runs to come read from standard input; nothing otherwise.
    #[must_use]
    pub fn stdin(mut self, text: &str) -> Self {
        self.stdin = Some(text.to_owned());
        self
    }

    /// How long a run may take before it is ended; a minute otherwise.
    #[must_use]
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// The folder that the binary runs in.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("project")
    }

    /// The home folder of the runs: caches and settings are below it.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// The text of a file; `None` where there is none.
    pub fn read(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.path().join(name)).ok()
    }

    /// Runs the binary with these arguments.
    ///
    /// # Panics
    /// If the binary can't be started.
    pub fn pinfix(&self, arguments: &[&str]) -> Run {
        self.run(arguments).expect("the binary can be started")
    }

    fn run(&self, arguments: &[&str]) -> io::Result<Run> {
        // Files rather than pipes: nothing to drain while we wait, and no thread to do it.
        let place = TempDir::new_in(self.folder.path())?;
        let [input, output, error] = ["stdin", "stdout", "stderr"].map(|name| place.path().join(name));
        fs::write(&input, self.stdin.as_deref().unwrap_or_default())?;
        let mut command = Command::new(&self.binary);
        command
            .args(arguments)
            .current_dir(self.path())
            .env_clear()
            .envs(self.environment.iter().cloned());
        command.stdin(Stdio::from(File::open(&input)?));
        command
            .stdout(File::create(&output)?)
            .stderr(File::create(&error)?);
        let status = wait(&mut command, self.limit)?;
        let text = |path: &Path| fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let (stdout, stderr) = (text(&output)?, text(&error)?);
        Ok(Run {
            code: status.and_then(|status| status.code()),
            stdout,
            stderr,
            filters: self.filters.clone(),
        })
    }
}

/// The status of the process, or `None` where it was ended for taking too long.
fn wait(command: &mut Command, limit: Duration) -> io::Result<Option<ExitStatus>> {
    let started = Instant::now();
    let mut child = command.spawn()?;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if started.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(2));
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::time::Duration;

    use super::Workdir;

    #[test]
    fn a_run_sees_only_its_own_world() {
        let workdir = Workdir::new("/usr/bin/env")
            .file("sub/a.txt", "hello")
            .env("EXTRA", "1");
        let run = workdir.pinfix(&[]).expect_code(0);
        let names: Vec<&str> = run
            .stdout
            .lines()
            .filter_map(|line| line.split('=').next())
            .collect();
        let expected = [
            "EXTRA",
            "HOME",
            "NO_COLOR",
            "NO_PROXY",
            "PATH",
            "XDG_CACHE_HOME",
            "XDG_CONFIG_HOME",
        ];
        let mut sorted = names.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, expected);
        assert!(run.snapshot().contains("HOME=[TEMP]/home"), "{}", run.snapshot());
        assert_eq!(workdir.read("sub/a.txt").as_deref(), Some("hello"));
    }

    #[test]
    fn standard_input_and_exit_codes_arrive() {
        let run = Workdir::new("/bin/sh").stdin("exit 3").pinfix(&[]);
        assert_eq!(run.code, Some(3));
    }

    #[test]
    fn a_run_that_hangs_is_ended() {
        let run = Workdir::new("/bin/sh")
            .limit(Duration::from_millis(50))
            .pinfix(&["-c", "while :; do :; done"]);
        assert_eq!(run.code, None);
    }
}

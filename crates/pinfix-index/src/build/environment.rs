//! The Python environment that a build happens in.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Instant, UNIX_EPOCH};

use sha2::{Digest, Sha256};

use super::run::{Failure, Job};
use super::settings::BuildSettings;
use super::variables;
use crate::error::IndexError;

/// Stands in an environment that is whole.
const WHOLE: &str = "pinfix-whole";

/// The interpreter of an environment of `base` with these requirements and what they need: one that was made before, or a
/// new one. `folder` gets the log.
pub(super) fn environment(
    settings: &BuildSettings,
    base: &Path,
    requirements: &[String],
    folder: &Path,
    deadline: Instant,
) -> Result<PathBuf, Failure> {
    if !settings.isolated {
        return Ok(base.to_owned());
    }
    let wanted = Wanted::new(settings, requirements)?;
    let key = wanted.key(base, settings);
    let slot = settings.workshop.environment(&key);
    let made = slot.get_or_init(|| {
        let place = place(settings, &key)?;
        let making = Making {
            settings,
            base,
            folder,
            deadline,
        };
        making.find_or_make(&place, &wanted)
    });
    let made = made.clone();
    // One that was given up may be needed again.
    if matches!(made, Err(Failure::Machine(IndexError::NotAtHand { .. }))) {
        settings.workshop.forget(&key);
    }
    made
}

fn place(settings: &BuildSettings, key: &str) -> Result<PathBuf, Failure> {
    let root = settings
        .cache_dir
        .clone()
        .or_else(|| settings.workshop.folder())
        .ok_or_else(|| Failure::failed("there is no place for its environment"))?;
    let folder = root.join("environments");
    fs::create_dir_all(&folder).map_err(|error| IndexError::io(&folder, &error))?;
    Ok(folder.join(key))
}

/// What an environment must hold.
struct Wanted {
    /// Lines of a requirements file, sorted.
    lines: Vec<String>,
    /// Whether they are all that is needed, so that nothing else is to be looked for.
    complete: bool,
}

impl Wanted {
    fn new(settings: &BuildSettings, requirements: &[String]) -> Result<Self, Failure> {
        let mut raw: Vec<String> = requirements.iter().map(|it| it.trim().to_owned()).collect();
        raw.retain(|line| !line.is_empty());
        raw.sort();
        raw.dedup();
        if raw.is_empty() {
            return Ok(Self {
                lines: raw,
                complete: true,
            });
        }
        let chosen = match &settings.chooser {
            Some(chooser) => chooser
                .0
                .choose(&raw)
                .map_err(|why| Failure::failed(&format!("its build requirements can't be had: {why}")))?,
            None => None,
        };
        Ok(match chosen {
            Some(mut lines) => {
                lines.sort();
                Self {
                    lines,
                    complete: true,
                }
            }
            None => Self {
                lines: raw,
                complete: false,
            },
        })
    }

    /// Tells environments apart: by the interpreter, and what is in them.
    fn key(&self, base: &Path, settings: &BuildSettings) -> String {
        let mut hasher = Sha256::new();
        hasher.update(base.to_string_lossy().as_bytes());
        let changed = fs::metadata(base).and_then(|data| data.modified()).ok();
        let changed = changed.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        hasher.update(changed.unwrap_or_default().as_secs().to_le_bytes());
        for line in &self.lines {
            hasher.update(line.as_bytes());
            hasher.update(b"\n");
        }
        if !self.complete {
            // What was looked for by another's choice depends on where, too.
            for argument in &settings.index_arguments {
                hasher.update(argument.as_bytes());
            }
        }
        let mut key = String::with_capacity(32);
        for byte in hasher.finalize().iter().take(16) {
            // Writing to a string can't fail.
            let _ = write!(key, "{byte:02x}");
        }
        key
    }
}

/// An environment in the making.
struct Making<'a> {
    settings: &'a BuildSettings,
    base: &'a Path,
    folder: &'a Path,
    deadline: Instant,
}

impl Making<'_> {
    fn find_or_make(&self, place: &Path, wanted: &Wanted) -> Result<PathBuf, Failure> {
        let python = place.join(if cfg!(windows) {
            "Scripts/python.exe"
        } else {
            "bin/python"
        });
        let whole = place.join(WHOLE);
        // Two runs at once need the same ones: the second waits for the first.
        let lock = place.with_extension("lock");
        let lock = File::create(&lock).map_err(|error| IndexError::io(&lock, &error))?;
        lock.lock().map_err(|error| IndexError::io(place, &error))?;
        if whole.exists() && python.exists() {
            return Ok(python);
        }
        if place.exists() {
            fs::remove_dir_all(place).map_err(|error| IndexError::io(place, &error))?;
        }
        self.make(place)?;
        self.install(&python, wanted)?;
        fs::write(&whole, "").map_err(|error| IndexError::io(&whole, &error))?;
        Ok(python)
    }

    fn make(&self, place: &Path) -> Result<(), Failure> {
        let mut command = Command::new(self.base);
        variables::of_installer(&mut command);
        command.args(["-m", "venv", "--without-pip"]).arg(place);
        self.run(command, "no virtual environment can be made for it")
    }

    fn install(&self, python: &Path, wanted: &Wanted) -> Result<(), Failure> {
        if wanted.lines.is_empty() {
            return Ok(());
        }
        let file = self.folder.join("requirements.txt");
        let text = options(&self.settings.index_arguments) + &wanted.lines.join("\n") + "\n";
        fs::write(&file, text).map_err(|error| IndexError::io(&file, &error))?;
        let mut command = self.installer(python)?;
        if wanted.complete {
            command.arg("--no-deps");
        }
        command.arg("-r").arg(&file);
        self.run(command, "its build requirements can't be installed")
    }

    /// The beginning of a command that installs: by uv, by the interpreter's pip, or by one that is made for it.
    fn installer(&self, python: &Path) -> Result<Command, Failure> {
        const QUIETLY: [&str; 4] = ["install", "--quiet", "--disable-pip-version-check", "--no-input"];
        let mut command;
        if let Some(uv) = &self.settings.uv {
            command = Command::new(uv);
            command
                .args(["--no-config", "pip", "install", "--quiet", "--python"])
                .arg(python);
        } else if self.settings.workshop.has_pip(|| self.pip_reaches_out()) {
            command = Command::new(self.base);
            command.args(["-m", "pip", "--python"]).arg(python).args(QUIETLY);
        } else {
            let mut bootstrap = Command::new(python);
            variables::of_installer(&mut bootstrap);
            bootstrap.args(["-m", "ensurepip", "--default-pip"]);
            self.run(
                bootstrap,
                "there is no pip to install its build requirements with",
            )?;
            command = Command::new(python);
            command.args(["-m", "pip"]).args(QUIETLY);
        }
        variables::of_installer(&mut command);
        Ok(command)
    }

    /// Whether the interpreter has a pip that installs into other environments (22.3 and later).
    fn pip_reaches_out(&self) -> bool {
        const ASK: &str = "import pip; print('.'.join(pip.__version__.split('.')[:2]))";
        let mut command = Command::new(self.base);
        variables::of_installer(&mut command);
        let answer = command.args(["-I", "-c", ASK]).output();
        let version = answer.ok().filter(|it| it.status.success());
        let version = version.map(|it| String::from_utf8_lossy(&it.stdout).trim().to_owned());
        let parts = version.as_deref().and_then(|text| text.split_once('.'));
        let number =
            parts.and_then(|(major, minor)| Some((major.parse::<u32>().ok()?, minor.parse::<u32>().ok()?)));
        number.is_some_and(|number| number >= (22, 3))
    }

    fn run(&self, mut command: Command, what: &str) -> Result<(), Failure> {
        // Away from the user's folder: tools read the settings that lie there.
        command.current_dir(self.folder);
        Job {
            command,
            what,
            log: &self.folder.join("log"),
            deadline: self.deadline,
            wanted: &self.settings.deadline,
        }
        .run()
    }
}

/// Index options as lines of a requirements file: a command line is for everybody on the machine to see, and these may
/// hold credentials.
fn options(arguments: &[String]) -> String {
    let mut lines = String::new();
    for argument in arguments {
        if argument.starts_with('-') {
            if !lines.is_empty() {
                lines.push('\n');
            }
        } else {
            lines.push(' ');
        }
        lines.push_str(argument);
    }
    if !lines.is_empty() {
        lines.push('\n');
    }
    lines
}

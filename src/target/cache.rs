//! What interpreters said of themselves, kept so that a later run need not start them.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::host;
use crate::settings::InterpreterSearch;

/// How the names of our folders in the cache begin; the number of the schema follows. Count it up whenever the form or
/// the meaning of the answers changes.
const FOLDER_PREFIX: &str = "interpreters-v";
const SCHEMA: u32 = 1;

/// The answers of interpreters.
#[derive(Debug, Clone)]
pub struct InterpreterCache {
    /// The cache folder; `None`: nothing is kept.
    root: Option<PathBuf>,
    search: InterpreterSearch,
}

/// Everything that an answer depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key(String);

#[derive(Serialize, Deserialize)]
struct Entry<T> {
    key: String,
    answer: T,
}

impl InterpreterCache {
    /// The answers in the cache folder `root`; without one, nothing is kept.
    pub fn new(root: Option<PathBuf>, search: InterpreterSearch) -> Self {
        Self { root, search }
    }

    /// What the answer of the interpreter at `path` depends on; `None`: that can't be told, so it is asked every time.
    pub(super) fn key(&self, path: &Path) -> Option<Key> {
        self.root.as_ref()?;
        let file = path.canonicalize().ok()?;
        let mut parts = vec![path.display().to_string(), stamp(&file)?, host::identity()];
        if is_script(&file) {
            parts.extend(self.shim_parts(path)?);
        }
        Some(Key(parts.join("\n")))
    }

    /// What decides which Python a shim of pyenv starts. Of other scripts nothing is known.
    fn shim_parts(&self, path: &Path) -> Option<Vec<String>> {
        let root = self.search.pyenv_root.as_ref()?;
        if !path.starts_with(root.join("shims")) {
            return None;
        }
        let local = self
            .local_version()
            .map(|(file, text)| format!("{} {text}", file.display()));
        let global = std::fs::read_to_string(root.join("version")).unwrap_or_default();
        let versions = stamp(&root.join("versions")).unwrap_or_default();
        Some(vec![
            self.search.pyenv_version.clone().unwrap_or_default(),
            local.unwrap_or_default(),
            global,
            versions,
        ])
    }

    /// What pyenv was told in this folder, or in the nearest above it.
    fn local_version(&self) -> Option<(PathBuf, String)> {
        self.search.directory.ancestors().find_map(|folder| {
            let file = folder.join(".python-version");
            let text = std::fs::read_to_string(&file).ok()?;
            Some((file, text))
        })
    }

    /// The program that is started to ask the interpreter at `path`: where that is a shim of pyenv, the one that the shim
    /// would start, as far as that can be told. A shim takes several times as long as the Python behind it.
    pub(super) fn program(&self, path: &Path) -> PathBuf {
        self.behind_shim(path).unwrap_or_else(|| path.to_path_buf())
    }

    fn behind_shim(&self, path: &Path) -> Option<PathBuf> {
        let root = self.search.pyenv_root.as_ref()?;
        let program = path.strip_prefix(root.join("shims")).ok()?;
        let told = match &self.search.pyenv_version {
            Some(text) => text.clone(),
            None => match self.local_version() {
                Some((_, text)) => text,
                None => std::fs::read_to_string(root.join("version")).ok()?,
            },
        };
        // A part of a version, `system`, and whatever else there may be are left to pyenv.
        let first = told
            .split([':', ' ', '\n'])
            .map(str::trim)
            .find(|it| !it.is_empty())?;
        let file = root.join("versions").join(first).join("bin").join(program);
        file.is_file().then_some(file)
    }

    /// What was answered under this key, if it was asked before.
    pub(super) fn read<T: for<'a> Deserialize<'a>>(&self, question: &str, key: &Key) -> Option<T> {
        let text = std::fs::read(self.file(question, key)?).ok()?;
        let entry: Entry<T> = serde_json::from_slice(&text).ok()?;
        (entry.key == key.0).then_some(entry.answer)
    }

    /// Keeps an answer. Where that fails it is asked again next time, no more.
    pub(super) fn write<T: Serialize>(&self, question: &str, key: &Key, answer: &T) {
        let entry = Entry {
            key: key.0.clone(),
            answer,
        };
        if let (Some(root), Some(file)) = (&self.root, self.file(question, key)) {
            let _ = pinfix_index::cache::Cache::new(root).prepare();
            let _ = replace(&file, &entry);
        }
    }

    fn file(&self, question: &str, key: &Key) -> Option<PathBuf> {
        let folder = self.root.as_ref()?.join(format!("{FOLDER_PREFIX}{SCHEMA}"));
        Some(folder.join(format!("{question}-{:016x}.json", hash(&key.0))))
    }
}

/// Writes a file whole or not at all.
fn replace<T: Serialize>(file: &Path, entry: &Entry<T>) -> io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new(""));
    std::fs::create_dir_all(folder)?;
    let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
    serde_json::to_writer(&mut temporary, entry)?;
    temporary.flush()?;
    temporary.persist(file)?;
    Ok(())
}

/// The time and the size of a file.
fn stamp(file: &Path) -> Option<String> {
    let data = file.metadata().ok()?;
    let time = data.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(format!("{} {} {}", file.display(), time.as_nanos(), data.len()))
}

fn is_script(file: &Path) -> bool {
    let mut start = [0; 2];
    let read = std::fs::File::open(file).and_then(|mut file| io::Read::read_exact(&mut file, &mut start));
    read.is_ok() && &start == b"#!"
}

/// FNV-1a, since the standard library's hash may differ from one release of Rust to the next. Two keys of one hash only
/// take each other's place, because an entry holds its key.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// What was removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Removed {
    /// Number of files.
    pub files: u64,
    /// Their size in bytes.
    pub bytes: u64,
}

/// Removes all answers of interpreters from a cache folder.
pub fn clean_cache(root: &Path) -> io::Result<Removed> {
    remove(root, |_| true)
}

/// Removes the answers that this version of pinfix does not read.
pub fn prune_cache(root: &Path) -> io::Result<Removed> {
    remove(root, |schema| schema != SCHEMA.to_string())
}

fn remove(root: &Path, is_superfluous: impl Fn(&str) -> bool) -> io::Result<Removed> {
    let mut removed = Removed::default();
    for folder in entries(root)? {
        let name = folder.file_name();
        let Some(schema) = name.to_str().and_then(|name| name.strip_prefix(FOLDER_PREFIX)) else {
            continue;
        };
        if !is_superfluous(schema) || !folder.file_type()?.is_dir() {
            continue;
        }
        for file in entries(&folder.path())? {
            removed.bytes += file.metadata().map(|data| data.len()).unwrap_or_default();
            removed.files += 1;
            std::fs::remove_file(file.path())?;
        }
        std::fs::remove_dir(folder.path())?;
    }
    Ok(removed)
}

/// What is in a folder; nothing, where there is none.
fn entries(folder: &Path) -> io::Result<Vec<std::fs::DirEntry>> {
    match std::fs::read_dir(folder) {
        Ok(entries) => entries.collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

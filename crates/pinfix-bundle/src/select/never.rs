//! What never belongs in a bundle, whatever `.ebignore` says.

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Why something never belongs there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reason {
    pub(super) text: &'static str,
    /// Whether the user is told without asking: they may have meant to deploy it.
    pub(super) warns: bool,
}

const VCS: Reason = quiet("version control");
const CACHE: Reason = quiet("a cache, made anew where it is needed");
const EDITOR: Reason = quiet("an editor's or the desktop's own");
const ENVIRONMENT: Reason = quiet("a virtual environment: the platform makes its own");
const PLATFORM: Reason = quiet("local state of the `eb` command line");
const DATABASE: Reason = loud("a local database");
const SECRET: Reason = loud("it holds secrets: set them as environment properties");
const KEY: Reason = loud("it holds a private key");

const fn quiet(text: &'static str) -> Reason {
    Reason { text, warns: false }
}

const fn loud(text: &'static str) -> Reason {
    Reason { text, warns: true }
}

/// Folders by their names.
const FOLDERS: &[(&str, Reason)] = &[
    (".git", VCS),
    (".hg", VCS),
    (".svn", VCS),
    ("__pycache__", CACHE),
    (".pytest_cache", CACHE),
    (".mypy_cache", CACHE),
    (".ruff_cache", CACHE),
    (".hypothesis", CACHE),
    (".tox", CACHE),
    (".nox", CACHE),
    (".cache", CACHE),
    (".ipynb_checkpoints", CACHE),
    ("htmlcov", CACHE),
    ("node_modules", CACHE),
    (".idea", EDITOR),
    (".vscode", EDITOR),
    (".elasticbeanstalk", PLATFORM),
    (".aws", SECRET),
    (".ssh", SECRET),
];

/// Files by their names.
const FILES: &[(&str, Reason)] = &[
    (".DS_Store", EDITOR),
    ("Thumbs.db", EDITOR),
    (".coverage", CACHE),
    (".netrc", SECRET),
    (".pypirc", SECRET),
    (".pgpass", SECRET),
];

/// Files by the ends of their names.
const ENDS: &[(&str, Reason)] = &[
    (".pyc", CACHE),
    (".pyo", CACHE),
    (".swp", EDITOR),
    ("~", EDITOR),
    (".sqlite3", DATABASE),
    (".sqlite", DATABASE),
    (".db", DATABASE),
    (".sqlite3-journal", DATABASE),
    (".sqlite3-wal", DATABASE),
    (".sqlite3-shm", DATABASE),
    (".p12", KEY),
    (".pfx", KEY),
];

/// `.env` files that hold examples and no secrets.
const EXAMPLES: &[&str] = &["example", "sample", "template", "dist", "defaults"];

/// Ends of the names of files that may hold a private key, or certificates that belong to the application.
const PERHAPS_KEYS: &[&str] = &[".pem", ".key", "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519"];

/// Why a folder never belongs in a bundle; `None` where it may.
pub(super) fn folder(path: &Path, name: &str) -> Option<Reason> {
    let by_name = FOLDERS.iter().find(|(known, _)| *known == name);
    if let Some((_, reason)) = by_name {
        return Some(*reason);
    }
    if name.ends_with(".egg-info") {
        return Some(CACHE);
    }
    let is_environment = path.join("pyvenv.cfg").is_file() || path.join("conda-meta").is_dir();
    is_environment.then_some(ENVIRONMENT)
}

/// Why a file never belongs in a bundle; `None` where it may.
pub(super) fn file(path: &Path, name: &str) -> Option<Reason> {
    let named = FILES.iter().find(|(known, _)| *known == name);
    let ends = || ENDS.iter().find(|(end, _)| name.ends_with(end));
    if let Some((_, reason)) = named.or_else(ends) {
        return Some(*reason);
    }
    let environment = name == ".env" || name == ".envrc" || name.starts_with(".env.");
    let is_example = EXAMPLES.iter().any(|word| name.ends_with(word));
    if environment && !is_example {
        return Some(SECRET);
    }
    let perhaps = PERHAPS_KEYS.iter().any(|end| name.ends_with(end));
    (perhaps && holds_private_key(path)).then_some(KEY)
}

/// Whether the first bytes of a file say that a private key comes.
fn holds_private_key(path: &Path) -> bool {
    let mut start = Vec::new();
    // What can't be read is told by whoever packs it.
    let read = File::open(path).and_then(|file| file.take(64 * 1024).read_to_end(&mut start));
    read.is_ok() && start.windows(11).any(|window| window == b"PRIVATE KEY")
}

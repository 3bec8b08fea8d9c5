//! Where interpreters are.

use std::path::{Path, PathBuf};

use crate::settings::InterpreterSearch;

/// The interpreters that hold where none was named, the best first: of the active environment, then on the PATH.
pub(super) fn defaults(search: &InterpreterSearch) -> Vec<PathBuf> {
    let environments = search
        .environments
        .iter()
        .filter_map(|folder| in_environment(folder, search.is_windows));
    let names = if search.is_windows {
        ["python", "python3"]
    } else {
        ["python3", "python"]
    };
    let on_path = names.into_iter().filter_map(|name| on_path(name, search));
    environments.chain(on_path).collect()
}

/// The interpreters that are of version `major.minor` by their names: on the PATH, then those that pyenv and uv keep.
pub(super) fn by_name((major, minor): (u64, u64), search: &InterpreterSearch) -> Vec<PathBuf> {
    let mut found = all_on_path(&format!("python{major}.{minor}"), search);
    found.retain(|path| !is_shim(path, search));
    if let Some(root) = &search.pyenv_root {
        found.extend(kept_versions(
            &root.join("versions"),
            &format!("{major}.{minor}."),
            search.is_windows,
        ));
    }
    if let Some(folder) = &search.uv_pythons {
        found.extend(kept_versions(
            folder,
            &format!("cpython-{major}.{minor}."),
            search.is_windows,
        ));
    }
    found
}

/// The interpreters that may be of version `major.minor`, but must be asked. A shim answers for its version only where
/// pyenv was told to use it.
pub(super) fn unnamed((major, minor): (u64, u64), search: &InterpreterSearch) -> Vec<PathBuf> {
    let mut found = defaults(search);
    found.extend(
        all_on_path(&format!("python{major}.{minor}"), search)
            .into_iter()
            .filter(|path| is_shim(path, search)),
    );
    found
}

fn is_shim(path: &Path, search: &InterpreterSearch) -> bool {
    search
        .pyenv_root
        .as_ref()
        .is_some_and(|root| path.starts_with(root.join("shims")))
}

/// The interpreter that a path means: a program, or the folder of an environment.
pub(super) fn at_path(path: &Path, is_windows: bool) -> Option<PathBuf> {
    if path.is_dir() {
        in_environment(path, is_windows)
    } else {
        path.is_file().then(|| path.to_path_buf())
    }
}

/// The first program of this name on the PATH.
pub(super) fn on_path(name: &str, search: &InterpreterSearch) -> Option<PathBuf> {
    all_on_path(name, search).into_iter().next()
}

fn all_on_path(name: &str, search: &InterpreterSearch) -> Vec<PathBuf> {
    let file = if search.is_windows && !name.to_ascii_lowercase().ends_with(".exe") {
        format!("{name}.exe")
    } else {
        name.to_owned()
    };
    let folders = search.path.iter().map(|folder| search.directory.join(folder));
    folders
        .map(|folder| folder.join(&file))
        .filter(|path| is_program(path))
        .collect()
}

fn in_environment(folder: &Path, is_windows: bool) -> Option<PathBuf> {
    // Conda keeps its python.exe at the top.
    let places: &[&str] = if is_windows {
        &["Scripts/python.exe", "python.exe"]
    } else {
        &["bin/python", "bin/python3"]
    };
    places
        .iter()
        .map(|place| folder.join(place))
        .find(|path| path.is_file())
}

/// The interpreters in the subfolders whose names begin with `prefix`, the newest patch first.
fn kept_versions(folder: &Path, prefix: &str, is_windows: bool) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut versions: Vec<(u64, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name();
            let rest = name.to_str()?.strip_prefix(prefix)?.to_owned();
            let patch: String = rest.chars().take_while(char::is_ascii_digit).collect();
            Some((patch.parse().ok()?, entry.path()))
        })
        .collect();
    versions.sort_unstable_by(|left, right| right.cmp(left));
    versions
        .into_iter()
        .filter_map(|(_, path)| in_environment(&path, is_windows))
        .collect()
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

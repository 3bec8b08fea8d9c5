//! The names of lock files.

use std::path::Path;

/// Whether a file is a lock of PEP 751 by its name: `pylock.toml`, `pylock.dev.toml`.
pub fn is_pylock(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.to_ascii_lowercase();
    let Some(middle) = name
        .strip_prefix("pylock")
        .and_then(|rest| rest.strip_suffix("toml"))
    else {
        return false;
    };
    match middle.strip_prefix('.').and_then(|rest| rest.strip_suffix('.')) {
        Some(own) => !own.is_empty() && !own.contains('.'),
        None => middle == ".",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_locks() {
        for name in ["pylock.toml", "a/pylock.dev.toml", "PyLock.Prod-1.toml"] {
            assert!(is_pylock(Path::new(name)), "{name}");
        }
        for name in [
            "pylock",
            "pylocktoml",
            "pylock..toml",
            "pylock.a.b.toml",
            "my-pylock.toml",
            "pyproject.toml",
        ] {
            assert!(!is_pylock(Path::new(name)), "{name}");
        }
    }
}

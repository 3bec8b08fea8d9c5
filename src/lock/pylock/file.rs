//! A file of a package: where it is, how large, with which hash.

use std::path::{Component, Path, PathBuf};

use pinfix_index::{Distribution, FileLocation};
use pinfix_requirements::redact::without_secrets;
use toml_edit::Value;

/// A file, as the fields of an inline table.
pub(super) fn fields(file: &Distribution, folder: &Path, with_time: bool) -> Vec<(&'static str, String)> {
    let mut fields = Vec::new();
    let place = At::of(file, folder);
    if place.name() != Some(file.filename.as_str()) {
        fields.push(("name", quoted(&file.filename)));
    }
    if with_time && let Some(time) = file.upload_time {
        fields.push(("upload-time", time.to_string()));
    }
    match &place {
        At::Url(url) => fields.push(("url", quoted(url))),
        At::Path(path) => fields.push(("path", quoted(path))),
    }
    if let Some(size) = file.size {
        fields.push(("size", size.to_string()));
    }
    fields.push(("hashes", hashes(file)));
    fields
}

/// `{ name = "…", … }`
pub(super) fn inline(fields: &[(&'static str, String)]) -> String {
    let fields: Vec<String> = fields
        .iter()
        .map(|(key, value)| format!("{key} = {value}"))
        .collect();
    format!("{{ {} }}", fields.join(", "))
}

/// A text as TOML has it.
pub(super) fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// The strongest hash that all tools know.
fn hashes(file: &Distribution) -> String {
    let known = ["sha256", "sha384", "sha512"];
    let stated = known
        .iter()
        .find_map(|algorithm| file.hashes.iter().find(|hash| hash.algorithm == *algorithm));
    match stated {
        Some(hash) => format!("{{ {} = {} }}", hash.algorithm, quoted(&hash.digest)),
        None => "{}".to_owned(),
    }
}

enum At {
    /// Without a password or a token: those are the business of whoever installs.
    Url(String),
    /// As seen from the folder of the lock, with slashes.
    Path(String),
}

impl At {
    fn of(file: &Distribution, folder: &Path) -> Self {
        match &file.location {
            FileLocation::Url(url) => {
                let Ok(url) = url.url() else {
                    return Self::Url(url.redacted().to_string());
                };
                let mut url = url.clone();
                // A URL that can't have them has none.
                let _ = url.set_username("");
                let _ = url.set_password(None);
                url.set_fragment(None);
                // Nor what its query holds of that kind.
                Self::Url(without_secrets(url.as_str()))
            }
            FileLocation::Path(path) => Self::Path(seen_from(folder, path)),
        }
    }

    /// The last part, as it is written.
    fn name(&self) -> Option<&str> {
        match self {
            Self::Url(url) => url.split(['?', '#']).next()?.rsplit('/').next(),
            Self::Path(path) => path.rsplit('/').next(),
        }
    }
}

/// A path as seen from a folder: relative where the two have something in common.
pub(super) fn seen_from(folder: &Path, path: &Path) -> String {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let (folder, path) = (absolute(folder), absolute(path));
    let (folder, path) = (plain(&folder), plain(&path));
    let shared = folder
        .iter()
        .zip(&path)
        .take_while(|(one, other)| one == other)
        .count();
    if shared <= 1 {
        return joined(&path);
    }
    let mut relative = vec!["..".to_owned(); folder.len() - shared];
    relative.extend(path[shared..].iter().cloned());
    relative.join("/")
}

/// The parts of an absolute path, `..` resolved.
fn plain(path: &Path) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for component in path.components() {
        match component {
            Component::ParentDir => {
                parts.pop();
            }
            Component::CurDir => {}
            other => parts.push(other.as_os_str().to_string_lossy().into_owned()),
        }
    }
    parts
}

fn joined(parts: &[String]) -> String {
    let path: PathBuf = parts.iter().collect();
    path.to_string_lossy().replace('\\', "/")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_the_lock() {
        let seen = |folder: &str, path: &str| seen_from(Path::new(folder), Path::new(path));
        assert_eq!(seen("/home/me/app", "/home/me/app/wheels/a.whl"), "wheels/a.whl");
        assert_eq!(seen("/home/me/app", "/home/me/wheels/a.whl"), "../wheels/a.whl");
        assert_eq!(seen("/home/me/app/../lib", "/home/me/lib/a.whl"), "a.whl");
        assert_eq!(seen("/srv", "/opt/a.whl"), "/opt/a.whl");
    }
}

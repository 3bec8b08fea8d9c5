//! `[build-system]` of a project (PEP 517, PEP 518), or what stands for it where there is none.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// The backend of projects that name none.
const LEGACY: &str = "setuptools.build_meta:__legacy__";

/// How a project wants to be built.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct BuildSystem {
    /// What must be installed before.
    pub(super) requires: Vec<String>,
    /// The backend, as `module:object`.
    pub(super) backend: String,
    /// Where the backend is looked for first, relative to the project.
    pub(super) path: Vec<String>,
    /// Whether the backend must be asked what else it needs.
    pub(super) asks_for_more: bool,
}

#[derive(Deserialize)]
struct Document {
    #[serde(rename = "build-system")]
    table: Option<Table>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Table {
    #[serde(default)]
    requires: Vec<String>,
    build_backend: Option<String>,
    #[serde(default)]
    backend_path: Vec<String>,
}

impl BuildSystem {
    /// That of the project in a folder.
    ///
    /// # Errors
    /// What is wrong with its pyproject.toml.
    pub(super) fn of(source: &Path) -> Result<Self, String> {
        let path = source.join("pyproject.toml");
        let table = match fs::read_to_string(&path) {
            Ok(text) => {
                let document: Document = toml::from_str(&text)
                    .map_err(|error| format!("its pyproject.toml: {}", error.message()))?;
                document.table
            }
            Err(_) => None,
        };
        let mut system = match table {
            Some(table) => Self {
                requires: table.requires,
                backend: table.build_backend.unwrap_or_else(|| LEGACY.to_owned()),
                path: table.backend_path,
                asks_for_more: true,
            },
            None => Self {
                requires: vec!["setuptools >= 40.8.0".to_owned()],
                backend: LEGACY.to_owned(),
                path: Vec::new(),
                asks_for_more: true,
            },
        };
        if system.backend.starts_with("setuptools.build_meta") && system.path.is_empty() {
            system.foresee(source);
        }
        Ok(system)
    }

    /// What setuptools is going to ask for: `wheel`, and what `setup_requires` says. Where nobody says that, setuptools
    /// need not run the project's code once more to be asked.
    fn foresee(&mut self, source: &Path) {
        let has_wheel = self
            .requires
            .iter()
            .any(|it| it.trim_start().starts_with("wheel"));
        if !has_wheel {
            self.requires.push("wheel".to_owned());
        }
        let says = |name: &str| {
            let text = fs::read(source.join(name)).unwrap_or_default();
            text.windows(14).any(|word| word == b"setup_requires")
        };
        self.asks_for_more = says("setup.py") || says("setup.cfg") || says("pyproject.toml");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn system(files: &[(&str, &str)]) -> Result<BuildSystem, String> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        BuildSystem::of(folder.path())
    }

    #[test]
    fn a_project_without_a_table_is_built_by_setuptools() {
        let plain = system(&[("setup.py", "setup()")]).unwrap();
        assert_eq!(plain.backend, LEGACY);
        assert_eq!(plain.requires, ["setuptools >= 40.8.0", "wheel"]);
        assert!(!plain.asks_for_more);
        assert!(
            system(&[("setup.py", "setup(setup_requires=[])")])
                .unwrap()
                .asks_for_more
        );
    }

    #[test]
    fn the_table_counts() {
        let text = "[build-system]\nrequires = ['hatchling']\nbuild-backend = 'hatchling.build'\nbackend-path = ['.']";
        let found = system(&[("pyproject.toml", text)]).unwrap();
        assert_eq!((found.requires.len(), found.path.len()), (1, 1));
        assert!(found.asks_for_more);
        assert!(system(&[("pyproject.toml", "[")]).is_err());
    }
}

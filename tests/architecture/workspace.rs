//! The packages of the workspace: their dependencies and their modules.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use toml::Table;

use crate::source::{self, Module};

/// All packages below one root.
pub(crate) struct Workspace {
    pub(crate) packages: Vec<Package>,
}

/// One package.
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) manifest: PathBuf,
    /// What it needs to be built; not what its tests need.
    pub(crate) dependencies: Vec<String>,
    /// Its library and its binary.
    pub(crate) targets: Vec<Target>,
}

/// One library or binary: a tree of modules.
pub(crate) struct Target {
    pub(crate) package: String,
    /// The root is the first.
    pub(crate) modules: Vec<Module>,
}

impl Workspace {
    /// Reads the package at `root`, where there is one, and those in `root/crates`.
    pub(crate) fn read(root: &Path) -> Self {
        let mut folders = vec![root.to_owned()];
        if let Ok(entries) = fs::read_dir(root.join("crates")) {
            folders.extend(entries.map(|entry| entry.unwrap().path()));
        }
        folders.sort();
        Self {
            packages: folders
                .iter()
                .filter_map(|folder| Package::read(folder))
                .collect(),
        }
    }

    /// All libraries and binaries.
    pub(crate) fn targets(&self) -> impl Iterator<Item = &Target> {
        self.packages.iter().flat_map(|package| &package.targets)
    }
}

impl Package {
    fn read(folder: &Path) -> Option<Self> {
        let manifest = folder.join("Cargo.toml");
        let table: Table = toml::from_str(&fs::read_to_string(&manifest).ok()?).unwrap();
        let name = table.get("package")?.get("name")?.as_str()?.to_owned();
        let mut tables = vec![table.get("dependencies"), table.get("build-dependencies")];
        // `[target.'cfg(…)'.dependencies]` counts as well.
        let conditional = table.get("target").and_then(toml::Value::as_table);
        tables.extend(
            conditional
                .into_iter()
                .flat_map(Table::values)
                .map(|table| table.get("dependencies")),
        );
        let dependencies = tables.into_iter().flatten().filter_map(toml::Value::as_table);
        let dependencies = dependencies.flat_map(Table::keys).cloned().collect();
        let roots = ["src/lib.rs", "src/main.rs"].map(|root| folder.join(root));
        let targets = roots.iter().filter(|root| root.is_file());
        let targets = targets
            .map(|root| Target {
                package: name.clone(),
                modules: source::read(root),
            })
            .collect();
        Some(Self {
            name,
            manifest,
            dependencies,
            targets,
        })
    }
}

impl Target {
    /// The top-level modules by name.
    pub(crate) fn rooms(&self) -> &BTreeMap<String, usize> {
        &self.modules[0].children
    }
}

//! The precedence of settings, in made-up environments: nothing here touches the environment of the process.

mod client;
mod file;
mod index;
mod pip;
mod places;
mod selection;

use std::path::Path;

use tempfile::TempDir;

use super::{Configuration, Environment};
use crate::cli::ConfigurationArguments;

/// A folder that is home, current folder and root of the system at once.
struct World {
    folder: TempDir,
}

impl World {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, path: &str, text: &str) -> &Self {
        let file = self.path().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
        self
    }

    fn environment(&self, variables: &[(&str, &str)]) -> Environment {
        let home = self.path().join("home").display().to_string();
        let mut all = vec![("HOME", home.as_str())];
        all.extend(variables);
        Environment::of_test(self.path(), &all)
    }

    fn configuration(&self, variables: &[(&str, &str)]) -> Configuration {
        Configuration::load(self.environment(variables), &ConfigurationArguments::default()).unwrap()
    }
}

/// The flags of a command line, as clap reads them.
fn flags<T: clap::Args + clap::FromArgMatches>(line: &[&str]) -> T {
    let command = T::augment_args(clap::Command::new("test").no_binary_name(true));
    let matches = command.try_get_matches_from(line).unwrap();
    T::from_arg_matches(&matches).unwrap()
}

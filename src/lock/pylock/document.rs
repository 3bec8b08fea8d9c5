//! The lock as a whole.

use std::fmt::Write as _;
use std::path::Path;

use super::file::quoted;
use super::package::Package;
use crate::lock::style::LockStyle;

/// What stands above the packages.
pub(super) struct Document {
    /// The Pythons that the lock is for.
    pub(super) requires_python: Option<String>,
    /// The environments that it is for, where it is not for all of these.
    pub(super) environments: Vec<String>,
}

impl Document {
    /// The lock as text; paths are written as seen from `folder`.
    pub(super) fn write(&self, packages: &[Package<'_>], style: &LockStyle, folder: &Path) -> String {
        let mut text = String::new();
        if let Some(header) = &style.header {
            // Writing to a string does not fail.
            let _ = writeln!(text, "# Locked by pinfix for {}. To lock again:", header.target);
            let _ = writeln!(text, "#    {}", header.command);
        }
        let _ = writeln!(text, "lock-version = \"1.0\"");
        if !self.environments.is_empty() {
            let all: Vec<String> = self.environments.iter().map(|it| quoted(it)).collect();
            let _ = writeln!(text, "environments = [\n    {},\n]", all.join(",\n    "));
        }
        if let Some(requires_python) = &self.requires_python {
            let _ = writeln!(text, "requires-python = {}", quoted(requires_python));
        }
        let _ = writeln!(text, "created-by = \"pinfix\"");
        let mut any = false;
        for package in packages
            .iter()
            .filter(|package| !style.emit.omitted.contains(&package.pin.name))
        {
            text.push_str("\n[[packages]]\n");
            package.write(folder, &mut text);
            any = true;
        }
        if !any {
            text.push_str("packages = []\n");
        }
        text
    }
}

//! The hooks, which are files of their own (`files/`): what is made for one bundle stands in `settings.sh`.

use std::fmt::Write as _;

use crate::entry::Entry;

/// Where the hooks keep what they share.
const KIT: &str = ".platform/pinfix";

/// What the hooks of one bundle need to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HookSettings {
    /// The name of the target.
    pub target: String,
    /// The Python of the lock: `3.9`.
    pub python: String,
    /// Whether each line of the lock has hashes.
    pub hashes: bool,
    /// Django's settings module, if it is a Django project.
    pub django_settings: Option<String>,
    /// How many seconds the migrations may take.
    pub migrate_timeout: u32,
}

/// The hooks, and what they share.
pub(crate) fn hooks(settings: &HookSettings) -> Vec<Entry> {
    let hook = |place: &str, text: &str| Entry::made(format!(".platform/hooks/{place}"), text).executable();
    let mut entries = vec![
        hook(
            "prebuild/01_install_dependencies.sh",
            include_str!("files/01_install_dependencies.sh"),
        ),
        Entry::made(format!("{KIT}/common.sh"), include_str!("files/common.sh")),
        Entry::made(format!("{KIT}/lock.py"), include_str!("files/lock.py")),
        Entry::made(format!("{KIT}/families.txt"), include_str!("files/families.txt")),
        Entry::made(format!("{KIT}/settings.sh"), written(settings)),
    ];
    if settings.django_settings.is_some() {
        entries.push(hook(
            "predeploy/01_django_setup.sh",
            include_str!("files/01_django_setup.sh"),
        ));
        entries.push(hook(
            "postdeploy/01_django_migrate.sh",
            include_str!("files/01_django_migrate.sh"),
        ));
    }
    entries
}

fn written(settings: &HookSettings) -> String {
    let lines = [
        ("PINFIX_TARGET", settings.target.clone()),
        ("PINFIX_PYTHON", settings.python.clone()),
        (
            "PINFIX_HASHES",
            if settings.hashes { "yes" } else { "no" }.to_owned(),
        ),
        (
            "PINFIX_DJANGO_SETTINGS",
            settings.django_settings.clone().unwrap_or_default(),
        ),
        ("PINFIX_MIGRATE_TIMEOUT", settings.migrate_timeout.to_string()),
    ];
    let mut text = "# shellcheck shell=bash disable=SC2034\n# What this bundle was made for.\n".to_owned();
    for (name, value) in lines {
        // Writing to a string can't fail.
        let _ = writeln!(text, "{name}={}", quoted(&value));
    }
    text
}

/// A word of the shell.
fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\'', r"'\''"))
}

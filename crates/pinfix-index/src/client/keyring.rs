//! Passwords that the `keyring` command knows, asked as pip and uv ask it.

use std::ffi::OsString;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;
use url::Url;

/// The `keyring` command, asked once for each service and user.
pub(super) struct Keyring {
    program: OsString,
    known: Mutex<FxHashMap<(String, String), Option<String>>>,
}

impl Keyring {
    /// The command of this name, or at this path.
    pub(super) fn new(program: impl Into<OsString>) -> Self {
        Self {
            program: program.into(),
            known: Mutex::default(),
        }
    }

    /// The password of `user`: for the index at `url`, else for its server. `None` where the command knows none, or is not
    /// there: the answer of the server says enough then.
    pub(super) fn password(&self, url: &Url, user: &str) -> Option<String> {
        let host = url.host_str()?;
        let server = url
            .port()
            .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        [url.as_str().to_owned(), server]
            .into_iter()
            .find_map(|service| self.of_service(service, user))
    }

    /// Whoever asks meanwhile waits: one question may open a window that wants to be answered.
    fn of_service(&self, service: String, user: &str) -> Option<String> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (service, user.to_owned());
        if let Some(password) = known.get(&key) {
            return password.clone();
        }
        let password = self.ask(&key.0, user);
        known.insert(key, password.clone());
        password
    }

    fn ask(&self, service: &str, user: &str) -> Option<String> {
        let answer = Command::new(&self.program)
            .args(["get", service, user])
            .env("PYTHONIOENCODING", "utf-8")
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output()
            .ok()?;
        let text = String::from_utf8(answer.stdout).ok()?;
        let password = text.trim_end_matches(['\r', '\n']);
        (answer.status.success() && !password.is_empty()).then(|| password.to_owned())
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// A command that knows some passwords, and writes down what it was asked.
    fn keyring(folder: &std::path::Path, cases: &str) -> std::io::Result<Keyring> {
        let program = folder.join("keyring");
        let asked = folder.join("asked");
        let script = format!(
            "#!/bin/sh\necho \"$*\" >> '{}'\ncase \"$2 $3\" in\n{cases}\n*) exit 1;;\nesac\n",
            asked.display()
        );
        fs::write(&program, script)?;
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755))?;
        Ok(Keyring::new(program))
    }

    #[test]
    fn the_index_is_asked_for_first_then_its_server_and_each_once() {
        let folder = tempfile::tempdir().unwrap();
        let keyring = keyring(
            folder.path(),
            "'https://example.org/simple/ me') echo 'of the index';;\n'example.org:444 me') echo ' of the server ';;",
        )
        .unwrap();
        let url = |text: &str| Url::parse(text).unwrap();
        let index = url("https://example.org/simple/");
        assert_eq!(keyring.password(&index, "me").as_deref(), Some("of the index"));
        assert_eq!(keyring.password(&index, "me").as_deref(), Some("of the index"));
        let other = url("https://example.org:444/simple/");
        assert_eq!(keyring.password(&other, "me").as_deref(), Some(" of the server "));
        assert_eq!(keyring.password(&other, "you"), None);
        let asked = fs::read_to_string(folder.path().join("asked")).unwrap();
        assert_eq!(
            asked.lines().collect::<Vec<_>>(),
            [
                "get https://example.org/simple/ me",
                "get https://example.org:444/simple/ me",
                "get example.org:444 me",
                "get https://example.org:444/simple/ you",
                "get example.org:444 you",
            ]
        );
    }

    #[test]
    fn a_command_that_is_not_there_knows_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let keyring = Keyring::new(folder.path().join("keyring"));
        assert_eq!(
            keyring.password(&Url::parse("https://example.org/").unwrap(), "me"),
            None
        );
    }
}

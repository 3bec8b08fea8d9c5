//! Whether a run gave the answer that a scenario expects.

use std::collections::BTreeMap;

use crate::workdir::Run;
use crate::world::normalize;

/// The answer that a scenario expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// Whether there is a resolution.
    pub satisfiable: bool,
    /// Its pins, where the scenario names them.
    pub packages: Option<BTreeMap<String, String>>,
    /// The whole lock, line by line, where the scenario gives it: markers included.
    pub lines: Option<Vec<String>>,
    /// Texts that standard error must contain.
    pub mentions: Vec<String>,
}

/// The exit code of "no acceptable version set exists".
const CONFLICT: i32 = 1;

/// The error says how the run differs.
pub(super) fn judge(expected: &Expected, run: &Run) -> Result<(), String> {
    let code = if expected.satisfiable { 0 } else { CONFLICT };
    if run.code != Some(code) {
        return Err(format!("expected exit code {code}"));
    }
    if let Some(packages) = expected.packages.as_ref().filter(|_| expected.satisfiable) {
        let wanted: BTreeMap<String, &str> = packages
            .iter()
            .map(|(name, version)| (normalize(name), version.as_str()))
            .collect();
        let pins = run.pins();
        let found: BTreeMap<String, &str> = pins
            .iter()
            .map(|(name, version)| (normalize(name), version.as_str()))
            .collect();
        if found != wanted || pins.len() != wanted.len() {
            return Err(format!("expected the pins {wanted:?}"));
        }
    }
    if let Some(lines) = expected.lines.as_ref().filter(|_| expected.satisfiable) {
        let found: Vec<&str> = run.stdout.lines().collect();
        if found != *lines {
            return Err(format!("expected the lines {lines:#?}"));
        }
    }
    match expected
        .mentions
        .iter()
        .find(|text| !run.stderr.contains(text.as_str()))
    {
        Some(text) => Err(format!("standard error does not mention `{text}`")),
        None => Ok(()),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::judge;
    use crate::scenario::Expected;
    use crate::workdir::Workdir;

    fn verdict(script: &str, satisfiable: bool, mentions: &[&str]) -> Result<(), String> {
        let packages = satisfiable.then(|| [("A.b".to_owned(), "1.0".to_owned())].into());
        let mentions = mentions.iter().map(|text| (*text).to_owned()).collect();
        let run = Workdir::new("/bin/sh").stdin(script).pinfix(&[]);
        judge(
            &Expected {
                satisfiable,
                packages,
                lines: None,
                mentions,
            },
            &run,
        )
    }

    #[test]
    fn only_the_answer_expected_passes() {
        assert!(verdict("echo a-b==1.0", true, &[]).is_ok());
        assert!(verdict("echo a-b==2.0", true, &[]).is_err());
        assert!(verdict("echo a-b==1.0; echo a-b==1.0", true, &[]).is_err());
        assert!(verdict("echo a-b==1.0; echo c==1.0", true, &[]).is_err());
        assert!(verdict("echo a-b==1.0; exit 1", true, &[]).is_err());
        assert!(verdict("exit 1", false, &[]).is_ok());
        assert!(verdict("exit 2", false, &[]).is_err());
        assert!(verdict("echo because >&2; exit 1", false, &["because"]).is_ok());
        assert!(verdict("exit 1", false, &["because"]).is_err());
    }
}

//! What one run of the binary said.

use super::filter::Filters;

/// One run of the binary: its exit code and what it wrote.
#[derive(Debug, Clone)]
pub struct Run {
    /// The exit code; `None` where a signal or the time limit ended it.
    pub code: Option<i32>,
    /// Standard output as it was.
    pub stdout: String,
    /// Standard error as it was.
    pub stderr: String,
    pub(super) filters: Filters,
}

impl Run {
    /// Exit code, standard output and standard error as one text, without what differs from run to run.
    pub fn snapshot(&self) -> String {
        let code = self
            .code
            .map_or_else(|| "none".to_owned(), |code| code.to_string());
        let part = |name: &str, text: &str| {
            let text = self.filters.apply(text);
            let end = if text.is_empty() || text.ends_with('\n') {
                ""
            } else {
                "⏎\n"
            };
            format!("----- {name} -----\n{text}{end}")
        };
        format!(
            "exit code: {code}\n{}{}",
            part("stdout", &self.stdout),
            part("stderr", &self.stderr)
        )
    }

    /// This text without what differs from run to run: for a file that the run wrote.
    pub fn filtered(&self, text: &str) -> String {
        self.filters.apply(text)
    }

    /// This run, if it ended with `code`.
    ///
    /// # Panics
    /// If it did not; the message shows all that it said.
    #[must_use]
    #[track_caller]
    pub fn expect_code(self, code: i32) -> Self {
        assert!(
            self.code == Some(code),
            "expected exit code {code}, but:\n{}",
            self.snapshot()
        );
        self
    }

    /// The pins on standard output: name and version of each `name==version` line, without comments and markers.
    pub fn pins(&self) -> Vec<(String, String)> {
        let lines = self.stdout.lines().filter(|line| !line.starts_with(['#', ' ']));
        lines
            .filter_map(|line| line.split_once("=="))
            .map(|(name, rest)| {
                let name = name.split('[').next().unwrap_or(name).trim();
                let version = rest.split([' ', ';', '\\']).next().unwrap_or(rest);
                (name.to_owned(), version.to_owned())
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Filters, Run};

    fn run(stdout: &str) -> Run {
        Run {
            code: Some(0),
            stdout: stdout.to_owned(),
            stderr: String::new(),
            filters: Filters::default(),
        }
    }

    #[test]
    fn pins_are_read() {
        let text =
            "# made by\na[x]==1.0 ; python_version < '3'\nb==2.0 \\\n    --hash=sha256:00\n    # via ==\n";
        let pins = run(text).pins();
        assert_eq!(
            pins,
            [("a", "1.0"), ("b", "2.0")].map(|(name, version)| (name.into(), version.into()))
        );
    }

    #[test]
    fn a_missing_newline_is_shown() {
        assert_eq!(
            run("a").snapshot(),
            "exit code: 0\n----- stdout -----\na⏎\n----- stderr -----\n"
        );
    }
}

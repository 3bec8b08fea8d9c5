//! What differs from run to run, replaced by a name for it.

use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

/// Replacements for one work folder, applied in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Filters {
    literal: Vec<(String, String)>,
}

impl Filters {
    /// Replaces a text by a name.
    pub(super) fn add(&mut self, text: String, name: &str) {
        self.literal.push((text, name.to_owned()));
    }

    /// Replaces a path, in each way it may be written, by a name.
    pub(super) fn add_path(&mut self, path: &Path, name: &str) {
        // The longest first: the real path may contain the other one.
        if let Ok(real) = path.canonicalize() {
            self.add(real.display().to_string(), name);
        }
        self.add(path.display().to_string(), name);
    }

    /// The text without what differs from run to run.
    pub(super) fn apply(&self, text: &str) -> String {
        #[expect(clippy::unwrap_used, reason = "the patterns are constant")]
        static PATTERNS: LazyLock<[(Regex, &str); 3]> = LazyLock::new(|| {
            [
                (Regex::new(r"http://127\.0\.0\.1:\d+").unwrap(), "http://[INDEX]"),
                (Regex::new(r"\b\d+(\.\d+)? ?(ms|s|seconds)\b").unwrap(), "[TIME]"),
                (
                    Regex::new(r"\b(pinfix[ /])\d+\.\d+\.\d+[\w+-]*").unwrap(),
                    "${1}[VERSION]",
                ),
            ]
        });
        let mut text = text.replace("\r\n", "\n");
        for (literal, name) in &self.literal {
            text = text.replace(literal, name);
        }
        for (pattern, name) in PATTERNS.iter() {
            text = pattern.replace_all(&text, *name).into_owned();
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::Filters;

    #[test]
    fn what_differs_is_replaced() {
        let mut filters = Filters::default();
        filters.add("/somewhere/x1".to_owned(), "[WORKDIR]");
        let text = "pinfix 0.1.0: /somewhere/x1/a.in from http://127.0.0.1:4711/simple/ in 1.25 s and 12ms (3 steps)";
        assert_eq!(
            filters.apply(text),
            "pinfix [VERSION]: [WORKDIR]/a.in from http://[INDEX]/simple/ in [TIME] and [TIME] (3 steps)"
        );
    }
}

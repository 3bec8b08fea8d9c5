//! Texts that people take for requirements, and that another command writes: told as one mistake, and not line by line.

use pinfix_packaging::Span;

use crate::error::{Code, Mistake};

/// What a text with mistakes in it is instead, where it can be told.
pub(crate) fn recognized(text: &str) -> Option<Mistake> {
    let mut at = 0;
    let mut lines = Vec::new();
    for line in text.split_inclusive(['\n', '\r']) {
        let start = at + line.len() - line.trim_start().len();
        at += line.len();
        let line = line.trim();
        if !line.is_empty() && !line.starts_with('#') {
            lines.push((line, Span::new(start, start + line.len())));
        }
    }
    if let [(head, span), (rule, _), ..] = lines[..]
        && head.split_whitespace().take(2).eq(["Package", "Version"])
        && rule.starts_with("---")
    {
        return Some(table(span));
    }
    let of_conda = |line: &&(&str, Span)| {
        let parts: Vec<&str> = line.0.split('=').collect();
        parts.len() == 3 && parts.iter().all(|it| !it.is_empty() && !it.contains(' '))
    };
    let builds = lines.iter().filter(of_conda);
    let (_, span) = builds.clone().next()?;
    (2 * builds.count() >= lines.len()).then(|| conda(*span))
}

fn table(span: Span) -> Mistake {
    Mistake::new(
        Code::Requirement,
        span,
        "this is the table that `pip list` prints",
    )
    .label("a heading")
    .help("`pip freeze` and `pip list --format=freeze` write what can be read here")
}

fn conda(span: Span) -> Mistake {
    Mistake::new(
        Code::Requirement,
        span,
        "this is how `conda list --export` writes packages: name, version and build",
    )
    .help("in the environment, `pip list --format=freeze` writes what can be read here")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Option<String> {
        recognized(text).map(|it| it.message)
    }

    #[test]
    fn what_other_commands_write_is_recognized() {
        let list = "Package    Version\n---------- -------\nflask      2.0.1\n";
        assert!(told(list).unwrap().contains("`pip list`"));
        let conda =
            "# platform: linux-64\n_libgcc_mutex=0.1=main\nnumpy=1.21.2=py39h20f2e39_0\npandas==1.3\n";
        assert!(told(conda).unwrap().contains("`conda list --export`"));
    }

    #[test]
    fn a_slip_in_requirements_is_none_of_them() {
        for text in [
            "",
            "flask=2.0\n",
            "a==1=2\n",
            "Package Version\nflask\n",
            "a\nb\nc\nd=1=2\n",
            "a>=1 ; x=='1'\n",
        ] {
            assert_eq!(told(text), None, "{text}");
        }
    }
}

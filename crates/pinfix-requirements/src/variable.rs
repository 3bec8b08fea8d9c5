//! `${NAME}`: environment variables in a line, as pip fills them in.

use pinfix_packaging::Span;

use crate::traced::Traced;

/// Asks for the value of a variable.
pub(crate) type Variables<'a> = &'a dyn Fn(&str) -> Option<String>;

/// A line with its variables filled in. Its “original” is the line that it was made of, not the file.
pub(crate) struct Expanded {
    pub(crate) line: Traced,
    /// The variables that were filled in.
    pub(crate) names: Vec<String>,
    /// The variables that are not set or empty, so that `${NAME}` stays, and where.
    pub(crate) unset: Vec<(String, Span)>,
}

/// Fills in `${NAME}`, where the name is of `A`-`Z`, `0`-`9` and `_`, and the variable is set and not empty. All
/// else stays as it is. Values are not looked into again.
pub(crate) fn expand(line: &str, variables: Variables<'_>) -> Expanded {
    let mut expanded = Expanded {
        line: Traced::default(),
        names: Vec::new(),
        unset: Vec::new(),
    };
    let mut done = 0;
    while let Some(start) = line[done..].find("${").map(|position| done + position) {
        let name_start = start + 2;
        let rest = &line[name_start..];
        let length = rest
            .find(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'))
            .unwrap_or(rest.len());
        let name = &rest[..length];
        let closed = rest[length..].starts_with('}');
        let end = name_start + length + usize::from(closed);
        expanded.line.push_copied(&line[done..start], done);
        let is_variable = closed && !name.is_empty();
        let value = is_variable.then(|| variables(name)).flatten();
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            expanded.line.push_replaced(&value, start..end);
            expanded.names.push(name.to_owned());
        } else {
            expanded.line.push_copied(&line[start..end], start);
            if is_variable {
                expanded.unset.push((name.to_owned(), Span::new(start, end)));
            }
        }
        done = end;
    }
    expanded.line.push_copied(&line[done..], done);
    expanded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_in_what_pip_fills_in() {
        let variables = |name: &str| match name {
            "A" => Some("1".to_owned()),
            "B_2" => Some("${A}".to_owned()),
            "EMPTY" => Some(String::new()),
            "lower" => Some("no".to_owned()),
            _ => None,
        };
        for (line, expected) in [
            ("x${A}y", "x1y"),
            ("${A}${A}", "11"),
            ("${B_2}", "${A}"),
            (
                "${UNSET} ${EMPTY} ${lower} $A ${} ${A",
                "${UNSET} ${EMPTY} ${lower} $A ${} ${A",
            ),
            ("${${A}", "${1"),
        ] {
            assert_eq!(expand(line, &variables).line.text(), expected, "{line}");
        }
        assert_eq!(expand("${A} ${UNSET}", &variables).names, ["A"]);
    }
}

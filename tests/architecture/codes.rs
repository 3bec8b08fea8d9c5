//! The codes of diagnostics: `settings::no-index`, a room and a name in small letters and hyphens, so that a script can
//! rely on how they are written.

use std::fs;
use std::path::Path;

use super::lengths::all_files;

/// One text for each code below `root` that is written in another way.
pub(crate) fn find(root: &Path) -> Vec<String> {
    let mut violations = Vec::new();
    for file in all_files(root, &["src"]) {
        let text = fs::read_to_string(&file).unwrap();
        let shown = file.strip_prefix(root).unwrap_or(&file).display();
        for (number, line) in text.lines().enumerate() {
            for code in stated(line).filter(|code| !is_kebab(code)) {
                violations.push(format!("{shown}:{}: {code}", number + 1));
            }
        }
    }
    violations
}

/// What stands in `code(…)` of this line's attributes, and in texts that are a code by their looks.
fn stated(line: &str) -> impl Iterator<Item = &str> {
    let attributes = line.match_indices("code(").filter_map(|(at, found)| {
        let is_word = line[..at].ends_with(|letter: char| letter.is_alphanumeric() || "_.".contains(letter));
        let inside = line[at + found.len()..].split_once(')')?.0;
        (!is_word && inside.contains("::") && !inside.contains('<')).then_some(inside)
    });
    let texts = line
        .match_indices("Box::new(\"")
        .filter_map(|(at, found)| line[at + found.len() - 1..].split_once(')'))
        .map(|(text, _)| text)
        .filter(|text| text.contains("::"));
    attributes.chain(texts)
}

fn is_kebab(code: &str) -> bool {
    let Some((room, name)) = code
        .strip_prefix('"')
        .and_then(|code| code.strip_suffix('"'))
        .and_then(|code| code.split_once("::"))
    else {
        return false;
    };
    let word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
    room.split('-').all(word) && name.split('-').all(word)
}

#[test]
fn what_is_planted_is_found() {
    let found = |line: &str| stated(line).filter(|code| !is_kebab(code)).count();
    assert_eq!(found(r"#[diagnostic(code(settings::no_index))]"), 1);
    assert_eq!(found(r"#[diagnostic(code(settings::value), help(x))]"), 1);
    assert_eq!(found(r#"    code("settings::noIndex"),"#), 1);
    assert_eq!(found(r#"Some(Box::new("requirements::not_read"))"#), 1);
    assert_eq!(found(r#"#[diagnostic(code("settings::no-index"))]"#), 0);
    assert_eq!(found(r#"    code("index::bad-url"),"#), 0);
    assert_eq!(
        found("fn code(&self) -> Option<Box<dyn std::fmt::Display + '_>> {"),
        0
    );
    assert_eq!(found("assert_eq!(error.exit_code(), 2);"), 0);
}

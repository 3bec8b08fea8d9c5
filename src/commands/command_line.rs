//! The command that made a lock, as its header names it.

/// Flags that say nothing about the lock itself, and whether a value follows.
const LEFT_OUT: [(&str, bool); 45] = [
    ("--rebuild", false),
    ("--timeout", true),
    ("--allow-unsafe", false),
    ("--no-allow-unsafe", false),
    ("--reuse-hashes", false),
    ("--no-reuse-hashes", false),
    ("--emit-options", false),
    ("--no-emit-options", false),
    ("--build-isolation", false),
    ("--no-emit-trusted-host", false),
    ("--max-rounds", true),
    ("--resolver", true),
    ("--link-mode", true),
    ("--managed-python", false),
    ("--no-managed-python", false),
    ("--no-python-downloads", false),
    ("--no-sources", false),
    ("--system-certs", false),
    ("--native-tls", false),
    ("--directory", true),
    ("-U", false),
    ("--upgrade", false),
    ("-P", true),
    ("--upgrade-package", true),
    ("-q", false),
    ("--quiet", false),
    ("-v", false),
    ("-vv", false),
    ("--verbose", false),
    ("-n", false),
    ("--no-cache", false),
    ("--cache-dir", true),
    ("--refresh", false),
    ("--refresh-package", true),
    ("--offline", false),
    ("--dry-run", false),
    ("--diff", false),
    ("--check", false),
    ("--report", true),
    ("--color", true),
    ("--no-progress", false),
    ("--cert", true),
    ("--client-cert", true),
    ("--trusted-host", true),
    ("--keyring-provider", true),
];

/// Flags that name an index.
const INDEX: [(&str, bool); 6] = [
    ("-i", true),
    ("--index-url", true),
    ("--default-index", true),
    ("--extra-index-url", true),
    ("--index", true),
    ("--index-strategy", true),
];

/// Flags that name folders and pages of links.
const LINKS: [(&str, bool); 2] = [("-f", true), ("--find-links", true)];

/// The command line of this process, without what depends on the machine or the moment, and without passwords.
/// Indexes and links are named where the lock names them too.
pub(super) fn reproducible(with_indexes: bool, with_links: bool) -> String {
    of_arguments(std::env::args().skip(1), with_indexes, with_links)
}

fn of_arguments(arguments: impl Iterator<Item = String>, with_indexes: bool, with_links: bool) -> String {
    let mut words = vec!["pinfix".to_owned()];
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        let flag = argument.split('=').next().unwrap_or_default();
        let known = LEFT_OUT
            .iter()
            .chain(if with_indexes { &[][..] } else { &INDEX[..] })
            .chain(if with_links { &[][..] } else { &LINKS[..] });
        match known.clone().find(|(name, _)| *name == flag) {
            None => words.push(quoted(&pinfix_requirements::redact::redact(&argument))),
            Some((_, true)) if !argument.contains('=') => {
                arguments.next();
            }
            Some(_) => {}
        }
    }
    words.join(" ")
}

/// As a shell needs it.
fn quoted(word: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./=:,@%+[]".contains(&byte);
    if !word.is_empty() && word.bytes().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(line: &[&str]) -> String {
        of_arguments(line.iter().map(ToString::to_string), false, false)
    }

    #[test]
    fn what_says_nothing_about_the_lock_is_left_out() {
        assert_eq!(
            header(&[
                "resolve",
                "a b.in",
                "-U",
                "-P",
                "boto3",
                "--cache-dir=x",
                "--index-url",
                "https://u:p@example.org",
                "-o",
                "r.txt"
            ]),
            "pinfix resolve 'a b.in' -o r.txt"
        );
    }

    #[test]
    fn passwords_are_masked_where_indexes_are_wanted() {
        let line = [
            "resolve",
            "r.in",
            "--index-url",
            "https://user:secret@example.org/simple",
        ];
        let text = of_arguments(line.iter().map(ToString::to_string), true, false);
        assert!(!text.contains("secret"), "{text}");
    }
}

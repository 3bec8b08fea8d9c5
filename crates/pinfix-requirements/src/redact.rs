//! Texts without the passwords in them.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use pinfix_packaging::Span;

/// What stands for a password.
const MASK: &str = "****";

/// The text with the password of each `scheme://user:password@host` replaced by `****`; a user without a password is
/// a token and replaced too, unless it is `git` or a variable (`${TOKEN}`).
pub fn redact(text: &str) -> Cow<'_, str> {
    let secrets = secrets(text);
    if secrets.is_empty() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(masked(text, &secrets))
    }
}

/// A URL without its password, or whatever else of its user is a secret: what is left can be asked with credentials from
/// elsewhere.
pub fn without_passwords(text: &str) -> String {
    let mut text = text.to_owned();
    for secret in secrets(&text).into_iter().rev() {
        let start = text[..secret.start]
            .rfind("://")
            .map_or(secret.start, |at| at + 3);
        text.replace_range(start..=secret.end, "");
    }
    text
}

/// A text without its passwords, and the way from the spans of the original to its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Redacted {
    text: Arc<str>,
    secrets: Vec<Range<usize>>,
}

impl Redacted {
    /// The text without its passwords.
    pub(crate) fn new(text: &str) -> Self {
        let secrets = secrets(text);
        let text = if secrets.is_empty() {
            text.into()
        } else {
            masked(text, &secrets).into()
        };
        Self { text, secrets }
    }

    /// The text.
    pub(crate) fn into_text(self) -> Arc<str> {
        self.text
    }

    /// A span of the original, in this text. An end inside a password takes in the whole mask.
    pub(crate) fn span(&self, span: Span) -> Span {
        let (mut start, mut end) = (span.start, span.end);
        for secret in self.secrets.iter().rev() {
            for (position, at_end) in [(&mut start, false), (&mut end, true)] {
                if secret.end <= *position {
                    *position = *position + MASK.len() - secret.len();
                } else if secret.start < *position {
                    *position = secret.start + if at_end { MASK.len() } else { 0 };
                }
            }
        }
        Span::new(start, end.max(start))
    }
}

/// The text with a mask over each of these ranges, which are in order.
fn masked(text: &str, secrets: &[Range<usize>]) -> String {
    let mut result = String::with_capacity(text.len());
    let mut done = 0;
    for secret in secrets {
        result.push_str(&text[done..secret.start]);
        result.push_str(MASK);
        done = secret.end;
    }
    result + &text[done..]
}

/// Where passwords and tokens stand in the text, in order.
fn secrets(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    // Where the word around the last marker ends, and its first `@` from there on: a word may hold thousands of markers.
    let (mut word_end, mut first_at) = (0, 0);
    for (start, marker) in text.match_indices("://") {
        let authority = start + marker.len();
        if word_end < authority {
            // A password may hold an unescaped slash or question mark by mistake; white space and quotes it can't.
            let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>');
            word_end = text[authority..]
                .find(ends)
                .map_or(text.len(), |at| authority + at);
            first_at = 0;
        }
        if first_at < authority {
            first_at = text[authority..word_end]
                .find('@')
                .map_or(word_end, |at| authority + at);
        }
        let word = &text[authority..word_end];
        let at = (first_at < word_end).then(|| first_at - authority);
        let Some(length) = user_info(word, at) else {
            continue;
        };
        let user = &word[..length];
        let secret = match user.split_once(':') {
            Some((name, _)) => name.len() + 1..length,
            None => 0..length,
        };
        let value = &user[secret.clone()];
        let harmless = value.is_empty() || value == "git" && secret.start == 0 || is_variable(value);
        let last_end = found.last().map_or(0, |last| last.end);
        if !harmless && authority + secret.start >= last_end {
            found.push(authority + secret.start..authority + secret.end);
        }
    }
    found
}

/// How much of a word after `://` is the user and the password; `at` is its first `@`.
fn user_info(word: &str, at: Option<usize>) -> Option<usize> {
    let at = at?;
    let strict = &word[..word.find(['/', '?', '#']).unwrap_or(word.len())];
    strict.rfind('@').or_else(|| {
        // Only a colon before the slash tells that from an `@revision` in the path.
        let before = &word[..at];
        let colon = before.find(':')?;
        let port = before[colon + 1..].split('/').next().unwrap_or_default();
        let is_port = port.is_empty() || port.bytes().all(|byte| byte.is_ascii_digit());
        (colon < strict.len() && !is_port).then_some(at)
    })
}

/// Whether the text is `${NAME}` and nothing else.
fn is_variable(text: &str) -> bool {
    text.strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'))
        .is_some_and(|name| !name.contains(['$', '{', '}']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_passwords_and_tokens_but_no_names_and_variables() {
        for (text, shown) in [
            (
                "-i https://me:s3cret@example.org/simple",
                "-i https://me:****@example.org/simple",
            ),
            ("https://token@example.org/", "https://****@example.org/"),
            (
                "git+ssh://git@example.org/a/b.git@v1",
                "git+ssh://git@example.org/a/b.git@v1",
            ),
            (
                "https://${USER}:${PASS}@example.org",
                "https://${USER}:${PASS}@example.org",
            ),
            ("https://${TOKEN}@example.org", "https://${TOKEN}@example.org"),
            (
                "https://a:b@c.org https://d:e@f.org",
                "https://a:****@c.org https://d:****@f.org",
            ),
            ("https://a:p/q@example.org", "https://a:****@example.org"),
            ("https://a:p@q@example.org", "https://a:****@example.org"),
            ("https://example.org:80/a@b", "https://example.org:80/a@b"),
            ("foo @ https://example.org/a@b", "foo @ https://example.org/a@b"),
            ("https://é:ü@é.org", "https://é:****@é.org"),
        ] {
            assert_eq!(redact(text), shown);
        }
    }

    #[test]
    fn takes_no_square_of_time() {
        for piece in [
            "a://", "a://b:c", "://@", "://x:y@z", "://?", "://x:/", "://x:y/", "://x:${/",
        ] {
            for end in ["", "@", " @"] {
                let text = piece.repeat(20_000) + end;
                let started = std::time::Instant::now();
                let _ = redact(&text);
                assert!(started.elapsed().as_secs() < 5, "{piece}");
            }
        }
    }

    #[test]
    fn spans_follow_the_text() {
        let text = "https://a:longpassword@b.org/x !";
        let redacted = Redacted::new(text);
        let position = text.find('!').unwrap();
        let moved = redacted.span(Span::new(position, position + 1));
        let shown = redacted.clone().into_text();
        assert_eq!(&shown[moved.start..moved.end], "!");
        let inside = redacted.span(Span::new(12, 15));
        assert_eq!(&shown[inside.start..inside.end], "****");
    }
}

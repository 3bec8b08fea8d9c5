//! Texts without the passwords in them.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use pinfix_packaging::Span;

/// What stands for a password.
const MASK: &str = "****";

/// The text with the password of each `scheme://user:password@host` replaced by `****`; a user without a password is
/// a token and replaced too, unless it is `git` or a variable (`${TOKEN}`). So is the value of what the query of a URL
/// calls a token, a key, a signature or the like.
pub fn redact(text: &str) -> Cow<'_, str> {
    let secrets = secrets(text);
    if secrets.is_empty() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(masked(text, &secrets))
    }
}

/// A URL without its password, whatever else of its user is a secret, and what its query holds of that kind: what is left
/// can be asked with credentials from elsewhere.
pub fn without_secrets(text: &str) -> String {
    let mut text = text.to_owned();
    for secret in in_authorities(&text).into_iter().rev() {
        let start = text[..secret.start]
            .rfind("://")
            .map_or(secret.start, |at| at + 3);
        text.replace_range(start..=secret.end, "");
    }
    for secret in in_queries(&text).into_iter().rev() {
        let separator = text[..secret.start].rfind(SEPARATORS).unwrap_or(secret.start);
        // What follows moves up behind the separator in front; where nothing does, that goes as well.
        if text[secret.end..].starts_with(['&', ';']) {
            text.replace_range(separator + 1..=secret.end, "");
        } else {
            text.replace_range(separator..secret.end, "");
        }
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
    let mut found = in_authorities(text);
    found.extend(in_queries(text));
    found.sort_by_key(|secret| secret.start);
    // A question mark in a password begins no query.
    let mut end = 0;
    found.retain(|secret| {
        let apart = secret.start >= end;
        end = end.max(secret.end);
        apart
    });
    found
}

/// What stands in front of a parameter of a query.
const SEPARATORS: [char; 4] = ['?', '&', ';', '#'];

/// Where the secrets in the queries of URLs stand, in order: of `https://example.org/a.whl?token=abc`, the `abc`.
fn in_queries(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut word_end = 0;
    for (start, _) in text.match_indices("://") {
        if start < word_end {
            continue;
        }
        word_end = text[start..].find(ends_url).map_or(text.len(), |at| start + at);
        let Some(question_mark) = text[start..word_end].find('?') else {
            continue;
        };
        let mut at = start + question_mark + 1;
        for parameter in text[at..word_end].split(SEPARATORS) {
            if let Some((name, value)) = parameter.split_once('=') {
                let from = at + name.len() + 1;
                // Of the sentence around it.
                let value = value.trim_end_matches([')', ']', ',', '.', ':']);
                if !value.is_empty() && !is_variable(value) && names_secret(name) {
                    found.push(from..from + value.len());
                }
            }
            at += parameter.len() + 1;
        }
    }
    found
}

/// Whether a parameter of this name holds what nobody else may know: `token`, `private_token`, `X-Amz-Signature`, `sig`.
fn names_secret(name: &str) -> bool {
    const NAMES: [&str; 16] = [
        "token",
        "accesstoken",
        "secret",
        "password",
        "passwd",
        "pwd",
        "pass",
        "signature",
        "sig",
        "key",
        "apikey",
        "auth",
        "authorization",
        "credential",
        "credentials",
        "jwt",
    ];
    let last = name
        .rsplit(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default();
    NAMES.iter().any(|secret| last.eq_ignore_ascii_case(secret))
}

/// Whether a URL in a text ends there. A password may hold an unescaped slash or question mark by mistake; white space
/// and quotes it can't.
fn ends_url(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>')
}

/// Where passwords and tokens stand in front of hosts, in order.
fn in_authorities(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    // Where the word around the last marker ends, and its first `@` from there on: a word may hold thousands of markers.
    let (mut word_end, mut first_at) = (0, 0);
    for (start, marker) in text.match_indices("://") {
        let authority = start + marker.len();
        if word_end < authority {
            word_end = text[authority..]
                .find(ends_url)
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
            (
                "foo @ https://example.org/a.whl?v=1&token=s3cret#sha256=ab",
                "foo @ https://example.org/a.whl?v=1&token=****#sha256=ab",
            ),
            (
                "(https://example.org/a.whl?X-Amz-Signature=ab&sig=c%2Fd).",
                "(https://example.org/a.whl?X-Amz-Signature=****&sig=****).",
            ),
            (
                "https://a:b@c.org/?private_token=d&monkey=e",
                "https://a:****@c.org/?private_token=****&monkey=e",
            ),
            (
                "https://example.org/a.whl?token=${TOKEN}",
                "https://example.org/a.whl?token=${TOKEN}",
            ),
            ("https://a:p?token=q@example.org", "https://a:****@example.org"),
        ] {
            assert_eq!(redact(text), shown);
        }
    }

    #[test]
    fn leaves_secrets_out_and_all_else_in() {
        for (text, left) in [
            ("https://a:b@c.org/d.whl", "https://c.org/d.whl"),
            ("https://c.org/d.whl?token=e", "https://c.org/d.whl"),
            ("https://c.org/d.whl?token=e&v=1", "https://c.org/d.whl?v=1"),
            (
                "https://c.org/d.whl?v=1&sig=e#egg=d",
                "https://c.org/d.whl?v=1#egg=d",
            ),
            ("https://a:b@c.org/d?sig=e&key=f&v=1", "https://c.org/d?v=1"),
            ("https://a:b@c.org/d?v=1&sig=e&key=f", "https://c.org/d?v=1"),
            ("https://c.org/d.whl?token=${T}", "https://c.org/d.whl?token=${T}"),
            ("https://a:p?token=q@c.org/d.whl", "https://c.org/d.whl"),
        ] {
            assert_eq!(without_secrets(text), left);
        }
    }

    #[test]
    fn takes_no_square_of_time() {
        for piece in [
            "a://",
            "a://b:c",
            "://@",
            "://x:y@z",
            "://?",
            "://x:/",
            "://x:y/",
            "://x:${/",
            "://x?key=",
            "?key=a&",
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

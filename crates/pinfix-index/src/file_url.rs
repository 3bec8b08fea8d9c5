//! [`FileUrl`]: where a file is, as a text that is taken apart when somebody asks for the file.

use std::fmt;
use std::sync::OnceLock;

use url::Url;

use crate::error::IndexError;
use crate::redact::RedactedUrl;

/// The URL of a file. It may hold credentials, so that only [`RedactedUrl`] shows it.
///
/// Pages name thousands of files of which a handful are asked for; to parse a URL costs more than all else that is to be
/// known of a file.
#[derive(Clone)]
pub struct FileUrl {
    text: Box<str>,
    parsed: OnceLock<Option<Box<Url>>>,
}

impl FileUrl {
    /// A URL by its text, which is taken to be normalised, as [`Url::as_str`] gives it.
    pub(crate) fn unparsed(text: String) -> Self {
        Self {
            text: text.into(),
            parsed: OnceLock::new(),
        }
    }

    /// Whether a text is an absolute HTTP(S) URL that is normalised beyond doubt, so that parsing it would change nothing.
    /// Where it is not, it takes a parser to tell.
    pub(crate) fn is_plain(text: &str) -> bool {
        let rest = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"));
        let Some(rest) = rest else { return false };
        let Some(end) = rest.find('/') else {
            return false;
        };
        let (host, path) = rest.split_at(end);
        is_plain_host(host) && is_plain_path(path)
    }

    /// The text, credentials and all.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The URL.
    ///
    /// # Errors
    /// [`IndexError::BadUrl`] where the text is none.
    pub fn url(&self) -> Result<&Url, IndexError> {
        let parsed = self
            .parsed
            .get_or_init(|| Url::parse(&self.text).ok().map(Box::new));
        parsed.as_deref().ok_or_else(|| IndexError::BadUrl {
            url: self.redacted(),
            cause: "it can't be read".to_owned(),
        })
    }

    /// What may be shown of it.
    pub fn redacted(&self) -> RedactedUrl {
        RedactedUrl::from_text(&self.text)
    }
}

/// Whether a host is a name that is normalised beyond doubt.
fn is_plain_host(host: &str) -> bool {
    let is_plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
    // What ends in a number is an address, which has many spellings; `xn--` is for a parser.
    let last = host.rsplit('.').next().unwrap_or_default();
    let is_name = last.starts_with(|it: char| it.is_ascii_lowercase()) && !host.contains("xn--");
    is_name && host.bytes().all(is_plain)
}

/// Whether a path, which begins with `/`, is normalised beyond doubt.
fn is_plain_path(path: &str) -> bool {
    // All bytes, as that is quicker than to stop early; and mostly no part begins with a dot, so that none is a dot or two.
    path.bytes()
        .fold(true, |so_far, byte| so_far & (is_plain(byte) || byte == b'/'))
        && (!path.contains("/.") || !path.split('/').any(|part| matches!(part, "." | "..")))
}

/// Whether a part of a path is normalised beyond doubt.
pub(crate) fn is_plain_part(part: &str) -> bool {
    !matches!(part, "" | "." | "..") && part.bytes().all(is_plain)
}

/// Whether a byte stays as it is in the part of a path.
const fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() | matches!(byte, b'-' | b'.' | b'_' | b'+' | b'~')
}

impl From<Url> for FileUrl {
    fn from(url: Url) -> Self {
        Self::unparsed(url.into())
    }
}

impl PartialEq for FileUrl {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for FileUrl {}

impl fmt::Debug for FileUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.redacted().fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_url_is_what_a_parser_makes_of_it() {
        for text in [
            "https://files.example.org/a/ab/cd/foo-1.0+cpu_x-py3-none-any.whl",
            "http://a-b.example/",
            "http://127.example/a",
            "https://example.org/a//b/c~d/..e",
        ] {
            assert!(FileUrl::is_plain(text), "{text}");
            assert_eq!(Url::parse(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn what_is_not_plain_is_left_to_a_parser() {
        for text in [
            "HTTPS://example.org/a",
            "https://Example.org/a",
            "https://example.org:443/a",
            "https://me:secret@example.org/a",
            "https://127.1/a",
            "https://example.0x7f/a",
            "https://example.org./a",
            "https://xn--a/a",
            "https://example.org",
            "https://example.org/a/../b",
            "https://example.org/.b/..",
            "https://example.org/\u{fc}",
            "https://example.org/./b",
            "https://example.org/%7eb",
            "https://example.org/a b",
            "https://example.org/a#sha256=00",
            "https:///a",
            "file:///a/b",
            "../a",
        ] {
            assert!(!FileUrl::is_plain(text), "{text}");
        }
    }

    proptest::proptest! {
        /// What is taken to be normalised is what a parser gives.
        #[test]
        fn a_parser_changes_nothing_of_what_is_plain(rest in "[a-z0-9.-]{1,8}(/[a-zA-Z0-9.~_+%? \u{fc}-]{0,4}){0,4}") {
            let text = format!("https://{rest}");
            if FileUrl::is_plain(&text) {
                let parsed = Url::parse(&text).map(String::from);
                proptest::prop_assert_eq!(parsed, Ok(text));
            }
        }
    }
}

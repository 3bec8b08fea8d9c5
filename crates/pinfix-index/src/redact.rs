//! URLs as people may see them: without credentials.

use std::fmt;

use url::Url;

/// A URL without user name, password, query and fragment, for messages and logs.
///
/// Indexes put tokens into all of these places, so nothing but scheme, host, port and path is ever shown.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RedactedUrl(String);

impl RedactedUrl {
    /// What may be shown of `url`.
    pub fn new(url: &Url) -> Self {
        let mut shown = url.clone();
        // Both fail for URLs that can't have a user (`file:`, `data:`), which then have none to hide.
        let _ = shown.set_username("");
        let _ = shown.set_password(None);
        shown.set_query(None);
        shown.set_fragment(None);
        Self(shown.into())
    }

    /// What may be shown of a text that should be a URL; a text that is none is cut down to what is surely harmless.
    pub fn from_text(text: &str) -> Self {
        // `user:secret@host` reads as a URL of the scheme `user`, of the kind without host or path.
        if let Ok(url) = Url::parse(text)
            && !url.cannot_be_a_base()
        {
            return Self::new(&url);
        }
        let text = text.split(['?', '#']).next().unwrap_or_default();
        Self(match (text.find("://"), text.rfind('@')) {
            (Some(scheme), Some(at)) if scheme < at => format!("{}://{}", &text[..scheme], &text[at + 1..]),
            (None, Some(at)) => text[at + 1..].to_owned(),
            _ => text.to_owned(),
        })
    }

    /// The text that is shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&Url> for RedactedUrl {
    fn from(url: &Url) -> Self {
        Self::new(url)
    }
}

impl fmt::Display for RedactedUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for RedactedUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hides_everything_that_can_be_a_secret() {
        for (text, shown) in [
            (
                "https://me:secret@example.org/simple/?token=secret#secret",
                "https://example.org/simple/",
            ),
            (
                "https://secret@example.org:8443/simple",
                "https://example.org:8443/simple",
            ),
            (
                "ht!tp://me:secret@example.org/simple",
                "ht!tp://example.org/simple",
            ),
            ("me:secret@example.org/simple?token=secret", "example.org/simple"),
            ("file:///srv/index", "file:///srv/index"),
        ] {
            assert_eq!(RedactedUrl::from_text(text).as_str(), shown);
        }
    }
}

//! Which credentials go to which server, and to no other.

use std::fs;
use std::io;

use percent_encoding::percent_decode_str;
use url::{Origin, Url};

use super::keyring::Keyring;
use super::netrc::{Login, Netrc};
use crate::error::IndexError;
use crate::settings::{ClientSettings, KeyringProvider};

/// User and password for HTTP's basic authentication.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct BasicAuth {
    pub(super) user: String,
    /// `None`: the user name is all there is (a token).
    pub(super) password: Option<String>,
}

/// Everything that is known about credentials: those in index URLs, netrc, and what the keyring knows of users in URLs.
///
/// They are looked up anew for every request and every hop of a redirect, by the very server that is asked next, so they
/// can't follow a redirect to another one.
#[derive(Default)]
pub(super) struct Credentials {
    /// By scheme, host and port; those with the longest path that fits count.
    known: Vec<Known>,
    netrc: Netrc,
    keyring: Option<Keyring>,
}

struct Known {
    /// The index, without its credentials.
    url: Url,
    origin: Origin,
    auth: BasicAuth,
}

impl Credentials {
    /// Reads the netrc file, if there is one. A missing file is no error, one that can't be read is.
    pub(super) fn new(settings: &ClientSettings) -> Result<Self, IndexError> {
        let netrc = match settings.netrc.as_deref().map(|path| (path, fs::read(path))) {
            None => Netrc::default(),
            Some((_, Ok(bytes))) => Netrc::parse(&String::from_utf8_lossy(&bytes)),
            Some((_, Err(error))) if error.kind() == io::ErrorKind::NotFound => Netrc::default(),
            Some((path, Err(error))) => {
                return Err(IndexError::Io {
                    path: path.to_owned(),
                    cause: error.to_string(),
                });
            }
        };
        Ok(Self {
            known: Vec::new(),
            netrc,
            keyring: (settings.keyring == KeyringProvider::Subprocess).then(|| Keyring::new("keyring")),
        })
    }

    /// Takes the credentials out of `url`, and remembers them for its server.
    pub(super) fn take_from(&mut self, url: &Url) -> Url {
        let (bare, auth) = split(url);
        if let Some(auth) = auth {
            self.known.push(Known {
                origin: bare.origin(),
                url: bare.clone(),
                auth,
            });
        }
        bare
    }

    /// What to send along with a request for `url`, and the URL without what it holds of that itself.
    pub(super) fn for_request(&self, url: &Url) -> (Url, Option<BasicAuth>) {
        let (bare, own) = split(url);
        let known = self.known_for(&bare).filter(|_| own.is_none());
        let auth = own.or_else(|| known.map(|known| known.auth.clone()));
        let netrc = |user: Option<&str>| bare.host_str().and_then(|host| self.netrc.login(host, user));
        let keyring = |user: &str| {
            let index = known.map_or(&bare, |known| &known.url);
            self.keyring
                .as_ref()
                .and_then(|keyring| keyring.password(index, user))
        };
        let auth = match auth {
            // A user without password, as in `https://me@example.org/simple`: netrc or the keyring may know the password.
            Some(BasicAuth { user, password: None }) => {
                let password = netrc(Some(&user)).map(|login| login.password.clone());
                let password = password.or_else(|| keyring(&user));
                Some(BasicAuth { user, password })
            }
            Some(auth) => Some(auth),
            None => netrc(None).map(BasicAuth::from),
        };
        (bare, auth)
    }

    fn known_for(&self, url: &Url) -> Option<&Known> {
        let origin = url.origin();
        let mut best: Option<&Known> = None;
        for known in self.known.iter().filter(|known| known.origin == origin) {
            // Files of an index are often beside it, not below: the server is what counts, the path only decides
            // between several indexes of one server.
            let fit = |known: &Known| common_prefix(known.url.path(), url.path());
            if best.is_none_or(|best| fit(known) > fit(best)) {
                best = Some(known);
            }
        }
        best
    }
}

impl From<&Login> for BasicAuth {
    fn from(login: &Login) -> Self {
        Self {
            user: login.user.clone(),
            password: Some(login.password.clone()),
        }
    }
}

/// The URL without credentials, and these, percent-decoded.
fn split(url: &Url) -> (Url, Option<BasicAuth>) {
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let user = decode(url.username());
    let password = url.password().map(decode);
    let auth = (!user.is_empty() || password.is_some()).then_some(BasicAuth { user, password });
    let mut bare = url.clone();
    if auth.is_some() {
        // Neither can fail, since the URL has a user.
        let _ = bare.set_username("");
        let _ = bare.set_password(None);
    }
    (bare, auth)
}

fn common_prefix(one: &str, two: &str) -> usize {
    one.bytes()
        .zip(two.bytes())
        .take_while(|(one, two)| one == two)
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(credentials: &Credentials, url: &str) -> Option<(String, Option<String>)> {
        let (bare, auth) = credentials.for_request(&Url::parse(url).unwrap());
        assert!(!bare.as_str().contains('@'));
        auth.map(|auth| (auth.user, auth.password))
    }

    fn pair(user: &str, password: &str) -> (String, Option<String>) {
        (user.to_owned(), Some(password.to_owned()))
    }

    #[test]
    fn go_to_the_server_they_were_given_for_only() {
        let mut credentials = Credentials::default();
        let index = Url::parse("https://me:p%40ss%2Fword@example.org/a/simple/").unwrap();
        assert_eq!(
            credentials.take_from(&index).as_str(),
            "https://example.org/a/simple/"
        );
        credentials.take_from(&Url::parse("https://you:other@example.org/b/simple/").unwrap());

        assert_eq!(
            sent(&credentials, "https://example.org/a/simple/boto3/"),
            Some(pair("me", "p@ss/word"))
        );
        assert_eq!(
            sent(&credentials, "https://example.org/b/simple/boto3/"),
            Some(pair("you", "other"))
        );
        assert_eq!(
            sent(&credentials, "https://example.org/files/x.whl"),
            Some(pair("me", "p@ss/word"))
        );
        for other in [
            "http://example.org/a/",
            "https://example.org:444/a/",
            "https://files.example.org/a/",
        ] {
            assert_eq!(sent(&credentials, other), None, "{other}");
        }
        assert_eq!(
            sent(&credentials, "https://own:one@files.example.org/x"),
            Some(pair("own", "one"))
        );
    }

    #[test]
    fn netrc_fills_in_what_the_url_leaves_open() {
        let credentials = Credentials {
            netrc: Netrc::parse("machine example.org login me password secret"),
            ..Credentials::default()
        };
        assert_eq!(
            sent(&credentials, "https://example.org/x"),
            Some(pair("me", "secret"))
        );
        assert_eq!(
            sent(&credentials, "https://me@example.org/x"),
            Some(pair("me", "secret"))
        );
        assert_eq!(
            sent(&credentials, "https://you@example.org/x"),
            Some(("you".to_owned(), None))
        );
        assert_eq!(
            sent(&credentials, "https://you:own@example.org/x"),
            Some(pair("you", "own"))
        );
        assert_eq!(sent(&credentials, "https://example.com/x"), None);
    }

    #[test]
    fn a_missing_netrc_is_no_error() {
        let folder = tempfile::tempdir().unwrap();
        let with_netrc = |path| ClientSettings {
            netrc: Some(path),
            ..ClientSettings::default()
        };
        assert!(Credentials::new(&with_netrc(folder.path().join("netrc"))).is_ok());
        assert!(Credentials::new(&with_netrc(folder.path().to_owned())).is_err());
    }
}

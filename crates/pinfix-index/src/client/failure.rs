//! What went wrong with one attempt, and whether another one may go better.

use std::error::Error;
use std::io;
use std::time::Duration;

use url::Url;

use crate::error::IndexError;
use crate::redact::RedactedUrl;

/// Why one attempt failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    /// No connection, or one that broke off.
    Network(String),
    /// No answer in time.
    Timeout(String),
    /// The server's certificate, or ours, is not accepted.
    Tls(String),
    /// A status that is no answer: 5xx or 429, with the time that the server asks us to wait.
    Status(u16, Option<Duration>),
    /// The answer makes no sense: too many redirects, or too large.
    Refused(String),
    /// No connection can be made with these settings.
    Settings(IndexError),
}

impl Failure {
    /// What `error` means.
    pub(super) fn of(error: &reqwest::Error) -> Self {
        if let Some(tls) = find_tls(error) {
            return match tls {
                // A connection that breaks off during the handshake is the network's doing.
                rustls::Error::General(cause) => Self::Network(cause.clone()),
                other => Self::Tls(in_words(other)),
            };
        }
        let cause = root_cause(error);
        if error.is_timeout() {
            Self::Timeout(cause)
        } else {
            Self::Network(cause)
        }
    }

    /// Whether it may pass by itself.
    pub(super) fn is_passing(&self) -> bool {
        match self {
            Self::Network(_) | Self::Timeout(_) | Self::Status(..) => true,
            Self::Tls(_) | Self::Refused(_) | Self::Settings(_) => false,
        }
    }

    /// How long the server asks us to wait.
    pub(super) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Status(_, after) => *after,
            _ => None,
        }
    }

    /// As an error about `url`, after this many attempts.
    pub(super) fn into_error(self, url: &Url, attempts: u32) -> IndexError {
        let url = RedactedUrl::new(url);
        let tried = |cause: String| {
            if attempts > 1 {
                format!("{cause} (tried {attempts} times)")
            } else {
                cause
            }
        };
        match self {
            Self::Network(cause) => IndexError::Network {
                url,
                cause: tried(cause),
            },
            Self::Timeout(cause) => IndexError::Timeout {
                url,
                cause: tried(cause),
            },
            Self::Tls(cause) => IndexError::Tls { url, cause },
            Self::Status(code, _) => IndexError::Status { url, code },
            Self::Refused(cause) => IndexError::Malformed { url, cause },
            Self::Settings(error) => error,
        }
    }
}

/// The innermost message, which says what happened; the outer ones say which layers it went through.
pub(super) fn root_cause(error: &dyn Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

/// What a TLS error means. Its own text is made for developers.
fn in_words(error: &rustls::Error) -> String {
    use rustls::{CertificateError as Cause, Error as Tls};
    let Tls::InvalidCertificate(cause) = error else {
        return error.to_string();
    };
    let words = match cause {
        Cause::UnknownIssuer => "its certificate comes from an authority that is not trusted",
        Cause::Expired | Cause::ExpiredContext { .. } => "its certificate has expired",
        Cause::NotValidYet | Cause::NotValidYetContext { .. } => "its certificate is not valid yet",
        Cause::NotValidForName | Cause::NotValidForNameContext { .. } => {
            "its certificate is that of another host"
        }
        Cause::Revoked => "its certificate was revoked",
        Cause::BadEncoding => "its certificate can't be read",
        Cause::BadSignature => "its certificate is not signed as it says",
        Cause::InvalidPurpose | Cause::InvalidPurposeContext { .. } => {
            "its certificate is not one for servers"
        }
        Cause::Other(other) => return format!("its certificate is not accepted ({other})"),
        _ => "its certificate is not accepted",
    };
    words.to_owned()
}

/// The TLS error that caused `error`, if one did.
fn find_tls<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(tls) = error.downcast_ref() {
            return Some(tls);
        }
        // An `io::Error` does not name what it wraps as its source.
        if let Some(inner) = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref)
            && let Some(tls) = find_tls(inner)
        {
            return Some(tls);
        }
        next = error.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_tls_errors_however_deep() {
        let tls = rustls::Error::InvalidCertificate(rustls::CertificateError::Expired);
        let wrapped = io::Error::other(io::Error::other(tls.clone()));
        assert_eq!(find_tls(&wrapped), Some(&tls));
        assert_eq!(find_tls(&io::Error::other("reset")), None);
    }

    #[test]
    fn certificates_are_spoken_of_in_words() {
        use rustls::CertificateError as Cause;
        let said = |cause| in_words(&rustls::Error::InvalidCertificate(cause));
        for cause in [
            Cause::UnknownIssuer,
            Cause::Expired,
            Cause::NotValidForName,
            Cause::UnhandledCriticalExtension,
        ] {
            let words = said(cause);
            assert!(words.starts_with("its certificate "), "{words}");
            assert!(!words.contains(['{', '"']), "{words}");
        }
    }
}

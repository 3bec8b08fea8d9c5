//! What can go wrong between a name and its metadata.
//!
//! [`IndexError`] means that nothing can be said about the packages (the index, the network or the machine failed);
//! [`MetadataProblem`] is a fact about one distribution, which can then not be chosen.

use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

use crate::redact::RedactedUrl;

/// The index, the network or the machine failed, so nothing can be said.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[non_exhaustive]
pub enum IndexError {
    /// The cache does not hold it, and the network may not be used.
    #[error("{url} is not in the cache, and pinfix is offline")]
    #[diagnostic(
        code("index::offline"),
        help("run once without `--offline`, or name an index with `file://`")
    )]
    Offline {
        /// What was asked for.
        url: RedactedUrl,
    },
    /// It would have to be fetched, and whoever asked did not want to wait.
    #[error("{what} is not at hand")]
    #[diagnostic(code("index::not-at-hand"))]
    NotAtHand {
        /// What was asked for.
        what: String,
    },
    /// 401: the index wants credentials, or does not accept those given.
    #[error("{url} {} (401)", if *given { "does not accept the credentials given" } else { "asks for credentials" })]
    #[diagnostic(
        code("index::unauthorized"),
        help(
            "give user and password in the index URL, in a netrc file or by `--keyring-provider subprocess`, and check that they are current"
        )
    )]
    Unauthorized {
        /// What was asked for.
        url: RedactedUrl,
        /// Whether credentials were sent, and refused.
        given: bool,
    },
    /// 403: the index does not give this to us.
    #[error("{url} is refused to us (403)")]
    #[diagnostic(
        code("index::forbidden"),
        help("check that the credentials may read this index, and that no proxy stands in between")
    )]
    Forbidden {
        /// What was asked for.
        url: RedactedUrl,
    },
    /// No answer, or one that broke off, after all retries.
    #[error("{url} can't be reached: {cause}")]
    #[diagnostic(
        code("index::network"),
        help(
            "check the network, the proxy settings (`HTTPS_PROXY`, `NO_PROXY`) and the index URL; `--offline` uses what is cached"
        )
    )]
    Network {
        /// What was asked for.
        url: RedactedUrl,
        /// What the network said.
        cause: String,
    },
    /// No answer in time, after all retries.
    #[error("{url} did not answer in time: {cause}")]
    #[diagnostic(
        code("index::timeout"),
        help("try again later, or allow more time with `--timeout`")
    )]
    Timeout {
        /// What was asked for.
        url: RedactedUrl,
        /// How long was waited.
        cause: String,
    },
    /// An answer that is neither success nor "not found", after all retries.
    #[error("{url} answers with status {code}")]
    #[diagnostic(
        code("index::status"),
        help("the index has a problem of its own; try again later or use another with `--index-url`")
    )]
    Status {
        /// What was asked for.
        url: RedactedUrl,
        /// The HTTP status.
        code: u16,
    },
    /// The server's certificate is not accepted, or ours is not.
    #[error("no secure connection to {url}: {cause}")]
    #[diagnostic(
        code("index::tls"),
        help(
            "name your certificate authority's file with `--cert` or `SSL_CERT_FILE`; `--trusted-host HOST` switches the check off for one host"
        )
    )]
    Tls {
        /// What was asked for.
        url: RedactedUrl,
        /// What the check said.
        cause: String,
    },
    /// The answer is no index page.
    #[error("{url} is no index page that can be read: {cause}")]
    #[diagnostic(
        code("index::malformed"),
        help("check that the URL is that of a simple index (PEP 503), often ending in `/simple`")
    )]
    Malformed {
        /// What was asked for.
        url: RedactedUrl,
        /// What is wrong with the answer.
        cause: String,
    },
    /// A file that the page lists is not there, nor is its metadata, so its dependencies are not known.
    #[error("{index} lists {file}, but has neither it nor its metadata")]
    #[diagnostic(
        code("index::missing-file"),
        help("if it is a snapshot, record it again for this question; otherwise the index is damaged")
    )]
    MissingFile {
        /// The file's name.
        file: String,
        /// The index, as it may be shown.
        index: String,
    },
    /// A URL that pinfix can't use.
    #[error("{url} can't be used as an index: {cause}")]
    #[diagnostic(
        code("index::bad-url"),
        help("use a URL that starts with `https://`, `http://` or `file://`")
    )]
    BadUrl {
        /// What was given.
        url: RedactedUrl,
        /// What is wrong with it.
        cause: String,
    },
    /// A setting of the client that can't be used (a certificate file, a proxy, …).
    #[error("{what}: {cause}")]
    #[diagnostic(code("index::bad-setting"))]
    BadSetting {
        /// Which setting, with its value where that is no secret.
        what: String,
        /// What is wrong with it.
        cause: String,
    },
    /// A file or folder of this machine can't be read or written.
    #[error("{}: {cause}", path.display())]
    #[diagnostic(code("index::io"), help("check that the path exists and may be read"))]
    Io {
        /// Which.
        path: PathBuf,
        /// What the operating system said.
        cause: String,
    },
}

/// Why there is no metadata of a distribution.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
pub enum MetadataError {
    /// Nothing can be said: the index, the network or the machine failed.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Index(#[from] IndexError),
    /// This distribution can't be used; others may.
    #[error("{reason}")]
    #[diagnostic(code("index::unusable-distribution"))]
    Unusable {
        /// Why not.
        reason: MetadataProblem,
    },
}

impl IndexError {
    /// That the operating system can't read or write `path`.
    pub fn io(path: impl Into<PathBuf>, error: &std::io::Error) -> Self {
        Self::Io {
            path: path.into(),
            cause: error.to_string(),
        }
    }
}

impl From<MetadataProblem> for MetadataError {
    fn from(reason: MetadataProblem) -> Self {
        Self::Unusable { reason }
    }
}

/// Why one distribution can't be used. Each message is a phrase that follows "… can't be used: ".
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MetadataProblem {
    /// The text is no metadata.
    #[error("its metadata can't be read ({cause})")]
    Unparsable {
        /// What is wrong.
        cause: String,
    },
    /// The metadata is that of another project.
    #[error("its metadata is that of `{found}`")]
    NameMismatch {
        /// The name in the metadata.
        found: String,
    },
    /// The metadata is that of another version.
    #[error("its metadata says version {found}")]
    VersionMismatch {
        /// The version in the metadata.
        found: String,
    },
    /// The file is not the one that the index describes.
    #[error("{file} does not have the hash that is stated for it ({expected}, not {found})")]
    HashMismatch {
        /// The file's name.
        file: String,
        /// `algorithm:digest` as stated.
        expected: String,
        /// `algorithm:digest` of what came.
        found: String,
    },
    /// The archive is damaged, too large, or has no metadata in it.
    #[error("its archive can't be read ({cause})")]
    BadArchive {
        /// What is wrong.
        cause: String,
    },
    /// The file is not there, though the index lists it, or a line points at it.
    #[error("{}", if *listed { format!("the index lists {file} but does not have it") } else { format!("there is no {file} at its URL") })]
    Missing {
        /// The file's name.
        file: String,
        /// Whether an index lists it.
        listed: bool,
    },
    /// A source distribution that states no static metadata, and builds are switched off.
    #[error("it would have to be built to know its dependencies, and {why}")]
    BuildNeeded {
        /// Why it is not built: a phrase such as `builds are switched off`.
        why: String,
        /// Whether it might be built at another time: what it demands is not known just now.
        possible: bool,
    },
    /// The build of its metadata failed.
    #[error("the build of its metadata failed ({cause})")]
    BuildFailed {
        /// What failed, in a phrase.
        cause: String,
        /// The last lines that the build wrote; empty where it wrote none.
        log_tail: String,
    },
}

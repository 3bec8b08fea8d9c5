//! Settings: which indexes, and how they are talked to. Filled in by the command line; nothing here reads the environment.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use pinfix_packaging::PackageName;
use url::Url;

use crate::build::BuildSettings;
use crate::redact::RedactedUrl;
use crate::timeline::Timeline;

/// Which indexes and folders are asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IndexSettings {
    /// The indexes, that of the highest priority first.
    pub indexes: Vec<IndexLocation>,
    /// What it means that several indexes know a name.
    pub strategy: IndexStrategy,
    /// Folders, archive files and pages of links (`--find-links`): paths or URLs, which may hold credentials.
    pub find_links: Vec<FindLinks>,
    /// Only the `find_links` are asked.
    pub no_index: bool,
    /// How metadata that only a build can tell is built.
    pub build: BuildSettings,
}

/// Where an index is.
#[derive(Clone, PartialEq, Eq)]
pub struct IndexLocation {
    /// The URL of its root, which may hold credentials: `https://user:password@example.org/simple`.
    pub url: Url,
}

impl IndexLocation {
    /// An index at `url`.
    pub fn new(url: Url) -> Self {
        Self { url }
    }

    /// What may be shown of it.
    pub fn redacted(&self) -> RedactedUrl {
        RedactedUrl::new(&self.url)
    }
}

impl fmt::Debug for IndexLocation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("IndexLocation")
            .field(&self.redacted())
            .finish()
    }
}

/// A folder or page of links to distributions.
#[derive(Clone, PartialEq, Eq)]
pub struct FindLinks(pub String);

impl FindLinks {
    /// What may be shown of it.
    pub fn redacted(&self) -> RedactedUrl {
        RedactedUrl::from_text(&self.0)
    }
}

impl fmt::Debug for FindLinks {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("FindLinks")
            .field(&self.redacted())
            .finish()
    }
}

/// What it means that several indexes know a name (the names and meanings are uv's).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum IndexStrategy {
    /// Only the first index that knows the name counts, so that nobody can slip a package in from another one.
    #[default]
    FirstIndex,
    /// All count; any acceptable version of an earlier index comes before all versions of a later one.
    UnsafeFirstMatch,
    /// All count as if they were one index.
    UnsafeBestMatch,
}

/// How indexes over HTTP are talked to.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientSettings {
    /// Where answers are kept; `None`: nowhere.
    pub cache_dir: Option<PathBuf>,
    /// Whether only the cache may answer.
    pub offline: bool,
    /// Which cached answers are asked for again.
    pub refresh: Refresh,
    /// How long one request may take without a byte coming in.
    pub timeout: Duration,
    /// How often a request that failed for a passing reason is tried again.
    pub retries: u32,
    /// Files of certificate authorities (PEM) to trust in place of the built-in ones; empty: the built-in ones.
    pub certificates: Vec<PathBuf>,
    /// A client certificate with its key (PEM).
    pub client_certificate: Option<PathBuf>,
    /// Hosts (`host` or `host:port`) whose certificates are not checked.
    pub trusted_hosts: Vec<String>,
    /// The proxy for all requests, which may hold credentials; `None`: what the system says.
    pub proxy: Option<String>,
    /// The netrc file to take credentials from.
    pub netrc: Option<PathBuf>,
    /// How many requests may be under way at once.
    pub concurrency: usize,
    /// The `User-Agent` header.
    pub user_agent: String,
    /// Whether the `keyring` command is asked for credentials.
    pub keyring: KeyringProvider,
    /// Who is told of each question and each request; `None`: nobody.
    pub timeline: Option<Timeline>,
    /// Whether what was read is left to the system at the end and not freed: for a process that ends by then anyway.
    pub leaves_memory: bool,
}

impl Default for ClientSettings {
    fn default() -> Self {
        Self {
            cache_dir: None,
            offline: false,
            refresh: Refresh::default(),
            timeout: Duration::from_secs(30),
            retries: 3,
            certificates: Vec::new(),
            client_certificate: None,
            trusted_hosts: Vec::new(),
            proxy: None,
            netrc: None,
            concurrency: 50,
            user_agent: concat!("pinfix/", env!("CARGO_PKG_VERSION")).to_owned(),
            keyring: KeyringProvider::default(),
            timeline: None,
            leaves_memory: false,
        }
    }
}

impl fmt::Debug for ClientSettings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClientSettings")
            .field("cache_dir", &self.cache_dir)
            .field("offline", &self.offline)
            .field("refresh", &self.refresh)
            .field("timeout", &self.timeout)
            .field("retries", &self.retries)
            .field("certificates", &self.certificates)
            .field("client_certificate", &self.client_certificate)
            .field("trusted_hosts", &self.trusted_hosts)
            .field("proxy", &self.proxy.as_deref().map(RedactedUrl::from_text))
            .field("netrc", &self.netrc)
            .field("concurrency", &self.concurrency)
            .field("user_agent", &self.user_agent)
            .field("keyring", &self.keyring)
            .field("timeline", &self.timeline)
            .field("leaves_memory", &self.leaves_memory)
            .finish()
    }
}

/// Which cached answers are asked for again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Refresh {
    /// Those that are no longer fresh.
    #[default]
    None,
    /// All.
    All,
    /// Those that are no longer fresh, and all about these projects.
    Packages(Vec<PackageName>),
}

/// Whether the `keyring` command is asked for credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeyringProvider {
    /// It is not.
    #[default]
    Disabled,
    /// `keyring get` is run, where it is on the PATH.
    Subprocess,
}

//! Where packages come from, and how they are fetched.

use std::path::PathBuf;

use clap::Args;
use pinfix_packaging::PackageName;

use super::inputs::package_name;
use super::values::{IndexStrategy, KeyringProvider};

/// Where packages come from.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Index")]
pub struct IndexArguments {
    /// The package index: a Simple API (PEP 503, 691), or a local folder laid out like one [env: PINFIX_INDEX_URL,
    /// UV_DEFAULT_INDEX, UV_INDEX_URL, PIP_INDEX_URL]
    #[arg(short, long, visible_alias = "default-index", value_name = "URL")]
    pub index_url: Option<String>,

    /// Another index, which goes before --index-url; several go in their order [env: PINFIX_EXTRA_INDEX_URL, UV_INDEX,
    /// UV_EXTRA_INDEX_URL, PIP_EXTRA_INDEX_URL]
    #[arg(long, visible_alias = "index", value_name = "[NAME=]URL")]
    pub extra_index_url: Vec<String>,

    /// How several indexes are searched [default: first-index]
    #[arg(long, value_enum, value_name = "STRATEGY", hide_default_value = true)]
    pub index_strategy: Option<IndexStrategy>,

    /// A folder of wheels and source distributions, or a page that links to some [env: PINFIX_FIND_LINKS,
    /// UV_FIND_LINKS, PIP_FIND_LINKS]
    #[arg(short, long, value_name = "PATH|URL")]
    pub find_links: Vec<String>,

    /// Use no index at all, only --find-links
    #[arg(long)]
    pub no_index: bool,
}

/// How indexes are reached.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Network")]
pub struct NetworkArguments {
    /// Use what is in the cache and nothing else
    #[arg(long)]
    pub offline: bool,

    /// Ask the index anew about everything
    #[arg(long, alias = "rebuild")]
    pub refresh: bool,

    /// Ask the index anew about one package
    #[arg(long, value_name = "PACKAGE", value_parser = package_name)]
    pub refresh_package: Vec<PackageName>,

    /// Wait this long for an answer of the index [env: PINFIX_TIMEOUT, UV_HTTP_TIMEOUT, PIP_TIMEOUT]
    #[arg(long, value_name = "SECONDS")]
    pub timeout: Option<String>,

    /// The certificates to trust, in PEM form [env: PINFIX_CERT, SSL_CERT_FILE, SSL_CERT_DIR, PIP_CERT]
    #[arg(long, value_name = "FILE")]
    pub cert: Option<PathBuf>,

    /// A certificate and its key to show to the index, in one PEM file [env: PINFIX_CLIENT_CERT, SSL_CLIENT_CERT,
    /// PIP_CLIENT_CERT]
    #[arg(long, value_name = "FILE")]
    pub client_cert: Option<PathBuf>,

    /// Trust HOST without a valid certificate, or without one at all
    #[arg(long, visible_alias = "allow-insecure-host", value_name = "HOST[:PORT]")]
    pub trusted_host: Vec<String>,

    /// Where passwords come from that no file and no variable names [default: disabled]
    #[arg(long, value_enum, value_name = "PROVIDER")]
    pub keyring_provider: Option<KeyringProvider>,
}

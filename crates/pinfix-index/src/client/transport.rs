//! Connections: one pool per kind of trust, opened when the first request needs it.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, NoProxy, Proxy};
use url::Url;

use super::lookup::Lookup;
use super::tls::{self, Trust};
use crate::error::IndexError;
use crate::redact::RedactedUrl;
use crate::settings::ClientSettings;

/// A server that does not take our call by then is not there.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The pools of connections. Redirects are not followed here; see [`super::fetch`].
pub(super) struct Transport {
    settings: ClientSettings,
    trusted: Vec<TrustedHost>,
    lookup: Arc<Lookup>,
    plain: OnceLock<Result<Client, IndexError>>,
    verified: OnceLock<Result<Client, IndexError>>,
    unverified: OnceLock<Result<Client, IndexError>>,
}

impl Transport {
    pub(super) fn new(settings: &ClientSettings) -> Self {
        Self {
            settings: settings.clone(),
            trusted: settings
                .trusted_hosts
                .iter()
                .map(|text| TrustedHost::parse(text))
                .collect(),
            lookup: Arc::default(),
            plain: OnceLock::new(),
            verified: OnceLock::new(),
            unverified: OnceLock::new(),
        }
    }

    /// The pool for requests to `url`. Must be called within the runtime.
    pub(super) fn client(&self, url: &Url) -> Result<&Client, IndexError> {
        let (pool, trust) = match self.trust(url) {
            Trust::Nobody => (&self.plain, Trust::Nobody),
            Trust::Authorities => (&self.verified, Trust::Authorities),
            Trust::Everybody => (&self.unverified, Trust::Everybody),
        };
        pool.get_or_init(|| self.build(trust))
            .as_ref()
            .map_err(Clone::clone)
    }

    fn trust(&self, url: &Url) -> Trust {
        if url.scheme() != "https" && !self.proxy_speaks_tls() {
            // Loading the authorities takes milliseconds, which a plain connection has no use for.
            Trust::Nobody
        } else if self.trusted.iter().any(|trusted| trusted.is(url)) {
            Trust::Everybody
        } else {
            Trust::Authorities
        }
    }

    fn proxy_speaks_tls(&self) -> bool {
        self.settings
            .proxy
            .as_ref()
            .is_some_and(|proxy| proxy.starts_with("https:"))
    }

    fn build(&self, trust: Trust) -> Result<Client, IndexError> {
        let settings = &self.settings;
        let mut builder = Client::builder()
            .tls_backend_preconfigured(tls::config(trust, settings)?)
            .user_agent(&settings.user_agent)
            .dns_resolver(Arc::clone(&self.lookup))
            .redirect(Policy::none())
            .referer(false)
            .connect_timeout(CONNECT_TIMEOUT.min(settings.timeout))
            .read_timeout(settings.timeout)
            .pool_max_idle_per_host(settings.concurrency)
            // Large windows, so that one page of 2 MB does not wait for the other's acknowledgements.
            .http2_initial_stream_window_size(4 << 20)
            .http2_initial_connection_window_size(16 << 20);
        if let Some(proxy) = &settings.proxy {
            builder = builder.proxy(explicit_proxy(proxy)?);
        }
        builder.build().map_err(|error| IndexError::BadSetting {
            what: "the HTTP client".to_owned(),
            cause: super::failure::root_cause(&error),
        })
    }
}

/// The proxy that the settings name. `NO_PROXY` holds for it, too, as in pip.
fn explicit_proxy(text: &str) -> Result<Proxy, IndexError> {
    let url = if text.contains("://") {
        text.to_owned()
    } else {
        format!("http://{text}")
    };
    let proxy = Proxy::all(&url).map_err(|error| IndexError::BadSetting {
        what: format!("the proxy {}", RedactedUrl::from_text(text)),
        cause: super::failure::root_cause(&error),
    })?;
    Ok(proxy.no_proxy(NoProxy::from_env()))
}

/// A host (on one port, or on all) whose certificates are not checked.
struct TrustedHost {
    host: String,
    port: Option<u16>,
}

impl TrustedHost {
    /// Reads `host`, `host:port`, `[::1]:port` or a URL, as pip does.
    fn parse(text: &str) -> Self {
        let text = text.split_once("://").map_or(text, |(_, rest)| rest);
        let text = text.split('/').next().unwrap_or_default();
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) if !host.contains(':') || host.ends_with(']') => (host, port.parse().ok()),
            _ => (text, None),
        };
        Self {
            host: host.trim_matches(['[', ']']).to_ascii_lowercase(),
            port,
        }
    }

    fn is(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        host.eq_ignore_ascii_case(&self.host)
            && self
                .port
                .is_none_or(|port| url.port_or_known_default() == Some(port))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trusts_the_hosts_named_only() {
        let trusts = |text: &str, url: &str| TrustedHost::parse(text).is(&Url::parse(url).unwrap());
        assert!(trusts("example.org", "https://EXAMPLE.org:8443/x"));
        assert!(trusts("example.org:8443", "https://example.org:8443/x"));
        assert!(trusts("example.org:443", "https://example.org/x"));
        assert!(trusts("https://example.org/simple", "https://example.org/x"));
        assert!(trusts("::1", "https://[::1]/x"));
        assert!(trusts("[::1]:8443", "https://[::1]:8443/x"));
        assert!(!trusts("example.org:8443", "https://example.org/x"));
        assert!(!trusts("example.org", "https://files.example.org/x"));
    }

    #[test]
    fn a_bad_proxy_is_named_without_its_password() {
        let error = explicit_proxy("http://me:secret@exa mple:80").unwrap_err();
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}

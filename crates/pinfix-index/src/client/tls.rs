//! Whom we trust, and who we are: the TLS settings.

use std::path::Path;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{
    ClientConfig, ConfigBuilder, DigitallySignedStruct, RootCertStore, SignatureScheme, WantsVerifier,
};

use crate::error::IndexError;
use crate::settings::ClientSettings;

/// Which certificates of servers are accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    /// None: for connections without TLS, for which no certificates are loaded.
    Nobody,
    /// Those that the authorities vouch for that the settings name, else those that the system trusts.
    Authorities,
    /// All: for the hosts that the user trusts without.
    Everybody,
}

/// The TLS settings for this kind of trust.
pub(super) fn config(trust: Trust, settings: &ClientSettings) -> Result<ClientConfig, IndexError> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| bad("TLS".to_owned(), &error))?;
    let builder: ConfigBuilder<ClientConfig, WantsVerifier> = builder;
    let builder = match trust {
        Trust::Nobody => builder.with_root_certificates(RootCertStore::empty()),
        Trust::Authorities => {
            let roots = Arc::new(roots(&settings.certificates)?);
            let verifier = WebPkiServerVerifier::builder_with_provider(roots, provider)
                .build()
                .map_err(|error| bad("the certificate authorities".to_owned(), &error))?;
            builder.with_webpki_verifier(verifier)
        }
        Trust::Everybody => builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(AcceptAll { provider })),
    };
    let mut config = match settings
        .client_certificate
        .as_deref()
        .filter(|_| trust != Trust::Nobody)
    {
        None => builder.with_no_client_auth(),
        Some(path) => {
            let (chain, key) = identity(path)?;
            builder
                .with_client_auth_cert(chain, key)
                .map_err(|error| bad(format!("the client certificate {}", path.display()), &error))?
        }
    };
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// The authorities in `files`, or those of the system where there are none.
fn roots(files: &[impl AsRef<Path>]) -> Result<RootCertStore, IndexError> {
    let mut roots = RootCertStore::empty();
    if files.is_empty() {
        let system = rustls_native_certs::load_native_certs();
        // Systems hold odd certificates; only when none can be used that is worth an error.
        let (added, _) = roots.add_parsable_certificates(system.certs);
        if added == 0 {
            let cause = system
                .errors
                .first()
                .map_or_else(|| "it has none".to_owned(), ToString::to_string);
            return Err(IndexError::BadSetting {
                what: "the system's certificate authorities".to_owned(),
                cause: format!("{cause}; name a file of them with `--cert`"),
            });
        }
        return Ok(roots);
    }
    for path in files {
        let path = path.as_ref();
        let what = || format!("the certificate authorities {}", path.display());
        let certificates = certificates(path).map_err(|error| bad(what(), &error))?;
        let (added, _) = roots.add_parsable_certificates(certificates);
        if added == 0 {
            return Err(bad(
                what(),
                &"there is no certificate in it that can be used (PEM is expected)",
            ));
        }
    }
    Ok(roots)
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, rustls::pki_types::pem::Error> {
    CertificateDer::pem_file_iter(path)?.collect()
}

/// The client's certificate chain and key out of one PEM file.
fn identity(path: &Path) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), IndexError> {
    let what = || format!("the client certificate {}", path.display());
    let chain = certificates(path).map_err(|error| bad(what(), &error))?;
    let key = PrivateKeyDer::from_pem_file(path)
        .map_err(|error| bad(what(), &format!("no private key can be read from it ({error})")))?;
    Ok((chain, key))
}

fn bad(what: String, cause: &impl ToString) -> IndexError {
    IndexError::BadSetting {
        what,
        cause: cause.to_string(),
    }
}

/// Takes every certificate, but still checks that the server holds its key.
#[derive(Debug)]
struct AcceptAll {
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for AcceptAll {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_file_that_is_no_certificate() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ca.pem");
        std::fs::write(&path, "no certificate").unwrap();
        let mut settings = ClientSettings {
            certificates: vec![path.clone()],
            ..ClientSettings::default()
        };
        let shown = config(Trust::Authorities, &settings).unwrap_err().to_string();
        assert!(shown.contains("ca.pem"), "{shown}");

        settings.certificates = vec![folder.path().join("missing.pem")];
        assert!(
            config(Trust::Authorities, &settings)
                .unwrap_err()
                .to_string()
                .contains("missing.pem")
        );

        settings.client_certificate = Some(path);
        assert!(
            config(Trust::Everybody, &settings)
                .unwrap_err()
                .to_string()
                .contains("client certificate")
        );
        assert!(
            config(Trust::Nobody, &settings).is_ok(),
            "plain connections need no certificates"
        );
    }
}

//! Secure connections: which certificates are accepted, and what is said of the others.
//!
//! The certificates are for these tests only: `localhost.pem` (with its key) is that of the server and of the client,
//! `authority.pem` vouches for it; the key of the authority was thrown away.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use pinfix_index::{ClientSettings, IndexError};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};

use crate::support::{connect_to, project, settings, versions};

fn certificate(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/client/certificates")
        .join(name)
}

/// A server that has one page, and counts the connections.
struct SecureServer {
    url: String,
    connections: Arc<AtomicUsize>,
}

impl SecureServer {
    /// `ask`: only clients with a certificate may come in.
    fn start(ask: bool) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .unwrap();
        let builder = if ask {
            let mut roots = RootCertStore::empty();
            roots
                .add(CertificateDer::from_pem_file(certificate("authority.pem")).unwrap())
                .unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            builder.with_client_cert_verifier(verifier.build().unwrap())
        } else {
            builder.with_no_client_auth()
        };
        let pem = certificate("localhost.pem");
        let chain = CertificateDer::pem_file_iter(&pem)
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        let config = builder.with_single_cert(chain, PrivateKeyDer::from_pem_file(&pem).unwrap());
        let config = Arc::new(config.unwrap());

        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!(
            "https://127.0.0.1:{}/simple/",
            listener.local_addr().unwrap().port()
        );
        let connections = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&connections);
        // Ends with the test's process.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                counter.fetch_add(1, Ordering::SeqCst);
                let config = Arc::clone(&config);
                std::thread::spawn(move || answer(stream, config));
            }
        });
        Self { url, connections }
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// Answers one request with a page of one wheel; a handshake that fails is the client's to complain about.
fn answer(stream: TcpStream, config: Arc<ServerConfig>) -> Option<()> {
    let mut stream = StreamOwned::new(ServerConnection::new(config).ok()?, stream);
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).ok()?;
        request.push(byte[0]);
    }
    let page = r#"{"meta": {"api-version": "1.1"}, "name": "apple", "versions": ["1.0"],
        "files": [{"filename": "apple-1.0-py3-none-any.whl", "url": "apple-1.0-py3-none-any.whl", "hashes": {}}]}"#;
    let length = page.len();
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{page}"
    )
    .ok()?;
    stream.conn.send_close_notify();
    stream.flush().ok()
}

#[test]
fn an_unknown_authority_is_said_at_once() {
    let server = SecureServer::start(false);
    let error = project(&connect_to(&server.url, &settings()), "apple").unwrap_err();
    assert!(matches!(error, IndexError::Tls { .. }), "{error:?}");
    assert_eq!(server.connections(), 1, "asking again does not help");
}

#[test]
fn an_authority_of_the_users_own_vouches() {
    let server = SecureServer::start(false);
    let settings = ClientSettings {
        certificates: vec![certificate("authority.pem")],
        ..settings()
    };
    assert_eq!(versions(&connect_to(&server.url, &settings), "apple"), "1.0");
}

#[test]
fn a_trusted_host_needs_nobody_to_vouch() {
    let server = SecureServer::start(false);
    let trusting = |host: &str| ClientSettings {
        trusted_hosts: vec![host.to_owned()],
        ..settings()
    };
    assert_eq!(
        versions(&connect_to(&server.url, &trusting("127.0.0.1")), "apple"),
        "1.0"
    );
    let error = project(&connect_to(&server.url, &trusting("example.org")), "apple").unwrap_err();
    assert!(matches!(error, IndexError::Tls { .. }), "{error:?}");
}

#[test]
fn a_client_certificate_opens_the_door() {
    let server = SecureServer::start(true);
    let certificates = vec![certificate("authority.pem")];
    let without = ClientSettings {
        certificates,
        ..settings()
    };
    let error = project(&connect_to(&server.url, &without), "apple").unwrap_err();
    assert!(
        matches!(error, IndexError::Tls { .. } | IndexError::Network { .. }),
        "{error:?}"
    );
    let with = ClientSettings {
        client_certificate: Some(certificate("localhost.pem")),
        ..without
    };
    assert_eq!(versions(&connect_to(&server.url, &with), "apple"), "1.0");
}

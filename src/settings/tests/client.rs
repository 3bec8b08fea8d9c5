use std::path::PathBuf;
use std::time::Duration;

use pinfix_index::{ClientSettings, KeyringProvider, Refresh};

use super::{World, flags};
use crate::cli::NetworkArguments;
use crate::settings::WrittenOptions;

fn client(world: &World, line: &[&str], variables: &[(&str, &str)]) -> ClientSettings {
    let arguments: NetworkArguments = flags(line);
    world
        .configuration(variables)
        .client(&arguments, &WrittenOptions::default(), None)
        .unwrap()
}

#[test]
fn certificates_come_from_the_first_place_that_names_some() {
    let world = World::new();
    world.write("home/.config/pip/pip.conf", "[global]\ncert = ~/conf.pem\n");
    let all = [
        ("PINFIX_CERT", "/pinfix.pem"),
        ("SSL_CERT_FILE", "/ssl.pem"),
        ("SSL_CERT_DIR", "/certs"),
        ("PIP_CERT", "/pip.pem"),
        ("REQUESTS_CA_BUNDLE", "/requests.pem"),
        ("CURL_CA_BUNDLE", "/curl.pem"),
    ];
    assert_eq!(
        client(&world, &["--cert", "/flag.pem"], &all).certificates,
        [PathBuf::from("/flag.pem")]
    );
    for from in 0..all.len() {
        assert_eq!(
            client(&world, &[], &all[from..]).certificates,
            [PathBuf::from(all[from].1)]
        );
    }
    assert_eq!(
        client(&world, &[], &[]).certificates,
        [world.path().join("home/conf.pem")]
    );
}

#[test]
fn patience_is_that_of_pip_where_pip_was_told() {
    let world = World::new();
    assert_eq!(
        client(&world, &[], &[]).timeout,
        ClientSettings::default().timeout
    );
    assert_eq!(
        client(&world, &["--timeout", "3"], &[("PINFIX_TIMEOUT", "7")]).timeout,
        Duration::from_secs(3)
    );
    assert_eq!(
        client(&world, &[], &[("PIP_TIMEOUT", "2.5")]).timeout,
        Duration::from_millis(2500)
    );
    assert_eq!(
        client(&world, &[], &[("PINFIX_TIMEOUT", "7"), ("PIP_TIMEOUT", "2")])
            .timeout
            .as_secs(),
        7
    );
    assert_eq!(client(&world, &[], &[("PIP_RETRIES", "9")]).retries, 9);
    for bad in ["0", "-1", "soon", "nan", "inf"] {
        let configuration = world.configuration(&[("PIP_DEFAULT_TIMEOUT", bad)]);
        let error = configuration
            .client(&flags(&[]), &WrittenOptions::default(), None)
            .unwrap_err();
        assert!(
            error.to_string().starts_with("PIP_DEFAULT_TIMEOUT can't be used"),
            "{error}"
        );
    }
}

#[test]
fn trusted_hosts_come_together() {
    let arguments: NetworkArguments = flags(&["--trusted-host", "a"]);
    let written = WrittenOptions {
        trusted_hosts: vec!["c".to_owned()],
        ..WrittenOptions::default()
    };
    let configuration = World::new().configuration(&[("PIP_TRUSTED_HOST", "b b2")]);
    assert_eq!(
        configuration
            .client(&arguments, &written, None)
            .unwrap()
            .trusted_hosts,
        ["a", "b", "b2", "c"]
    );
}

#[test]
fn the_rest_is_told_to_the_client() {
    let world = World::new();
    world.write("home/.netrc", "");
    let variables = [
        ("PIP_PROXY", "http://proxy.example.org:3128"),
        ("UV_KEYRING_PROVIDER", "subprocess"),
    ];
    let client = client(&world, &["--offline", "--refresh-package", "Boto3"], &variables);
    assert!(client.offline);
    assert_eq!(client.refresh, Refresh::Packages(vec!["boto3".parse().unwrap()]));
    assert_eq!(client.proxy.as_deref(), Some("http://proxy.example.org:3128"));
    assert_eq!(client.keyring, KeyringProvider::Subprocess);
    assert_eq!(client.netrc, Some(world.path().join("home/.netrc")));
}

//! Who gets to see credentials.

use std::fs;

use pinfix_index::{ClientSettings, IndexError};
use pinfix_testing::LocalIndex;
use pinfix_testing::local_index::{Fault, Options};

use crate::support::{connect, connect_to, project, requires, settings, versions, wheel_metadata, world};

fn locked() -> LocalIndex {
    let credentials = Some(("me".to_owned(), "secret".to_owned()));
    LocalIndex::with_options(
        &world(),
        Options {
            credentials,
            ..Options::default()
        },
    )
}

#[test]
fn those_in_the_url_open_pages_and_files() {
    let index = locked();
    let client = connect_to(&index.url_with_credentials("me", "secret"), &settings());
    assert_eq!(versions(&client, "apple"), "1.0 2.0");
    assert_eq!(requires(&wheel_metadata(&client).unwrap()), "pear>=2");
    let shown = format!("{:?}", project(&client, "apple").unwrap());
    assert!(!shown.contains("secret"), "{shown}");
}

#[test]
fn those_in_netrc_do_as_well() {
    let index = locked();
    let folder = tempfile::tempdir().unwrap();
    let netrc = folder.path().join("netrc");
    fs::write(&netrc, "machine 127.0.0.1 login me password secret\n").unwrap();
    let settings = ClientSettings {
        netrc: Some(netrc),
        ..settings()
    };
    assert_eq!(versions(&connect_to(&index.url(), &settings), "apple"), "1.0 2.0");
}

#[test]
fn a_refusal_is_said_at_once_and_without_the_password() {
    let index = locked();
    let error = project(&connect(&index), "apple").unwrap_err();
    assert!(matches!(error, IndexError::Unauthorized { .. }), "{error}");

    let wrong = connect_to(&index.url_with_credentials("me", "s3cr3t"), &settings());
    let error = project(&wrong, "apple").unwrap_err();
    assert!(
        matches!(error, IndexError::Unauthorized { given: true, .. }),
        "{error}"
    );
    assert!(
        error.to_string().contains("does not accept the credentials"),
        "{error}"
    );
    assert!(!format!("{error} {error:?}").contains("s3cr3t"));

    let index = LocalIndex::of(&world());
    index.always("/simple/*", Fault::Status(403));
    let error = project(&connect(&index), "apple").unwrap_err();
    assert!(matches!(error, IndexError::Forbidden { .. }), "{error}");
}

#[test]
fn a_redirect_to_another_server_does_not_take_them_along() {
    let other = LocalIndex::of(&world());
    let index = locked();
    index.always(
        "/simple/apple/",
        Fault::Redirect(format!("{}apple/", other.url())),
    );
    let client = connect_to(&index.url_with_credentials("me", "secret"), &settings());
    assert_eq!(versions(&client, "apple"), "1.0 2.0");
    // The files are where the page is.
    assert_eq!(requires(&wheel_metadata(&client).unwrap()), "pear>=2");
    assert!(
        index
            .requests()
            .iter()
            .all(|request| request.header("authorization").is_some())
    );
    assert!(other.requests().len() >= 2);
    assert!(
        other
            .requests()
            .iter()
            .all(|request| request.header("authorization").is_none())
    );
}

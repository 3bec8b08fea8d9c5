//! Servers that fail for a while, or for good.

use std::time::{Duration, Instant};

use pinfix_index::{ClientSettings, Index, IndexError};
use pinfix_testing::LocalIndex;
use pinfix_testing::local_index::{Delay, Fault, Options};

use crate::support::{connect, connect_to, project, settings, versions, wheel_metadata, world};

#[test]
fn what_passes_is_tried_again() {
    for fault in [
        Fault::Status(500),
        Fault::Status(503),
        Fault::Reset,
        Fault::Truncated,
        Fault::Silence,
    ] {
        let index = LocalIndex::of(&world());
        index.times(2, "/simple/apple/", fault.clone());
        assert_eq!(versions(&connect(&index), "apple"), "1.0 2.0", "{fault:?}");
        assert_eq!(index.paths().len(), 3, "{fault:?}");
    }
}

#[test]
fn metadata_is_tried_again_too() {
    for fault in [Fault::Status(502), Fault::Reset, Fault::Truncated] {
        let index = LocalIndex::of(&world());
        index.times(
            1,
            "/simple/apple/apple-2.0-py3-none-any.whl.metadata",
            fault.clone(),
        );
        assert!(wheel_metadata(&connect(&index)).is_ok(), "{fault:?}");
    }
}

#[test]
fn waits_as_long_as_the_server_asks() {
    let index = LocalIndex::of(&world());
    index.times(1, "/simple/apple/", Fault::TooManyRequests { retry_after: 1 });
    let start = Instant::now();
    assert_eq!(versions(&connect(&index), "apple"), "1.0 2.0");
    assert!(start.elapsed() >= Duration::from_secs(1));
}

type Expected = fn(&IndexError) -> bool;

#[test]
fn what_does_not_pass_ends_in_bounded_time() {
    let cases: [(Fault, Expected); 5] = [
        (Fault::Status(500), |error| {
            matches!(error, IndexError::Status { code: 500, .. })
        }),
        (Fault::Reset, |error| matches!(error, IndexError::Network { .. })),
        (Fault::Truncated, |error| {
            matches!(error, IndexError::Network { .. })
        }),
        (Fault::Silence, |error| {
            matches!(error, IndexError::Timeout { .. })
        }),
        (Fault::Redirect("/simple/apple/".to_owned()), |error| {
            matches!(error, IndexError::Malformed { .. })
        }),
    ];
    for (fault, expected) in cases {
        let index = LocalIndex::of(&world());
        index.always("/simple/apple/", fault.clone());
        let start = Instant::now();
        let error = project(&connect(&index), "apple").unwrap_err();
        assert!(expected(&error), "{fault:?}: {error:?}");
        assert!(error.to_string().contains("/simple/apple/"), "{error}");
        assert!(
            start.elapsed() < Duration::from_secs(5),
            "{fault:?}: {:?}",
            start.elapsed()
        );
    }
}

#[test]
fn nobody_there() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let client = connect_to(&format!("http://127.0.0.1:{port}/simple"), &settings());
    let error = project(&client, "apple").unwrap_err();
    assert!(
        matches!(&error, IndexError::Network { cause, .. } if cause.contains("3 times")),
        "{error}"
    );
}

#[test]
fn nonsense_is_no_page() {
    for nonsense in ["", "{\"files\": 7}", "\0\u{1}\u{2}", "{"] {
        let index = LocalIndex::with_options(&world(), Options::default());
        index.always("/simple/apple/*", Fault::Replaced(nonsense.as_bytes().to_vec()));
        let error = project(&connect(&index), "apple").unwrap_err();
        assert!(
            matches!(error, IndexError::Malformed { .. }),
            "{nonsense:?}: {error}"
        );
    }
}

#[test]
fn an_answer_that_nobody_waits_for_any_more_comes_for_whoever_asks_next() {
    let options = Options {
        delay: Delay::Fixed(Duration::from_millis(1500)),
        ..Options::default()
    };
    let index = LocalIndex::with_options(&world(), options);
    let patient = ClientSettings {
        timeout: Duration::from_secs(10),
        ..settings()
    };
    let client = connect_to(&index.url(), &patient);
    client.wait_until(Some(Instant::now() + Duration::from_millis(50)), None);
    let begun = Instant::now();
    for _ in 0..2 {
        let answer = project(&client, "apple");
        assert!(matches!(answer, Err(IndexError::NotAtHand { .. })), "{answer:?}");
    }
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    client.wait_until(None, None);
    assert_eq!(versions(&client, "apple"), "1.0 2.0");
}

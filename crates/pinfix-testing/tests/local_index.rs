//! The local index over real connections: how it behaves, and that it misbehaves as told.

#![expect(
    clippy::unwrap_used,
    reason = "in tests, helpers included, a panic is the message"
)]

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use pinfix_testing::local_index::Pages;
use pinfix_testing::{Delay, Fault, LocalIndex, Metadata, Options, Release, World};

const JSON: &str = "Accept: application/vnd.pypi.simple.v1+json";

fn world() -> World {
    World::new()
        .with(
            Release::new("Foo.Bar", "1.0")
                .requires(["baz>=1"])
                .requires_python(">=3.8")
                .with_sdist(),
        )
        .with(Release::new("baz", "1.0+local.1").yanked("broken"))
}

/// The whole answer as text; the error is the connection's.
fn get(index: &LocalIndex, path: &str, headers: &[&str]) -> io::Result<String> {
    get_within(Duration::from_secs(10), index, path, headers)
}

fn get_within(limit: Duration, index: &LocalIndex, path: &str, headers: &[&str]) -> io::Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", index.port()))?;
    stream.set_read_timeout(Some(limit))?;
    let headers = headers
        .iter()
        .map(|header| format!("{header}\r\n"))
        .collect::<Vec<_>>()
        .concat();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n"
    )?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

fn status(answer: io::Result<String>) -> u16 {
    answer.unwrap().split(' ').nth(1).unwrap().parse().unwrap()
}

fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").unwrap().1
}

#[test]
fn pages_come_as_the_client_asks() {
    let index = LocalIndex::of(&world());
    let json = get(&index, "/simple/foo-bar/", &[JSON]).unwrap();
    assert!(
        json.contains("Content-Type: application/vnd.pypi.simple.v1+json\r\n"),
        "{json}"
    );
    let page: serde_json::Value = serde_json::from_str(body(&json)).unwrap();
    assert_eq!(page["files"][0]["filename"], "foo_bar-1.0-py3-none-any.whl");
    assert_eq!(page["files"][0]["requires-python"], ">=3.8");
    assert_eq!(page["files"][1]["core-metadata"], false);
    let html = get(&index, "/simple/baz/", &["Accept: text/html"]).unwrap();
    assert!(
        body(&html).contains("<a href=\"baz-1.0%2Blocal.1-py3-none-any.whl#sha256="),
        "{html}"
    );
    assert!(body(&html).contains("data-yanked=\"broken\""), "{html}");
    assert_eq!(status(get(&index, "/simple/nothing/", &[])), 404);
    assert_eq!(status(get(&index, "/simple/baz", &[])), 301);
    assert_eq!(status(get(&index, "/simple/../../etc/passwd", &[])), 404);
}

#[test]
fn files_have_metadata_ranges_and_validators() {
    let index = LocalIndex::of(&world());
    let wheel = "/simple/foo-bar/foo_bar-1.0-py3-none-any.whl";
    let metadata = get(&index, &format!("{wheel}.metadata"), &[]).unwrap();
    assert!(body(&metadata).contains("Requires-Dist: baz>=1\n"), "{metadata}");
    let part = get(&index, wheel, &["Range: bytes=0-1"]).unwrap();
    assert!(part.starts_with("HTTP/1.1 206 ") && body(&part) == "PK", "{part}");
    let tag = part.lines().find_map(|line| line.strip_prefix("ETag: "));
    assert_eq!(
        tag, None,
        "the tag of a part would be taken for that of the whole"
    );
    let page = get(&index, "/simple/baz/", &[]).unwrap();
    let tag = page.lines().find_map(|line| line.strip_prefix("ETag: ")).unwrap();
    assert_eq!(
        status(get(&index, "/simple/baz/", &[&format!("If-None-Match: {tag}")])),
        304
    );
    assert_eq!(
        status(get(&index, "/simple/baz/", &["If-None-Match: \"other\""])),
        200
    );
    assert_eq!(
        status(get(&index, "/simple/baz/baz-1.0%2Blocal.1-py3-none-any.whl", &[])),
        200
    );
}

#[test]
fn an_old_index_offers_less() {
    let options = Options {
        pages: Pages::Html,
        metadata: Metadata::Absent,
        ranges: false,
        validators: false,
        max_age: None,
        ..Options::default()
    };
    let index = LocalIndex::with_options(&world(), options);
    let page = get(&index, "/simple/foo-bar/", &[JSON]).unwrap();
    assert!(
        page.contains("text/html") && !page.contains("core-metadata"),
        "{page}"
    );
    assert!(
        !page.contains("ETag") && !page.contains("Cache-Control"),
        "{page}"
    );
    let wheel = "/simple/foo-bar/foo_bar-1.0-py3-none-any.whl";
    assert_eq!(status(get(&index, wheel, &["Range: bytes=0-1"])), 200);
    assert_eq!(status(get(&index, &format!("{wheel}.metadata"), &[])), 404);
    assert_eq!(status(get(&index, "/pypi/foo-bar/1.0/json", &[])), 404);
}

#[test]
fn the_json_api_answers_where_it_is_on() {
    let index = LocalIndex::with_options(
        &world(),
        Options {
            json_api: true,
            ..Options::default()
        },
    );
    let answer = get(&index, "/pypi/foo-bar/1.0/json", &[]).unwrap();
    let answer: serde_json::Value = serde_json::from_str(body(&answer)).unwrap();
    assert_eq!(answer["info"]["requires_dist"][0], "baz>=1");
    assert_eq!(status(get(&index, "/pypi/foo-bar/2.0/json", &[])), 404);
}

#[test]
fn answers_go_wrong_as_told_and_are_recorded() {
    let index = LocalIndex::of(&world());
    let page = "/simple/baz/";
    let right = get(&index, page, &[]).unwrap();
    index
        .times(1, page, Fault::Status(503))
        .times(1, page, Fault::TooManyRequests { retry_after: 1 })
        .times(1, page, Fault::Redirect("/simple/foo-bar/".to_owned()))
        .times(1, page, Fault::Corrupted)
        .times(1, page, Fault::Replaced(b"other".to_vec()))
        .times(1, page, Fault::Truncated)
        .times(1, page, Fault::Reset)
        .times(1, page, Fault::Silence)
        .times(1, page, Fault::Late(Duration::from_millis(30)));
    assert_eq!(status(get(&index, page, &[])), 503);
    assert!(get(&index, page, &[]).unwrap().contains("Retry-After: 1\r\n"));
    assert!(
        get(&index, page, &[])
            .unwrap()
            .contains("Location: /simple/foo-bar/\r\n")
    );
    let corrupted = get(&index, page, &[]).unwrap();
    assert!(body(&corrupted).len() == body(&right).len() && body(&corrupted) != body(&right));
    assert_eq!(body(&get(&index, page, &[]).unwrap()), "other");
    let truncated = get(&index, page, &[]).unwrap();
    assert_eq!(body(&truncated).len(), body(&right).len() / 2);
    assert!(
        truncated.contains(&format!("Content-Length: {}\r\n", body(&right).len())),
        "{truncated}"
    );
    assert_eq!(
        get(&index, page, &[]).unwrap_err().kind(),
        io::ErrorKind::ConnectionReset
    );
    let silence = get_within(Duration::from_millis(100), &index, page, &[])
        .unwrap_err()
        .kind();
    assert!(
        matches!(silence, io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut),
        "{silence}"
    );
    assert_eq!(get(&index, page, &["X-Last: yes"]).unwrap(), right);
    assert_eq!(index.paths(), vec![page; 10]);
    assert_eq!(index.requests()[9].header("x-last"), Some("yes"));
}

#[test]
fn credentials_are_asked_for() {
    let credentials = Some(("user".to_owned(), "secret".to_owned()));
    let index = LocalIndex::with_options(
        &world(),
        Options {
            credentials,
            ..Options::default()
        },
    );
    assert!(
        get(&index, "/simple/baz/", &[])
            .unwrap()
            .contains("WWW-Authenticate: Basic")
    );
    assert_eq!(
        status(get(
            &index,
            "/simple/baz/",
            &["Authorization: Basic dXNlcjpzZWNyZXQ="]
        )),
        200
    );
    assert_eq!(
        status(get(
            &index,
            "/simple/baz/",
            &["Authorization: Basic dXNlcjp3cm9uZw=="]
        )),
        401
    );
}

#[test]
fn answers_are_held_back() {
    let delay = Delay::Fixed(Duration::from_millis(40));
    let index = LocalIndex::with_options(
        &world(),
        Options {
            delay,
            ..Options::default()
        },
    );
    let started = Instant::now();
    assert_eq!(status(get(&index, "/simple/baz/", &[])), 200);
    assert!(started.elapsed() >= Duration::from_millis(40));
}

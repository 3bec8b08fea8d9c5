//! Projects' pages.

use std::fmt::Write;
use std::sync::Arc;

use pinfix_index::simple::{Page, PageError, html, json};
use pinfix_index::{Advertised, Project};
use url::Url;

type Reader = fn(&[u8], Page<'_>) -> Result<Project, PageError>;

fn read(reader: Reader, project: &str, page: &str) -> Result<Project, PageError> {
    let url = Url::parse("https://example.org/simple/foo/").unwrap();
    reader(
        page.as_bytes(),
        Page {
            url: &url,
            project: &project.parse().unwrap(),
            index: &Arc::from("https://example.org/simple"),
        },
    )
}

/// What was read, one line per fact.
fn shown(project: &Project) -> String {
    let mut text = String::new();
    for release in &project.releases {
        for file in &release.distributions {
            let _ = write!(text, "{} {} {}", release.version, file.filename, file.location);
            for hash in &file.hashes {
                let _ = write!(text, " {hash}");
            }
            if let Some(python) = &file.requires_python {
                let read = python.specifiers.as_ref().map(ToString::to_string);
                let _ = write!(text, " python={:?}->{read:?}", python.text);
            }
            if let Some(yanked) = &file.yanked {
                let _ = write!(text, " yanked={:?}", yanked.reason);
            }
            if let Some(size) = file.size {
                let _ = write!(text, " size={size}");
            }
            if let Some(time) = file.upload_time {
                let _ = write!(text, " time={time}");
            }
            match &file.metadata_hashes {
                Advertised::No => {}
                Advertised::Yes(None) => text.push_str(" metadata"),
                Advertised::Yes(Some(hash)) => {
                    let _ = write!(text, " metadata={hash}");
                }
            }
            text.push('\n');
        }
    }
    for file in &project.skipped {
        let _ = writeln!(text, "skipped {}: {}", file.filename, file.reason);
    }
    text
}

#[test]
fn json_with_all_that_a_page_can_have() {
    let page = r#"{
      "meta": {"api-version": "1.4", "_last-serial": 7}, "name": "foo", "versions": ["1.0", "1.10"], "unknown": [{}],
      "files": [
        {"filename": "foo-1.10-py2.py3-none-any.whl", "url": "https:\/\/example.org\/foo-1.10-py2.py3-none-any.whl?token=t", "hashes": {"sha256": "AB12", "md5": "cd"},
         "requires-python": ">=3.6, ", "yanked": "broken on \u0031", "size": 1234, "upload-time": "2023-01-02T03:04:05.678901Z",
         "core-metadata": {"sha256": "ee"}, "data-dist-info-metadata": {"sha256": "ee"}, "provenance": null},
        {"filename": "foo-1.0.tar.gz", "url": "../../files/foo-1.0.tar.gz", "hashes": {}, "requires-python": null, "yanked": true, "dist-info-metadata": true},
        {"filename": "Foo-1.0-cp39-cp39-win_amd64.whl", "url": "Foo-1.0-cp39-cp39-win_amd64.whl", "hashes": {"sha256": 7}, "yanked": false, "core-metadata": false, "dist-info-metadata": true, "size": null},
        {"filename": "foo-1.0-py3.8.egg", "url": "x", "hashes": {}},
        {"filename": "foo-1.0.exe", "url": "x", "hashes": {}},
        {"filename": "bar-1.0-py3-none-any.whl", "url": "x", "hashes": {}},
        {"filename": "foo-1.1.tar.gz", "url": "file:///etc/foo-1.1.tar.gz", "hashes": {}},
        {"filename": "foo-1.2.tar.gz", "url": "https://[", "hashes": {}}
      ]}"#;
    insta::assert_snapshot!(shown(&read(json::parse, "foo", page).unwrap()));
}

#[test]
fn html_as_it_is_served() {
    let page = r#"<!DOCTYPE html>
      <html><head><meta name="pypi:repository-version" content="1.1"><BASE href="../../packages/"></head><body>
      <!-- <a href="foo-0.1.tar.gz">commented out</a> -->
      <h1>Links for foo</h1> <a href="../">up</a> <a name="x">no link</a>
      <a href="foo-1.10-py3-none-any.whl#sha256=AB12&egg=foo" data-requires-python="&gt;=3.6,
        &lt;4" data-core-metadata="sha256=ee" data-dist-info-metadata="sha256=ff">foo-1.10-py3-none-any.whl</a><br/>
      <A HREF='/f/foo-1.0.tar.gz?a=1&amp;b=2' data-yanked>foo</A><br>
      <a
        rel=internal href=https://example.org/f/foo-1.0%2Bcpu-py3-none-any.whl data-yanked='it &gt; "broken"' data-dist-info-metadata="true">x</a
      ><a title="a > b" href="foo-2.0rc1.zip#md5=ab" data-core-metadata=false>y</a>
      <a href="foo-1.0.win32.exe">z</a> <a href="https://[/foo-3.0.tar.gz">bad</a> <a href="README.txt">r</a>
      </body>"#;
    insta::assert_snapshot!(shown(&read(html::parse, "foo", page).unwrap()));
}

#[test]
fn distributions_of_one_version_keep_the_order_of_the_page() {
    let page = r#"{"files": [
        {"filename": "foo-2.tar.gz", "url": "a"}, {"filename": "foo-1.0.tar.gz", "url": "b"},
        {"filename": "foo-1-py3-none-any.whl", "url": "c"}, {"filename": "foo-2-py3-none-any.whl", "url": "d"}]}"#;
    let project = read(json::parse, "foo", page).unwrap();
    let names: Vec<_> = project
        .distributions()
        .map(|file| file.filename.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "foo-1.0.tar.gz",
            "foo-1-py3-none-any.whl",
            "foo-2.tar.gz",
            "foo-2-py3-none-any.whl"
        ]
    );
    assert_eq!(project.releases.len(), 2);
    assert!(project.release(&"1.0.0".parse().unwrap()).is_some());
}

#[test]
fn what_is_no_page_is_refused() {
    let cases: [(Reader, &str); 8] = [
        (json::parse, "<html></html>"),
        (json::parse, r#"{"projects": []}"#),
        (json::parse, r#"{"meta": {"api-version": "2.0"}, "files": []}"#),
        (json::parse, r#"{"files": [{"filename": "foo-1.tar.gz"}]}"#),
        (json::parse, r#"{"files": ["#),
        (html::parse, "502 Bad Gateway"),
        (
            html::parse,
            r#"<title>Sign in</title><form action="/login"><input name="user"></form><a href="/forgot">Forgot?</a>"#,
        ),
        (
            html::parse,
            r#"<meta name="pypi:repository-version" content="3.0">"#,
        ),
    ];
    let errors: Vec<String> = cases
        .iter()
        .map(|(reader, page)| read(*reader, "foo", page).unwrap_err().to_string())
        .collect();
    insta::assert_snapshot!(errors.join("\n"));
    for empty in [
        "",
        "<!DOCTYPE html><title>Links for foo</title><h1>Links for foo</h1>",
    ] {
        assert!(read(html::parse, "foo", empty).unwrap().releases.is_empty());
    }
    let decorated = r#"<script></script><a href="foo-1.0.tar.gz">foo-1.0.tar.gz</a>"#;
    assert_eq!(read(html::parse, "foo", decorated).unwrap().releases.len(), 1);
}

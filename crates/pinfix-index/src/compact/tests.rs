//! What is written down is what the page says.

use std::str::FromStr;
use std::sync::Arc;

use pinfix_packaging::PackageName;
use proptest::prelude::{Strategy, prop_assert_eq};
use url::Url;

use super::Writer;
use crate::project::Project;
use crate::simple::{Page, html, json};

fn text() -> impl Strategy<Value = String> {
    let file = (
        proptest::sample::select(vec![
            "demo-1.0-py3-none-any.whl",
            "demo-1.0.0-py2.py3-none-any.whl",
            "Demo-1.1-2-cp39-cp39-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
            "demo-1.1.tar.gz",
            "demo-0.9.zip",
            "demo-0.9.tar.gz",
            "other-1.0.tar.gz",
            "demo-1.0.exe",
            "d\\u00e9mo-1.0.tar.gz",
            "demo-1.0",
        ]),
        proptest::sample::select(vec![
            "https://files.example.org/ab/demo.whl",
            "https://files.example.org/a/b/demo.whl#sha256=00",
            "../../files/demo",
            "../../files/demo-2",
            "ftp://example.org/demo",
            "HTTPS://Example.org/demo",
            "https://",
        ]),
        proptest::sample::select(vec![
            "",
            r#", "hashes": {"sha256": "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F"}"#,
            r#", "hashes": {"SHA256": "00", "md5": "ff", "blake2b": "aa", "size": 3}"#,
            r#", "hashes": {}"#,
            r#", "hashes": null"#,
        ]),
        proptest::sample::select(vec![
            "",
            r#", "requires-python": ">=3.9", "yanked": false, "size": 17"#,
            r#", "requires-python": " >=3.9 ", "yanked": true, "core-metadata": true"#,
            r#", "requires-python": "", "yanked": "broken", "core-metadata": false"#,
            r#", "requires-python": "what", "yanked": "", "dist-info-metadata": {"md5": "aa", "sha256": "bb"}"#,
        ]),
        proptest::sample::select(vec![
            "",
            r#", "upload-time": "2024-02-03T04:05:06.789Z""#,
            r#", "upload-time": "yesterday""#,
        ]),
    );
    let file = file.prop_map(|(name, url, hashes, more, time)| {
        format!(r#"{{"filename": "{name}", "url": "{url}"{hashes}{more}{time}}}"#)
    });
    proptest::collection::vec(file, 0..10).prop_map(|files| format!(r#"{{"files": [{}]}}"#, files.join(",")))
}

/// The project of a page, by way of what is written down.
fn written<'a>(page: Page<'_>, fill: impl FnOnce(&mut Writer<'_, 'a>)) -> Project {
    let mut writer: Writer<'_, 'a> = Writer::new(page);
    fill(&mut writer);
    let written = writer.finish().unwrap();
    let bytes = Arc::new(postcard::to_stdvec(&written.record).unwrap());
    let again = postcard::from_bytes::<super::ProjectRecord<'_>>(&bytes).unwrap();
    let read = again.project(&bytes, page.project, page.index).unwrap();
    let project = written.project(&bytes, page.project, page.index).unwrap();
    assert_eq!(read, project);
    project
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 500, ..Default::default() })]

    #[test]
    fn json_says_the_same_written_down_as_read_at_once(text in text()) {
        let (url, name) = (Url::parse("https://example.org/simple/demo/").unwrap(), PackageName::from_str("demo").unwrap());
        let page = Page { url: &url, project: &name, index: &Arc::from("https://example.org/simple/") };
        let project = written(page, |writer| {
            json::each_link(text.as_bytes(), |link, url| writer.follow(link, url)).unwrap();
        });
        prop_assert_eq!(project, json::parse(text.as_bytes(), page).unwrap());
    }
}

#[test]
fn html_says_the_same_written_down_as_read_at_once() {
    let text = br#"<!doctype html><a href="../../files/demo-1.0.tar.gz#sha256=00ff" data-requires-python="&gt;=3.9">x</a>
        <a href="demo-1.1-py3-none-any.whl" data-yanked="bad" data-core-metadata="sha256=aa">x</a>
        <a href="file:///etc/demo-1.2.tar.gz">x</a><a href="https://:0:/demo-1.3.tar.gz">x</a>"#;
    let (url, name) = (
        Url::parse("https://example.org/simple/demo/").unwrap(),
        PackageName::from_str("demo").unwrap(),
    );
    let page = Page {
        url: &url,
        project: &name,
        index: &Arc::from("https://example.org/simple/"),
    };
    let project = written(page, |writer| {
        for (link, url) in html::links(text, &url).unwrap() {
            writer.add(link, url);
        }
    });
    assert_eq!(project.releases.len(), 2);
    assert_eq!(project.skipped.len(), 2);
    assert_eq!(project, html::parse(text, page).unwrap());
}

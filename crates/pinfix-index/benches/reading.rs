//! What reading costs: a page of 2,000 releases as JSON and as HTML, and METADATA. The inputs are made up on the spot.

use std::error::Error;
use std::fmt::Write as _;
use std::hint::black_box;

use criterion::Criterion;
use pinfix_index::simple::{self, Page};
use pinfix_index::{CoreMetadata, Provenance};
use pinfix_packaging::PackageName;
use url::Url;

const RELEASES: usize = 2000;

/// The file names of a project that publishes a wheel and a source distribution each time.
fn files() -> impl Iterator<Item = String> {
    (0..RELEASES).flat_map(|number| {
        let version = format!("1.{}.{}", number / 100, number % 100);
        [
            format!("demo-{version}-py3-none-any.whl"),
            format!("demo-{version}.tar.gz"),
        ]
    })
}

fn digest(number: usize) -> String {
    format!("{number:064x}")
}

fn json() -> String {
    let mut page = r#"{"meta":{"api-version":"1.1"},"name":"demo","files":["#.to_owned();
    for (number, file) in files().enumerate() {
        let (comma, hash) = (if number == 0 { "" } else { "," }, digest(number));
        // Writing to a string can't fail.
        let _ = write!(
            page,
            r#"{comma}{{"filename":"{file}","url":"https://files.example.org/{hash}/{file}","hashes":{{"sha256":"{hash}"}},"#
        );
        let _ = write!(
            page,
            r#""requires-python":">=3.{}","size":12345,"upload-time":"2026-01-01T00:00:{:02}.123456Z","#,
            7 + number / 1000,
            number % 60
        );
        let _ = write!(page, r#""yanked":false,"core-metadata":{{"sha256":"{hash}"}}}}"#);
    }
    page + "]}"
}

fn html() -> String {
    let mut page = "<!DOCTYPE html><html><body>\n".to_owned();
    for (number, file) in files().enumerate() {
        let hash = digest(number);
        // Writing to a string can't fail.
        let _ = writeln!(
            page,
            r#"<a href="https://files.example.org/{hash}/{file}#sha256={hash}" data-requires-python="&gt;=3.{}" data-core-metadata="sha256={hash}">{file}</a><br>"#,
            7 + number / 1000
        );
    }
    page + "</body></html>\n"
}

/// The headers of a project with many extras, and a long description.
fn metadata() -> String {
    let mut text = "Metadata-Version: 2.4\nName: demo\nVersion: 1.0\nRequires-Python: >=3.9\n".to_owned();
    for number in 0..60 {
        // Writing to a string can't fail.
        let _ = writeln!(text, "Provides-Extra: extra{number}");
        let _ = writeln!(
            text,
            "Requires-Dist: package{number}[more]<3,>=1.{number}; python_version < \"3.12\" and extra == \"extra{number}\""
        );
    }
    text + "\n" + &"What it is for, in many words.\n".repeat(2000)
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut criterion = Criterion::default().configure_from_args();
    let url = Url::parse("https://index.example.org/simple/demo/")?;
    let project: PackageName = "demo".parse()?;
    let index = "https://index.example.org/simple/".into();
    let page = Page {
        url: &url,
        project: &project,
        index: &index,
    };
    let (json, html, metadata) = (json(), html(), metadata());
    simple::json::parse(json.as_bytes(), page)?;
    simple::html::parse(html.as_bytes(), page)?;
    CoreMetadata::parse(metadata.as_bytes(), Provenance::MetadataFile)?;
    criterion.bench_function("page of 2,000 releases, JSON", |bencher| {
        bencher.iter(|| simple::json::parse(black_box(json.as_bytes()), page));
    });
    criterion.bench_function("page of 2,000 releases, HTML", |bencher| {
        bencher.iter(|| simple::html::parse(black_box(html.as_bytes()), page));
    });
    criterion.bench_function("METADATA with 60 requirements", |bencher| {
        bencher.iter(|| CoreMetadata::parse(black_box(metadata.as_bytes()), Provenance::MetadataFile));
    });
    criterion.final_summary();
    Ok(())
}

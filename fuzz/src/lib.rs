//! What holds for any bytes at all that stand where pinfix reads: it never panics, and the laws below.
//!
//! Each function takes a text from outside and fails by panicking. cargo-fuzz calls them (`fuzz/targets`), and so do the
//! tests of the workspace (`tests/fuzz`), with the kept corpus and mutations of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme};
use pinfix_index::simple::{Page, html, json};
use pinfix_index::{CoreMetadata, Project, Provenance};
use pinfix_packaging::{MarkerEnvironment, PackageName, Target};
use pinfix_requirements::{Manifest, MemoryFiles, ReadErrors, Request, read};
use url::Url;

/// A requirements file: every line that is read has a place in its file, and every mistake can be shown.
pub fn requirements(text: &[u8]) {
    reads("requirements.txt", text);
}

/// A `pyproject.toml`, with all of its extras.
pub fn pyproject(text: &[u8]) {
    reads("pyproject.toml", text);
}

fn reads(name: &str, text: &[u8]) {
    // Inclusion finds another file, and itself.
    let files = MemoryFiles::new().with(name, text).with("other.txt", "six\n");
    let request = Request {
        files: vec![name.into()],
        all_extras: true,
        ..Request::default()
    };
    match read(&request, &files) {
        Ok(manifest) => check_lines(&manifest),
        Err(errors) => check_mistakes(&errors),
    }
}

fn check_lines(manifest: &Manifest) {
    // Line feeds alone, or carriage returns alone, can't make more lines than this.
    let ends = |text: &str| text.bytes().filter(|byte| matches!(byte, b'\n' | b'\r')).count();
    let lines: BTreeMap<_, _> = manifest
        .sources
        .iter()
        .map(|(id, source)| (id, ends(&source.text) + 1))
        .collect();
    for line in &manifest.lines {
        let place = &line.origin;
        assert!(place.line >= 1 && place.line <= lines[&place.source], "{line:?}");
        assert!(line.origin.column >= 1, "{line:?}");
        assert!(!line.text.is_empty() && !line.shown().is_empty(), "{line:?}");
        let requested = &line.requirement;
        let _ = (requested.name(), requested.location(), requested.extras());
    }
    manifest.warnings.iter().for_each(|warning| show(warning));
}

fn check_mistakes(errors: &ReadErrors) {
    assert!(!errors.errors().is_empty(), "a failure without a mistake");
    for mistake in errors.errors().iter().chain(errors.warnings()) {
        assert!(!mistake.message().is_empty());
        if let Some((_, line, column)) = mistake.position() {
            assert!(line >= 1 && column >= 1, "{mistake:?}");
        }
        show(mistake);
    }
}

/// Draws a diagnostic as the terminal would: its spans must lie within its text, between characters.
fn show(diagnostic: &dyn Diagnostic) {
    let mut drawn = String::new();
    GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor())
        .render_report(&mut drawn, diagnostic)
        .expect("what can't be drawn");
    assert!(!drawn.contains("OutOfBounds"), "{drawn}");
}

/// METADATA: what was read, written down and read again is the same, and every marker can be judged.
pub fn metadata(text: &[u8]) {
    let Ok(metadata) = CoreMetadata::parse(text, Provenance::MetadataFile) else {
        return;
    };
    let written = metadata.to_text();
    let again = CoreMetadata::parse(written.as_bytes(), Provenance::MetadataFile)
        .unwrap_or_else(|error| panic!("{error} in what was written:\n{written}"));
    assert_eq!(again.name, metadata.name, "{written}");
    assert_eq!(again.version, metadata.version, "{written}");
    assert_eq!(again.requires_dist, metadata.requires_dist, "{written}");
    assert_eq!(again.requires_python, metadata.requires_python, "{written}");
    assert_eq!(again.provides_extra, metadata.provides_extra, "{written}");
    assert_eq!(again.unreadable, metadata.unreadable, "{written}");

    let environments = environments();
    for requirement in &metadata.requires_dist {
        for environment in &environments {
            requirement.applies(environment, &metadata.provides_extra);
        }
    }
}

fn environments() -> Vec<MarkerEnvironment> {
    [("3.9", "x86_64-manylinux_2_34"), ("3.14", "windows")]
        .iter()
        .filter_map(|(python, platform)| Some(Target::new(python.parse().ok()?, platform.parse().ok()?)))
        .map(|target| target.environment)
        .collect()
}

/// A project's page, read as JSON and as HTML: releases are in order, and their files are files of theirs.
pub fn page(text: &[u8]) {
    let url = Url::parse("https://example.org/simple/six/").expect("a URL");
    let project: PackageName = "six".parse().expect("a name");
    let index: Arc<str> = "https://example.org/simple/".into();
    let page = Page {
        url: &url,
        project: &project,
        index: &index,
    };
    for read in [json::parse(text, page), html::parse(text, page)] {
        match read {
            Ok(read) => check_project(&read, &project),
            Err(error) => assert!(!error.cause.is_empty()),
        }
    }
}

fn check_project(project: &Project, name: &PackageName) {
    assert_eq!(project.name, *name);
    assert!(
        project
            .releases
            .is_sorted_by(|one, next| one.version < next.version)
    );
    for release in &project.releases {
        assert!(!release.distributions.is_empty());
        for file in &release.distributions {
            assert_eq!((&file.project, &file.version), (name, &release.version));
        }
    }
    for file in &project.skipped {
        assert!(!file.reason.is_empty(), "{file:?}");
    }
}

//! Writing snapshots, and reading them and other indexes in folders.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use pinfix_index::{
    BuildSettings, FileLocation, Index, IndexError, MemoryIndex, MetadataError, Provenance, Recorder,
    SnapshotIndex,
};
use pinfix_packaging::PackageName;

use crate::archives::{tar_gz, zip};

const DESCRIPTION: &str = r#"{
  "foo": {"1.0+local": {"requires": ["bar>=1; python_version < '3.9'"], "requires_python": ">=3.8", "upload_time": "2023-01-02T03:04:05.5Z",
                        "extras": {"x": ["bar"]}, "sdist": true},
          "1.1": {"yanked": "say \"why\"", "wheels": ["cp39-cp39-win_amd64", "py3-none-any"]}},
  "bar": {"2.0": {"requires": ["no requirement at all"]}}}"#;

fn name(text: &str) -> PackageName {
    text.parse().unwrap()
}

/// Asks for everything, in the given order, and writes the snapshot.
fn record(target: &Path, names: &[&str]) {
    let recorder = Recorder::new(MemoryIndex::from_json(DESCRIPTION).unwrap());
    for text in names {
        if let Some(project) = recorder.project(&name(text)).unwrap() {
            for distribution in project.distributions() {
                recorder.metadata(distribution).unwrap();
            }
        }
    }
    recorder.finish(target).unwrap();
}

fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            found.extend(
                files(&path)
                    .into_iter()
                    .map(|(inner, text)| (format!("{name}/{inner}"), text)),
            );
        } else {
            found.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
    found
}

#[test]
fn a_snapshot_says_what_the_index_said() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("deep/snapshot");
    record(&target, &["foo", "bar", "nobody"]);
    let (original, snapshot) = (
        MemoryIndex::from_json(DESCRIPTION).unwrap(),
        SnapshotIndex::open(&target).unwrap(),
    );
    for page in ["index.json", "index.html"] {
        if page == "index.html" {
            fs::remove_file(target.join("foo/index.json")).unwrap();
        }
        let (was, is) = (
            original.project(&name("foo")).unwrap().unwrap(),
            snapshot.project(&name("foo")).unwrap().unwrap(),
        );
        assert_eq!(was.releases.len(), is.releases.len());
        for (was, is) in was.distributions().zip(is.distributions()) {
            assert_eq!(
                (&was.filename, &was.hashes, &was.kind),
                (&is.filename, &is.hashes, &is.kind),
                "{page}"
            );
            assert_eq!(
                (&was.requires_python, &was.yanked),
                (&is.requires_python, &is.yanked),
                "{page}"
            );
            if page == "index.json" {
                assert_eq!((was.size, was.upload_time), (is.size, is.upload_time));
            }
            assert!(
                matches!(&is.location, FileLocation::Path(path) if path.ends_with(format!("foo/{}", is.filename)))
            );
            assert!(is.metadata_hashes.hash().is_some());
            assert_eq!(
                original.metadata(was).unwrap().requires_dist,
                snapshot.metadata(is).unwrap().requires_dist
            );
        }
    }
    let bar = snapshot.project(&name("bar")).unwrap().unwrap();
    assert_eq!(
        snapshot
            .metadata(&bar.releases[0].distributions[0])
            .unwrap()
            .unreadable,
        ["no requirement at all"]
    );
    assert!(snapshot.project(&name("nobody")).unwrap().is_none());
}

#[test]
fn the_same_answers_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (folder.path().join("one"), folder.path().join("other"));
    record(&one, &["foo", "bar"]);
    record(&other, &["bar", "nobody", "foo"]);
    let files = files(&one);
    assert_eq!(files, self::files(&other));
    insta::assert_snapshot!(files["foo/index.json"]);
    insta::assert_snapshot!(files["foo/index.html"]);
    insta::assert_snapshot!(files.keys().cloned().collect::<Vec<_>>().join("\n"));
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        2,
        "nothing else is left"
    );
}

#[test]
fn only_a_snapshot_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("target");
    record(&target, &["foo"]);
    record(&target, &["bar"]);
    assert!(!target.join("foo").exists());
    fs::write(folder.path().join("precious"), "").unwrap();
    let recorder = Recorder::new(MemoryIndex::new());
    assert!(recorder.finish(folder.path()).is_err());
    assert!(folder.path().join("precious").exists());
}

#[test]
fn metadata_is_read_out_of_files_where_there_is_none_beside_them() {
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().join("foo");
    fs::create_dir(&project).unwrap();
    let text: &[u8] = b"Metadata-Version: 2.2\nName: foo\nVersion: 1\nRequires-Dist: a\n";
    fs::write(
        project.join("foo-1-py3-none-any.whl"),
        zip(&[("foo-1.dist-info/METADATA", text)]),
    )
    .unwrap();
    fs::write(project.join("foo-1.tar.gz"), tar_gz(&[("foo-1/PKG-INFO", text)])).unwrap();
    fs::write(project.join("foo-2.tar.gz"), tar_gz(&[("foo-2/setup.py", b"")])).unwrap();
    fs::write(
        project.join("foo-3-py3-none-any.whl"),
        zip(&[("foo-3.dist-info/METADATA", text)]),
    )
    .unwrap();
    fs::write(project.join("foo-4.tar.gz"), b"other bytes").unwrap();
    let digest = "0".repeat(64);
    let page = format!(
        "<a href='foo-1-py3-none-any.whl'></a><a href='foo-1.tar.gz'></a><a href='foo-2.tar.gz'></a>\
         <a href='foo-3-py3-none-any.whl'></a><a href='foo-4.tar.gz#sha256={digest}'></a><a href='foo-5.tar.gz'></a>"
    );
    fs::write(project.join("index.html"), page).unwrap();
    let index = SnapshotIndex::open(folder.path())
        .unwrap()
        .with_build(BuildSettings::default());
    let project = index.project(&name("foo")).unwrap().unwrap();
    let shown: Vec<String> = project
        .distributions()
        .map(|distribution| match index.metadata(distribution) {
            Ok(metadata) => format!("{}: {}", distribution.filename, metadata.provenance.describe()),
            Err(MetadataError::Unusable { reason }) => format!("{}: {reason}", distribution.filename),
            Err(MetadataError::Index(IndexError::MissingFile { file, .. })) => format!("{file}: missing"),
            Err(other) => format!("{other:?}"),
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
    assert_eq!(index.statistics().wheels_opened, 2);
}

#[test]
fn changed_metadata_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    record(folder.path(), &["bar"]);
    let text = "Name: bar\nVersion: 2.0\n";
    fs::write(folder.path().join("bar/bar-2.0-py3-none-any.whl.metadata"), text).unwrap();
    let index = SnapshotIndex::open(folder.path()).unwrap();
    let project = index.project(&name("bar")).unwrap().unwrap();
    let error = index.metadata(&project.releases[0].distributions[0]).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("does not have the hash that is stated for it"),
        "{error}"
    );
}

#[test]
fn a_folder_that_is_none_and_a_page_that_is_none_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(
        SnapshotIndex::open(folder.path().join("nowhere")),
        Err(IndexError::Io { .. })
    ));
    fs::create_dir(folder.path().join("foo")).unwrap();
    fs::write(folder.path().join("foo/index.json"), "[").unwrap();
    let index: Arc<dyn Index> = Arc::new(SnapshotIndex::open(folder.path()).unwrap());
    assert!(matches!(
        index.project(&name("foo")),
        Err(IndexError::Malformed { .. })
    ));
    assert_eq!(Provenance::Build.describe(), "a build");
}

//! Metadata from builds, by a backend that comes with the project and so needs no network.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use pinfix_index::{
    BuildSettings, CoreMetadata, Index, IndexError, MetadataError, MetadataProblem, Provenance, SnapshotIndex,
};

use crate::archives::tar_gz;

const PYPROJECT: &[u8] =
    b"[build-system]\nrequires = []\nbuild-backend = 'backend:hooks'\nbackend-path = ['.']\n";

/// Builds a project whose backend has this body for its metadata hook.
fn build(body: &str, settings: BuildSettings) -> Result<Vec<String>, MetadataError> {
    let metadata = ask(body, &[], settings)?;
    assert_eq!(metadata.provenance, Provenance::Build);
    Ok(shown(&metadata))
}

fn shown(metadata: &CoreMetadata) -> Vec<String> {
    metadata.requires_dist.iter().map(ToString::to_string).collect()
}

/// The metadata of a project whose backend has this body for its metadata hook, and with these files more.
fn ask(
    body: &str,
    more: &[(&str, &[u8])],
    settings: BuildSettings,
) -> Result<Arc<CoreMetadata>, MetadataError> {
    let backend = format!(
        "import os, sys, time\nclass hooks:\n    def prepare_metadata_for_build_wheel(folder, settings=None):\n        {body}\n\
         \x20       os.mkdir(os.path.join(folder, 'foo-1.dist-info'))\n\
         \x20       with open(os.path.join(folder, 'foo-1.dist-info', 'METADATA'), 'w') as file:\n\
         \x20           file.write('Metadata-Version: 2.1\\nName: foo\\nVersion: 1\\nRequires-Dist: built\\n')\n\
         \x20       return 'foo-1.dist-info'\n"
    );
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().join("foo");
    fs::create_dir(&project).unwrap();
    let own: &[(&str, &[u8])] = &[
        ("foo-1/pyproject.toml", PYPROJECT),
        ("foo-1/backend.py", backend.as_bytes()),
    ];
    let files = [own, more].concat();
    fs::write(project.join("foo-1.tar.gz"), tar_gz(&files)).unwrap();
    fs::write(project.join("index.html"), "<a href='foo-1.tar.gz'></a>").unwrap();
    let index = SnapshotIndex::open(folder.path()).unwrap().with_build(settings);
    let project = index.project(&"foo".parse().unwrap()).unwrap().unwrap();
    index.metadata(&project.releases[0].distributions[0])
}

fn settings() -> BuildSettings {
    let python = Path::new(if cfg!(windows) { "python" } else { "python3" });
    BuildSettings {
        enabled: true,
        python: Some(PathBuf::from(python)),
        isolated: false,
        variables: std::env::vars_os().collect(),
        ..BuildSettings::default()
    }
}

fn problem(result: Result<Vec<String>, MetadataError>) -> MetadataProblem {
    match result {
        Err(MetadataError::Unusable { reason }) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_backend_is_asked() {
    assert_eq!(build("print('noise')", settings()).unwrap(), ["built"]);
}

#[test]
fn what_the_author_built_is_believed() {
    let egg_info: &[(&str, &[u8])] = &[
        (
            "foo-1/foo.egg-info/PKG-INFO",
            b"Metadata-Version: 2.1\nName: foo\nVersion: 1\n",
        ),
        ("foo-1/foo.egg-info/requires.txt", b"reported\n"),
    ];
    let reported = ask("pass", egg_info, settings()).unwrap();
    assert_eq!(
        (shown(&reported), reported.provenance),
        (vec!["reported".to_owned()], Provenance::EggInfo)
    );
    let computed = [egg_info, &[("foo-1/setup.py", &b"import platform"[..])]].concat();
    let built = ask("pass", &computed, settings()).unwrap();
    assert_eq!(
        built.provenance,
        Provenance::Build,
        "it may say something else here"
    );
    let nowhere = BuildSettings {
        python: None,
        ..settings()
    };
    let guessed = ask("pass", &computed, nowhere).unwrap();
    assert_eq!(guessed.provenance, Provenance::EggInfo);
    let other: &[(&str, &[u8])] = &[
        (
            "foo-1/foo.egg-info/PKG-INFO",
            b"Metadata-Version: 2.1\nName: foo\nVersion: 2\n",
        ),
        ("foo-1/foo.egg-info/requires.txt", b"reported\n"),
    ];
    let built = ask("pass", other, settings()).unwrap();
    assert_eq!(built.provenance, Provenance::Build, "that is of another release");
}

#[test]
fn a_build_sees_no_secrets_and_another_home() {
    let body = "assert 'PINFIX_TEST_TOKEN' not in os.environ and os.environ['PINFIX'] == '1'; \
                assert 'pinfix-build-' in os.environ['HOME'] and 'pinfix-build-' in os.getcwd()";
    let secrets =
        [("PINFIX_TEST_TOKEN", "x"), ("PINFIX", "1")].map(|(name, value)| (name.into(), value.into()));
    let limited = BuildSettings {
        variables: std::env::vars_os().chain(secrets).collect(),
        ..settings()
    };
    assert_eq!(build(body, limited).unwrap(), ["built"]);
}

#[test]
fn an_environment_of_its_own_is_made() {
    let body = "assert sys.prefix != sys.base_prefix";
    assert_eq!(
        build(
            body,
            BuildSettings {
                isolated: true,
                ..settings()
            }
        )
        .unwrap(),
        ["built"]
    );
}

#[test]
fn what_the_backend_said_is_kept_without_secrets() {
    let body =
        "print('fetching https://me:secret@example.org/x?token=secret'); raise RuntimeError('no compiler')";
    let MetadataProblem::BuildFailed { cause, log_tail } = problem(build(body, settings())) else {
        panic!()
    };
    assert_eq!(
        cause,
        "its build backend gives no metadata: RuntimeError: no compiler"
    );
    assert!(log_tail.contains("RuntimeError: no compiler"), "{log_tail}");
    assert!(log_tail.contains("https://example.org/x"), "{log_tail}");
    assert!(!log_tail.contains("secret"), "{log_tail}");
}

#[test]
fn a_build_that_takes_too_long_is_ended() {
    let limited = BuildSettings {
        timeout: Duration::from_secs(1),
        ..settings()
    };
    let MetadataProblem::BuildFailed { cause, .. } = problem(build("time.sleep(60)", limited)) else {
        panic!()
    };
    assert_eq!(cause, "it took too long");
}

#[test]
fn a_build_that_nobody_waits_for_any_more_is_given_up_and_may_be_wanted_again() {
    for isolated in [false, true] {
        let settings = BuildSettings {
            isolated,
            ..settings()
        };
        // Making an environment takes longer than this, too.
        settings
            .deadline
            .set(Some(Instant::now() + Duration::from_millis(20)));
        let begun = Instant::now();
        let answer = build("time.sleep(60)", settings.clone());
        let given_up = matches!(answer, Err(MetadataError::Index(IndexError::NotAtHand { .. })));
        assert!(given_up, "{answer:?}");
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
        settings.deadline.set(None);
        assert_eq!(build("pass", settings).unwrap(), ["built"]);
    }
}

#[test]
fn nothing_is_built_where_it_is_not_allowed_or_not_possible() {
    let off = BuildSettings {
        enabled: false,
        ..settings()
    };
    let nowhere = BuildSettings {
        python: None,
        ..settings()
    };
    let shown = [off, nowhere]
        .map(|settings| problem(build("pass", settings)).to_string())
        .join("\n");
    insta::assert_snapshot!(shown, @r"
    it would have to be built to know its dependencies, and builds are switched off
    it would have to be built to know its dependencies, and there is no interpreter to build with
    ");
}

//! The cache, as runs see it.

use std::fs;
use std::path::{Path, PathBuf};

use pinfix_index::{ClientSettings, IndexError, MetadataError, Refresh};
use pinfix_testing::LocalIndex;
use pinfix_testing::local_index::{Fault, Options};

use crate::support::{cached, connect_to, name, project, requires, versions, wheel_metadata, world};

/// One run: the page of apple and of an unknown name, and apple's metadata. Returns how many requests that took.
fn run(index: &LocalIndex, settings: &ClientSettings) -> usize {
    index.forget_requests();
    let client = connect_to(&index.url(), settings);
    assert_eq!(versions(&client, "apple"), "1.0 2.0");
    assert_eq!(versions(&client, "quince"), "unknown");
    assert_eq!(requires(&wheel_metadata(&client).unwrap()), "pear>=2");
    drop(client);
    index.requests().len()
}

/// The files of a cache.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            files.push(path);
        }
    }
    files
}

#[test]
fn a_warm_run_asks_nobody() {
    let index = LocalIndex::of(&world());
    let folder = tempfile::tempdir().unwrap();
    let settings = cached(folder.path());
    assert!(run(&index, &settings) >= 3);
    assert_eq!(run(&index, &settings), 0);
    let client = connect_to(&index.url(), &settings);
    let warm = project(&client, "apple").unwrap();
    let cold = project(&connect_to(&index.url(), &crate::support::settings()), "apple").unwrap();
    assert_eq!(warm, cold, "the cache gives back the page as it was");
    assert!(folder.path().join("CACHEDIR.TAG").exists());
    let removed = pinfix_index::cache::clean(folder.path()).unwrap();
    assert_eq!(removed.files, 4, "two pages, one pack, the mark");
}

#[test]
fn offline_takes_what_is_there_and_names_what_is_not() {
    let index = LocalIndex::with_options(
        &world(),
        Options {
            max_age: Some(0),
            ..Options::default()
        },
    );
    let folder = tempfile::tempdir().unwrap();
    run(&index, &cached(folder.path()));
    let offline = ClientSettings {
        offline: true,
        ..cached(folder.path())
    };
    assert_eq!(run(&index, &offline), 0);

    let client = connect_to(&index.url(), &offline);
    let error = project(&client, "pear").unwrap_err();
    assert!(
        matches!(&error, IndexError::Offline { url } if url.as_str().ends_with("/simple/pear/")),
        "{error}"
    );
    let other = crate::support::file(&client, "apple", "1.0-py3-none-any.whl");
    let error = pinfix_index::Index::metadata(&client, &other).unwrap_err();
    assert!(
        matches!(error, MetadataError::Index(IndexError::Offline { .. })),
        "{error}"
    );
    assert_eq!(index.requests().len(), 0);
}

#[test]
fn stale_pages_are_asked_about_not_fetched() {
    let index = LocalIndex::with_options(
        &world(),
        Options {
            max_age: Some(0),
            ..Options::default()
        },
    );
    let folder = tempfile::tempdir().unwrap();
    run(&index, &cached(folder.path()));
    index.forget_requests();
    let client = connect_to(&index.url(), &cached(folder.path()));
    assert_eq!(versions(&client, "apple"), "1.0 2.0");
    let requests = index.requests();
    assert_eq!(requests.len(), 1);
    assert!(requests[0].header("if-none-match").is_some());
    let statistics = pinfix_index::Index::statistics(&client);
    assert_eq!(
        (statistics.requests, statistics.bytes, statistics.cache_hits),
        (1, 0, 1)
    );
}

#[test]
fn refresh_asks_again() {
    let index = LocalIndex::of(&world());
    let folder = tempfile::tempdir().unwrap();
    let with = |refresh| ClientSettings {
        refresh,
        ..cached(folder.path())
    };
    run(&index, &with(Refresh::None));
    // Both pages; the metadata of a file with a hash never changes.
    assert!(run(&index, &with(Refresh::All)) >= 2);
    assert_eq!(run(&index, &with(Refresh::Packages(vec![name("apple")]))), 1);
    assert_eq!(run(&index, &with(Refresh::Packages(vec![name("pear")]))), 0);
}

type Damage = fn(Vec<u8>) -> Vec<u8>;

#[test]
fn damaged_files_heal_themselves() {
    let index = LocalIndex::of(&world());
    let folder = tempfile::tempdir().unwrap();
    let settings = cached(folder.path());
    run(&index, &settings);
    let damages: [Damage; 3] = [
        |_| Vec::new(),
        |bytes| bytes[..bytes.len() / 2].to_vec(),
        |bytes| bytes.iter().map(|byte| byte ^ 0x20).collect(),
    ];
    for damage in damages {
        for path in files(folder.path()) {
            let bytes = fs::read(&path).unwrap();
            fs::write(&path, damage(bytes)).unwrap();
        }
        assert!(run(&index, &settings) >= 3);
        assert_eq!(run(&index, &settings), 0, "healed");
    }
}

#[test]
fn a_folder_that_cannot_be_written_costs_nothing_but_time() {
    let index = LocalIndex::of(&world());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "in the way").unwrap();
    assert!(run(&index, &cached(&file)) >= 3);
    assert!(run(&index, &cached(&file)) >= 3);
}

#[test]
fn many_runs_share_one_cache() {
    let index = LocalIndex::with_options(
        &world(),
        Options {
            max_age: Some(0),
            ..Options::default()
        },
    );
    let folder = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..5 {
                    let client = connect_to(&index.url(), &cached(folder.path()));
                    assert_eq!(versions(&client, "apple"), "1.0 2.0");
                    assert_eq!(requires(&wheel_metadata(&client).unwrap()), "pear>=2");
                }
            });
        }
    });
    let offline = ClientSettings {
        offline: true,
        ..cached(folder.path())
    };
    let client = connect_to(&index.url(), &offline);
    assert_eq!(requires(&wheel_metadata(&client).unwrap()), "pear>=2");
    let left = files(folder.path())
        .into_iter()
        .filter(|path| path.to_string_lossy().contains("unfinished"));
    assert_eq!(left.count(), 0);
}

#[test]
fn a_page_that_must_not_be_kept_is_not_and_an_unchanged_one_is_not_parsed_again() {
    // No validators: the page comes again, and is compared by its content.
    let bare = Options {
        validators: false,
        max_age: Some(0),
        ..Options::default()
    };
    let index = LocalIndex::with_options(&world(), bare);
    let folder = tempfile::tempdir().unwrap();
    run(&index, &cached(folder.path()));
    assert!(run(&index, &cached(folder.path())) >= 1);
    index.always("/simple/apple/", Fault::Status(404));
    index.always("/simple/apple/index.json", Fault::Status(404));
    let client = connect_to(&index.url(), &cached(folder.path()));
    assert_eq!(
        versions(&client, "apple"),
        "unknown",
        "the index has the last word"
    );
}

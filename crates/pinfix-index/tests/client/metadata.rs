//! Where metadata comes from.

use pinfix_index::{BuildSettings, Index, IndexLocation, MetadataError, MetadataProblem, Provenance};
use pinfix_testing::local_index::{Fault, Metadata, Options};
use pinfix_testing::{LocalIndex, Release, World};

use crate::support::{connect, file, requires, settings, versions, wheel_metadata, world};

const WHEEL: &str = "/simple/apple/apple-2.0-py3-none-any.whl";

fn index(metadata: Metadata, ranges: bool) -> LocalIndex {
    LocalIndex::with_options(
        &world(),
        Options {
            metadata,
            ranges,
            ..Options::default()
        },
    )
}

#[test]
fn each_source_says_the_same() {
    for (metadata, ranges, expected) in [
        (Metadata::Advertised, true, Provenance::MetadataFile),
        (Metadata::Unadvertised, true, Provenance::MetadataFile),
        (Metadata::Promised, true, Provenance::WheelRange),
        (Metadata::Absent, true, Provenance::WheelRange),
        (Metadata::Absent, false, Provenance::WheelFile),
    ] {
        let index = index(metadata, ranges);
        let found = wheel_metadata(&connect(&index)).unwrap();
        assert_eq!(
            (requires(&found).as_str(), found.provenance),
            ("pear>=2", expected),
            "{metadata:?}"
        );
    }
}

#[test]
fn a_server_without_metadata_is_not_asked_for_ever() {
    let mut world = World::new();
    for number in 1..=9 {
        world = world.with(Release::new("apple", &format!("{number}.0")));
    }
    let options = Options {
        metadata: Metadata::Absent,
        ..Options::default()
    };
    let index = LocalIndex::with_options(&world, options);
    let client = connect(&index);
    for number in 1..=9 {
        let file = file(&client, "apple", &format!("{number}.0-py3-none-any.whl"));
        assert_eq!(client.metadata(&file).unwrap().provenance, Provenance::WheelRange);
    }
    let asked = index
        .paths()
        .iter()
        .filter(|path| path.ends_with(".metadata"))
        .count();
    assert_eq!(asked, 3);
}

#[test]
fn of_further_wheels_of_a_project_as_much_is_asked_for_as_the_first_one_took() {
    // What no compression shortens to the end of a wheel that is asked for unseen.
    let mut state = 1_u32;
    let noise: String = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(b'0' + u8::try_from(state >> 26).unwrap())
    })
    .take(120_000)
    .collect();
    let mut world = World::new();
    for number in 1..=3 {
        let text = format!("Metadata-Version: 2.1\nName: apple\nVersion: {number}.0\n\n{noise}\n");
        world = world.with(Release::new("apple", &format!("{number}.0")).raw_metadata(&text));
    }
    let options = Options {
        metadata: Metadata::Absent,
        ..Options::default()
    };
    let index = LocalIndex::with_options(&world, options);
    let client = connect(&index);
    let asked: Vec<usize> = (1..=3)
        .map(|number| {
            let end = format!("{number}.0-py3-none-any.whl");
            let found = client.metadata(&file(&client, "apple", &end)).unwrap();
            assert_eq!(found.provenance, Provenance::WheelRange);
            index.paths().iter().filter(|path| path.ends_with(&end)).count()
        })
        .collect();
    assert_eq!(asked, [2, 1, 1]);
}

#[test]
fn of_a_wheel_with_a_long_directory_two_small_pieces_are_asked_for() {
    let mut world = World::new();
    for version in ["1.0", "2.0"] {
        world = world.with(Release::new("apple", version).requires(["pear"]).modules(4_000));
    }
    let options = Options {
        metadata: Metadata::Absent,
        ..Options::default()
    };
    let index = LocalIndex::with_options(&world, options);
    let client = connect(&index);
    let fetched = |version: &str| {
        let before = client.statistics().bytes;
        let found = client
            .metadata(&file(&client, "apple", &format!("{version}-py3-none-any.whl")))
            .unwrap();
        assert_eq!(found.requires_dist.len(), 1);
        client.statistics().bytes - before
    };
    let (first, second) = (fetched("1.0"), fetched("2.0"));
    assert!(first < 80_000 && second < 20_000, "{first} {second}");
}

#[test]
fn a_wrong_hash_is_said_and_nothing_is_kept() {
    let index = index(Metadata::Advertised, true);
    index.always(&format!("{WHEEL}.metadata"), Fault::Corrupted);
    let folder = tempfile::tempdir().unwrap();
    let client = || crate::support::connect_to(&index.url(), &crate::support::cached(folder.path()));
    for _ in 0..2 {
        let error = wheel_metadata(&client()).unwrap_err();
        let MetadataError::Unusable {
            reason: MetadataProblem::HashMismatch { file, .. },
        } = error
        else {
            panic!("{error}");
        };
        assert_eq!(file, "apple-2.0-py3-none-any.whl.metadata");
    }
}

#[test]
fn a_whole_wheel_is_checked_against_its_hash() {
    let index = index(Metadata::Absent, false);
    index.always(WHEEL, Fault::Corrupted);
    let error = wheel_metadata(&connect(&index)).unwrap_err();
    assert!(
        matches!(
            &error,
            MetadataError::Unusable {
                reason: MetadataProblem::HashMismatch { .. }
            }
        ),
        "{error}"
    );
}

#[test]
fn a_page_in_place_of_metadata_is_none() {
    let index = index(Metadata::Unadvertised, true);
    index.always(
        &format!("{WHEEL}.metadata"),
        Fault::Replaced(b"<html>not found</html>".to_vec()),
    );
    assert_eq!(
        wheel_metadata(&connect(&index)).unwrap().provenance,
        Provenance::WheelRange
    );
}

#[test]
fn a_server_that_chokes_on_metadata_is_asked_for_the_wheel() {
    for fault in [
        Fault::Status(500),
        Fault::Status(403),
        Fault::Reset,
        Fault::Silence,
    ] {
        let index = index(Metadata::Unadvertised, true);
        index.always(&format!("{WHEEL}.metadata"), fault);
        assert_eq!(
            wheel_metadata(&connect(&index)).unwrap().provenance,
            Provenance::WheelRange
        );
    }
}

#[test]
fn a_listed_file_that_is_not_there_is_named() {
    let index = index(Metadata::Absent, true);
    index.always(WHEEL, Fault::Status(404));
    let error = wheel_metadata(&connect(&index)).unwrap_err().to_string();
    assert!(error.contains("apple-2.0-py3-none-any.whl"), "{error}");
}

#[test]
fn static_metadata_of_a_source_distribution() {
    let index = index(Metadata::Advertised, true);
    let client = connect(&index);
    let found = client.metadata(&file(&client, "apple", ".tar.gz")).unwrap();
    assert_eq!(
        (requires(&found).as_str(), found.provenance),
        ("pear>=2", Provenance::PkgInfo)
    );

    index.always("/simple/apple/apple-2.0.tar.gz", Fault::Corrupted);
    let client = connect(&index);
    let error = client.metadata(&file(&client, "apple", ".tar.gz")).unwrap_err();
    assert!(
        matches!(
            &error,
            MetadataError::Unusable {
                reason: MetadataProblem::HashMismatch { .. }
            }
        ),
        "{error}"
    );
}

#[test]
fn the_json_api_knows_what_the_archive_does_not_say() {
    let world = World::new()
        .with(
            Release::new("apple", "1.0")
                .requires(["pear>=1"])
                .only_dynamic_sdist(),
        )
        .with(
            Release::new("apple", "2.0")
                .requires(["pear>=2"])
                .only_dynamic_sdist(),
        );
    for (json_api, expected) in [(true, Some("pear>=2")), (false, None)] {
        let index = LocalIndex::with_options(
            &world,
            Options {
                json_api,
                ..Options::default()
            },
        );
        let folder = tempfile::tempdir().unwrap();
        let settings = crate::support::cached(folder.path());
        let client = crate::support::connect_to(&index.url(), &settings);
        let first = client.metadata(&file(&client, "apple", "1.0.tar.gz"));
        let found = client.metadata(&file(&client, "apple", "2.0.tar.gz"));
        if let Some(expected) = expected {
            let found = found.unwrap();
            assert_eq!(
                (requires(&found).as_str(), found.provenance),
                (expected, Provenance::JsonApi)
            );
            drop(client);
            // And from the cache it is the same.
            let again = crate::support::connect_to(&index.url(), &settings);
            let kept = again.metadata(&file(&again, "apple", "2.0.tar.gz"));
            assert_eq!(kept.unwrap(), found);
            continue;
        }
        assert!(first.is_err());
        let error = found.unwrap_err();
        let reason = MetadataProblem::BuildNeeded {
            why: "builds are switched off".to_owned(),
            possible: false,
        };
        assert_eq!(error, MetadataError::Unusable { reason });
        drop(client);
        let archives = || {
            index
                .paths()
                .iter()
                .filter(|path| path.ends_with(".tar.gz"))
                .count()
        };
        let before = archives();
        let again = crate::support::connect_to(&index.url(), &settings);
        let kept = again.metadata(&file(&again, "apple", "2.0.tar.gz"));
        assert_eq!(kept.unwrap_err(), error);
        assert_eq!(
            (before, archives()),
            (2, 2),
            "that a build is needed is remembered"
        );
        let asked = index
            .paths()
            .iter()
            .filter(|path| path.starts_with("/pypi/"))
            .count();
        assert_eq!(asked, 1, "that there is no such API is remembered");
    }
}

#[test]
fn a_distribution_at_a_url_needs_no_index() {
    let index = index(Metadata::Absent, true);
    let direct = file(&connect(&index), "apple", "1.0-py3-none-any.whl");
    let none: [IndexLocation; 0] = [];
    let client = pinfix_index::client::HttpIndex::new(&none, &settings(), &BuildSettings::default()).unwrap();
    assert_eq!(versions(&client, "apple"), "unknown");
    assert_eq!(requires(&client.metadata(&direct).unwrap()), "pear>=1");
}

//! Pages: negotiation, and one request per page however many ask.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use pinfix_index::client::RequestKind;
use pinfix_index::{ClientSettings, CoreMetadata, Distribution, Guide, Index, Project, Timeline, Wanted};
use pinfix_testing::local_index::{Delay, Options, Pages};
use pinfix_testing::{LocalIndex, Release, World};

use crate::support::{connect, connect_to, project, settings, versions, wanted, world};

#[test]
fn json_and_html_say_the_same() {
    let mut seen = Vec::new();
    for pages in [Pages::Both, Pages::Json, Pages::Html] {
        let index = LocalIndex::with_options(
            &world(),
            Options {
                pages,
                ..Options::default()
            },
        );
        let client = connect(&index);
        assert_eq!(versions(&client, "apple"), "1.0 2.0");
        let project = project(&client, "apple").unwrap().unwrap();
        let requires = project.releases[1].distributions[0]
            .requires_python
            .clone()
            .unwrap();
        seen.push((project.releases.len(), requires.text.clone()));
        assert_eq!(versions(&client, "quince"), "unknown");
    }
    assert!(seen.iter().all(|one| *one == seen[0]), "{seen:?}");
}

#[test]
fn a_static_server_is_asked_for_its_json_file() {
    let html = Options {
        pages: Pages::Html,
        ..Options::default()
    };
    let index = LocalIndex::with_options(&world(), html);
    let client = connect(&index);
    let apple = project(&client, "apple").unwrap().unwrap();
    assert!(
        apple.releases[0].distributions[0].size.is_some(),
        "only JSON has sizes"
    );
    assert_eq!(versions(&client, "pear"), "2.0");
    assert_eq!(
        index.paths(),
        [
            "/simple/apple/",
            "/simple/apple/index.json",
            "/simple/pear/index.json"
        ]
    );
}

#[test]
fn one_request_however_many_ask() {
    let slow = Options {
        delay: Delay::Fixed(Duration::from_millis(30)),
        ..Options::default()
    };
    let index = LocalIndex::with_options(&world(), slow);
    let client = connect(&index);
    std::thread::scope(|scope| {
        for _ in 0..20 {
            scope.spawn(|| {
                assert_eq!(versions(&client, "apple"), "1.0 2.0");
                let metadata = crate::support::wheel_metadata(&client).unwrap();
                assert_eq!(crate::support::requires(&metadata), "pear>=2");
            });
        }
    });
    assert_eq!(
        index.paths(),
        [
            "/simple/apple/",
            "/simple/apple/apple-2.0-py3-none-any.whl.metadata"
        ]
    );
    let statistics = client.statistics();
    assert_eq!(
        (
            statistics.index_pages,
            statistics.metadata_files,
            statistics.requests
        ),
        (1, 1, 2)
    );
}

/// Takes the newest, and counts how often it was asked.
struct Newest(Mutex<Vec<String>>);

impl Guide for Newest {
    fn pick(&self, wanted: &Wanted, project: &Project) -> Option<Arc<Distribution>> {
        self.0.lock().unwrap().push(wanted.name.to_string());
        project.releases.last()?.distributions.first().cloned()
    }

    fn next(&self, _: &Wanted, metadata: &CoreMetadata) -> Vec<Wanted> {
        let requires = metadata.requires_dist.iter();
        requires
            .map(|requirement| wanted(requirement.name.as_ref()))
            .collect()
    }
}

#[test]
fn walks_ahead_in_two_round_trips_per_level() {
    let mut world = World::new();
    for level in 0..5 {
        let next = format!("level{}", level + 1);
        world = world.with(Release::new(&format!("level{level}"), "1.0").requires([next.as_str()]));
    }
    world = world.with(Release::new("level5", "1.0"));
    let index = LocalIndex::of(&world);
    let timeline = Timeline::new();
    let settings = ClientSettings {
        timeline: Some(timeline.clone()),
        ..settings()
    };
    let client = connect_to(&index.url(), &settings);
    let requests = || timeline.story().requests;
    let guide = Arc::new(Newest(Mutex::default()));
    client.follow(vec![wanted("level0")], guide.clone());
    // The one who asks for the last page finds it on its way, or starts it; the walk ends when all metadata is there.
    while requests().len() < 12 {
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(versions(&client, "level5"), "1.0");
    assert_eq!(
        requests().len(),
        12,
        "six pages and six metadata files, each once"
    );
    let pages = requests()
        .iter()
        .filter(|(request, _)| request.kind == RequestKind::Page)
        .count();
    assert_eq!(pages, 6);
    assert_eq!(
        *guide.0.lock().unwrap(),
        ["level0", "level1", "level2", "level3", "level4", "level5"]
    );
}

#[test]
fn the_first_index_that_knows_the_name_counts() {
    let private = LocalIndex::of(&World::new().with_versions("apple", ["9.0"]));
    let public = LocalIndex::of(&world());
    let locations: Vec<_> = [&private, &public]
        .iter()
        .map(|index| pinfix_index::IndexLocation::new(url::Url::parse(&index.url()).unwrap()))
        .collect();
    let build = pinfix_index::BuildSettings::default();
    let client = pinfix_index::client::HttpIndex::new(&locations, &settings(), &build).unwrap();
    assert_eq!(versions(&client, "apple"), "9.0");
    assert_eq!(versions(&client, "pear"), "2.0");
    assert!(
        !public.paths().iter().any(|path| path.contains("apple")),
        "nobody else may hear of the name"
    );
}

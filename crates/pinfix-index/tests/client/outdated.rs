//! Caches whose pages are all out of date: they are asked about side by side.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use pinfix_index::client::HttpIndex;
use pinfix_index::{CoreMetadata, Distribution, Guide, Index, Project, Wanted};
use pinfix_testing::local_index::{Fault, Options};
use pinfix_testing::{LocalIndex, Release, World};

use crate::support::{cached, connect_to, file, versions, wanted};

/// Takes the newest.
struct Newest;

impl Guide for Newest {
    fn pick(&self, _: &Wanted, project: &Project) -> Option<Arc<Distribution>> {
        project.releases.last()?.distributions.first().cloned()
    }

    fn next(&self, _: &Wanted, metadata: &CoreMetadata) -> Vec<Wanted> {
        let requires = metadata.requires_dist.iter();
        requires
            .map(|requirement| wanted(requirement.name.as_ref()))
            .collect()
    }
}

/// Each level asks for the next one.
fn chain() -> World {
    let mut world = World::new();
    for level in 0..5 {
        let next = format!("level{}", level + 1);
        world = world.with(Release::new(&format!("level{level}"), "1.0").requires([next.as_str()]));
    }
    world.with(Release::new("level5", "1.0"))
}

/// Pages that are out of date as soon as they are there.
fn stale(world: &World) -> LocalIndex {
    let options = Options {
        max_age: Some(0),
        ..Options::default()
    };
    LocalIndex::with_options(world, options)
}

/// Walks ahead from the first level until so many requests have reached the index, or a while is over.
fn walk(index: &LocalIndex, cache: &Path, requests: usize) -> HttpIndex {
    index.forget_requests();
    let client = connect_to(&index.url(), &cached(cache));
    client.follow(vec![wanted("level0")], Arc::new(Newest));
    let start = Instant::now();
    while index.requests().len() < requests && start.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(2));
    }
    client
}

/// Fills a cache: the last answer is there before the client goes.
fn fill(index: &LocalIndex, cache: &Path) {
    let client = walk(index, cache, 12);
    let last = file(&client, "level5", "1.0-py3-none-any.whl");
    client.metadata(&last).unwrap();
}

#[test]
fn all_pages_are_asked_about_side_by_side() {
    let index = stale(&chain());
    let folder = tempfile::tempdir().unwrap();
    fill(&index, folder.path());
    // The first page has no answer. Whoever waited for it would never ask for the others.
    index.times(1, "/simple/level0/", Fault::Silence);
    let client = walk(&index, folder.path(), 6);
    let mut paths = index.paths();
    paths.sort();
    let pages: Vec<String> = (0..6).map(|level| format!("/simple/level{level}/")).collect();
    assert_eq!(paths, pages, "no page twice, no metadata");
    assert_eq!(versions(&client, "level5"), "1.0");
    let statistics = client.statistics();
    assert_eq!(statistics.bytes, 0, "nothing has changed");
}

#[test]
fn a_page_that_changed_leads_elsewhere() {
    let world = chain().with(Release::new("other", "1.0"));
    let index = stale(&world);
    let folder = tempfile::tempdir().unwrap();
    fill(&index, folder.path());
    world
        .with(Release::new("level0", "2.0").requires(["other"]))
        .write(index.root())
        .unwrap();
    // Six pages, then the metadata of the new release, the page of what it asks for and its metadata.
    let client = walk(&index, folder.path(), 9);
    assert_eq!(versions(&client, "level0"), "1.0 2.0");
    let other = |path: &String| path.starts_with("/simple/other/");
    assert_eq!(index.paths().iter().filter(|path| other(path)).count(), 2);
}

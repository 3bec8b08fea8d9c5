//! Several indexes as one.

use std::sync::Arc;

use pinfix_index::{Index, IndexStrategy, MemoryIndex, Project, SeveralIndexes};

fn both(strategy: IndexStrategy) -> SeveralIndexes {
    let ours = r#"{"foo": {"1.0": {"requires": ["ours"]}, "1.5": {}}}"#;
    let theirs = r#"{"foo": {"1.0": {"wheels": ["cp39-cp39-win_amd64"]}, "2.0": {}}, "bar": {"1": {"requires": ["theirs"]}}}"#;
    let mut several = SeveralIndexes::new(strategy);
    several.add_index(Box::new(MemoryIndex::from_json(ours).unwrap().named("ours")));
    several.add_index(Box::new(MemoryIndex::from_json(theirs).unwrap().named("theirs")));
    several
}

fn project(several: &SeveralIndexes, name: &str) -> Arc<Project> {
    several.project(&name.parse().unwrap()).unwrap().unwrap()
}

fn shown(project: &Project) -> String {
    let releases = project.releases.iter();
    let line = |release: &pinfix_index::Release| {
        let files: Vec<_> = release
            .distributions
            .iter()
            .map(|file| file.index.to_string())
            .collect();
        format!("{} tier {}: {}", release.version, release.tier, files.join(" "))
    };
    releases.map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_first_index_that_knows_a_name_hides_the_others() {
    let several = both(IndexStrategy::FirstIndex);
    insta::assert_snapshot!(shown(&project(&several, "foo")), @r"
    1.0 tier 0: ours
    1.5 tier 0: ours
    ");
    let bar = project(&several, "bar");
    let metadata = several.metadata(&bar.releases[0].distributions[0]).unwrap();
    assert_eq!(metadata.requires_dist[0].to_string(), "theirs");
    assert!(several.project(&"nobody".parse().unwrap()).unwrap().is_none());
}

#[test]
fn first_match_prefers_the_first_index_and_best_match_does_not() {
    insta::assert_snapshot!(shown(&project(&both(IndexStrategy::UnsafeFirstMatch), "foo")), @r"
    1.0 tier 0: ours theirs
    1.5 tier 0: ours
    2.0 tier 1: theirs
    ");
    insta::assert_snapshot!(shown(&project(&both(IndexStrategy::UnsafeBestMatch), "foo")), @r"
    1.0 tier 0: ours theirs
    1.5 tier 0: ours
    2.0 tier 0: theirs
    ");
}

#[test]
fn links_are_added_whatever_the_indexes_know() {
    let mut several = both(IndexStrategy::FirstIndex);
    let links = MemoryIndex::from_json(r#"{"foo": {"3.0": {}, "1.5": {}}}"#)
        .unwrap()
        .named("links");
    several.add_links(Box::new(links));
    insta::assert_snapshot!(shown(&project(&several, "foo")), @r"
    1.0 tier 0: ours
    1.5 tier 0: links ours
    3.0 tier 0: links
    ");
}

#[test]
fn the_failure_of_the_first_index_is_not_taken_for_its_silence() {
    let name: pinfix_packaging::PackageName = "foo".parse().unwrap();
    let mut several = SeveralIndexes::new(IndexStrategy::FirstIndex);
    several.add_index(Box::new(MemoryIndex::new().failing(name.clone())));
    several.add_index(Box::new(
        MemoryIndex::from_json(r#"{"foo": {"1.0": {}}}"#).unwrap(),
    ));
    assert!(several.project(&name).is_err());
}

//! Folders of distributions and pages of links.

use std::fs;

use pinfix_index::{FindLinksIndex, Index, Project};
use url::Url;

use crate::archives::zip;

fn shown(project: &Project) -> String {
    project
        .distributions()
        .map(|file| format!("{} {}", file.version, file.filename))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn a_folder_gives_each_project_its_files() {
    let folder = tempfile::tempdir().unwrap();
    let metadata: &[u8] = b"Name: foo-bar\nVersion: 1.0\nRequires-Dist: a\n";
    let wheel = zip(&[("foo_bar-1.0.dist-info/METADATA", metadata)]);
    fs::write(folder.path().join("foo_bar-1.0-py3-none-any.whl"), wheel).unwrap();
    for file in [
        "Foo.Bar-0.9.tar.gz",
        "foo-1.0.zip",
        "foo-bar-baz-1.0.tar.gz",
        "README.md",
    ] {
        fs::write(folder.path().join(file), "").unwrap();
    }
    let index = FindLinksIndex::open(folder.path()).unwrap();
    let project = |name: &str| index.project(&name.parse().unwrap()).unwrap();
    insta::assert_snapshot!(shown(&project("foo-bar").unwrap()), @r"
    0.9 Foo.Bar-0.9.tar.gz
    1.0 foo_bar-1.0-py3-none-any.whl
    ");
    insta::assert_snapshot!(shown(&project("foo").unwrap()), @"1.0 foo-1.0.zip");
    assert!(project("readme").is_none());
    let foo_bar = project("foo-bar").unwrap();
    let wheel = foo_bar.distributions().next_back().unwrap();
    assert_eq!(index.metadata(wheel).unwrap().requires_dist[0].to_string(), "a");
    let single = FindLinksIndex::open(folder.path().join("foo-1.0.zip")).unwrap();
    assert!(single.project(&"foo".parse().unwrap()).unwrap().is_some());
}

#[test]
fn a_page_of_links_serves_many_projects() {
    let url = Url::parse("https://me:secret@example.org/links.html").unwrap();
    let page = b"<a href='f/foo-1.0.tar.gz#sha256=ab'>foo</a><a href='https://example.com/bar-2-py3-none-any.whl'>bar</a>";
    let index = FindLinksIndex::of_page(&url, page).unwrap();
    let foo = index.project(&"foo".parse().unwrap()).unwrap().unwrap();
    let file = foo.distributions().next().unwrap();
    assert_eq!(file.location.to_string(), "https://example.org/f/foo-1.0.tar.gz");
    assert_eq!(file.sha256(), Some("ab"));
    assert_eq!(&*file.index, "https://example.org/links.html");
    assert!(index.project(&"bar".parse().unwrap()).unwrap().is_some());
    assert!(!format!("{index:?}{foo:?}").contains("secret"));
}

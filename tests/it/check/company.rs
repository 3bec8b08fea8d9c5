//! The requirements files of a whole company, in one run.

use pinfix_testing::{LocalIndex, Release, World};

use super::run;
use crate::workdir;

const PACKAGES: usize = 40;
const VERSIONS: usize = 5;
const FILES: usize = 1000;
const PINS: usize = 5;

fn world() -> World {
    let mut world = World::new();
    for package in 0..PACKAGES {
        for version in 1..=VERSIONS {
            world = world.with(Release::new(
                &format!("package{package}"),
                &format!("{version}.0"),
            ));
        }
    }
    world
}

#[test]
fn each_distinct_pin_is_asked_about_once_however_many_files_have_it() {
    let index = LocalIndex::of(&world());
    let mut folder = workdir(&index);
    let names: Vec<String> = (0..FILES)
        .map(|file| format!("service{file}/requirements.txt"))
        .collect();
    for (file, name) in names.iter().enumerate() {
        let pins = (0..PINS).map(|pin| {
            let package = (file + pin * 7) % PACKAGES;
            let version = 1 + (file / PACKAGES + pin) % VERSIONS;
            format!("package{package}=={version}.0\n")
        });
        folder = folder.file(name, pins.collect::<String>());
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let cold = run(&folder, &names).expect_code(0);
    let pins = format!("{} pins of {FILES} files", FILES * PINS);
    assert!(cold.stdout.contains(&pins), "{}", cold.stdout);
    let paths = index.paths();
    let metadata = paths.iter().filter(|path| path.ends_with(".metadata")).count();
    assert_eq!(
        (paths.len() - metadata, metadata),
        (PACKAGES, PACKAGES * VERSIONS)
    );
    index.forget_requests();
    let _ = run(&folder, &names).expect_code(0);
    assert_eq!(index.requests().len(), 0, "{:?}", index.paths());
}

#[test]
fn a_line_of_another_folder_says_nothing_of_this_one() {
    let world = World::new()
        .with(Release::new("a", "1.0").requires(["b"]))
        .with_versions("b", ["1.0"]);
    let index = LocalIndex::of(&world);
    let folder = workdir(&index)
        .file("one/requirements.txt", "a==1.0\n")
        .file("two/requirements.txt", "b==1.0; python_version < '3'\n");
    let run = run(&folder, &["one/requirements.txt", "two/requirements.txt"]).expect_code(1);
    assert!(run.stdout.contains("no line pins b"), "{}", run.stdout);
    assert!(!run.stdout.contains("its marker"), "{}", run.stdout);
    assert!(run.stdout.contains("add `b==1.0`"), "{}", run.stdout);
}

//! Named targets, and bundles of the project in `fixtures/shop`, from the recorded index. What a bundle does on an instance is
//! tried by `scripts/rehearse-faults`, which needs an index to install from.

use std::fs;
use std::path::Path;

use pinfix_testing::Workdir;

use crate::{fixtures, recorded, workdir};

const BUNDLE: [&str; 4] = ["bundle", "shop", "-o", "out/shop.zip"];

fn shop(mut folder: Workdir) -> Workdir {
    fn copy(from: &Path, to: &str, mut folder: Workdir) -> Workdir {
        for entry in fs::read_dir(from).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("{to}/{}", path.file_name().unwrap().to_str().unwrap());
            folder = if path.is_dir() {
                copy(&path, &name, folder)
            } else {
                folder.file(&name, fs::read(&path).unwrap())
            };
        }
        folder
    }
    folder = copy(&fixtures().join("shop"), "shop", folder);
    folder
}

#[test]
fn the_same_project_gives_the_same_bytes() {
    let index = recorded();
    let folder = shop(workdir(&index));
    let first = folder.pinfix(&BUNDLE).expect_code(0);
    assert!(
        first.stderr.contains("packages locked for eb-al2023-python3.9"),
        "{}",
        first.stderr
    );
    let bytes = fs::read(folder.path().join("out/shop.zip")).unwrap();
    let again = folder
        .pinfix(&["bundle", "shop", "-o", "out/again.zip"])
        .expect_code(0);
    assert_eq!(
        fs::read(folder.path().join("out/again.zip")).unwrap(),
        bytes,
        "{}",
        again.stderr
    );
    assert!(
        folder
            .read("out/EB_CONSOLE_DEPLOYMENT_GUIDE.md")
            .unwrap()
            .contains("shop-production")
    );
}

#[test]
fn a_conflict_is_explained_and_nothing_is_written() {
    let index = recorded();
    let requirements = fs::read_to_string(fixtures().join("shop/requirements.in")).unwrap();
    let folder = shop(workdir(&index)).file("shop/requirements.in", requirements + "urllib3>=2\n");
    let run = folder.pinfix(&BUNDLE).expect_code(1);
    assert!(
        run.stderr.contains("urllib3>=2") && run.stderr.contains("boto3"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("No bundle was made."), "{}", run.stderr);
    assert!(!folder.path().join("out").exists());
}

#[test]
fn a_lock_beside_the_requirements_is_kept_to() {
    let index = recorded();
    let folder = shop(workdir(&index)).file("shop/requirements.txt", "urllib3==2.0.7\n");
    let list = folder.pinfix(&["bundle", "shop", "--list"]).expect_code(0);
    assert!(list.stdout.contains("in   manage.py"), "{}", list.stdout);
    // What was locked does not hold on the target: that is a conflict, and no reason to take another.
    let run = folder.pinfix(&BUNDLE).expect_code(1);
    assert!(run.stderr.contains("requirements.txt"), "{}", run.stderr);
    let run = folder
        .pinfix(&[&BUNDLE[..], &["--relock"]].concat())
        .expect_code(0);
    assert!(folder.path().join("out/shop.zip").is_file(), "{}", run.stderr);
}

#[test]
fn a_target_has_a_name_everywhere() {
    let index = recorded();
    let folder = workdir(&index).file("requirements.in", "boto3\n");
    let by_name = folder.pinfix(&[
        "resolve",
        "requirements.in",
        "--no-header",
        "--target",
        "eb-al2023-python3.9",
    ]);
    let platform = [
        "--python-version",
        "3.9",
        "--python-platform",
        "x86_64-manylinux_2_34",
    ];
    let by_flags = folder.pinfix(&[&["resolve", "requirements.in", "--no-header"], &platform[..]].concat());
    assert_eq!(by_name.expect_code(0).stdout, by_flags.expect_code(0).stdout);
    let folder = folder
        .file("requirements.txt", "urllib3==2.0.7\nbotocore==1.29.164\n")
        .env("PINFIX_TARGET", "eb-al2023-python3.12");
    let run = folder.pinfix(&["check", "requirements.txt", "--select", "conflicting-pins"]);
    assert!(run.stdout.contains("Python 3.12"), "{}", run.stdout);
    let run = folder.pinfix(&[
        "check",
        "requirements.txt",
        "--target",
        "lambda-python3.9,eb-al2023-python3.12",
    ]);
    assert!(run.stdout.contains("2 targets"), "{}", run.stdout);
    let run = folder.pinfix(&["why", "urllib3", "--target", "eb-python3.12", "requirements.in"]);
    assert!(
        run.expect_code(2)
            .stderr
            .contains("did you mean `eb-al2023-python3.12`")
    );
}

#[test]
fn the_named_targets() {
    let folder = Workdir::new(crate::PINFIX);
    insta::assert_snapshot!(folder.pinfix(&["targets"]).snapshot());
    let run = folder
        .pinfix(&["targets", "--output-format", "json"])
        .expect_code(0);
    let document: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(document["targets"][0]["name"], "eb-al2023-python3.9");
}

//! Each rule, and where it is silent.

use std::collections::BTreeSet;

use pinfix_testing::{LocalIndex, Options, Release, World};

use super::world::index;
use super::{TARGET, found, run, told};
use crate::workdir;

const LOCK: &str = "boto3==1.26\nbotocore==1.29\nurllib3==1.26\n";

#[test]
fn a_lock_that_agrees_is_clean() {
    assert_eq!(found(LOCK, &[]), [""; 0]);
    let index = index();
    let run = run(&workdir(&index).file("requirements.txt", LOCK), &[]).expect_code(0);
    assert!(
        run.stdout
            .starts_with("Nothing found in 3 pins of 1 file for Python 3.9"),
        "{}",
        run.snapshot()
    );
}

#[test]
fn a_pin_that_was_moved_alone() {
    let moved = LOCK.replace("boto3==1.26", "boto3==1.34");
    assert_eq!(
        found(&moved, &[]),
        [
            "conflicting-pins 2 botocore <- boto3",
            "missing-pin 1 s3transfer <- boto3"
        ]
    );
    let moved = LOCK.replace("urllib3==1.26", "urllib3==2.0");
    assert_eq!(found(&moved, &[]), ["conflicting-pins 3 urllib3 <- botocore"]);
}

#[test]
fn lines_that_part_on_what_no_line_pins() {
    assert_eq!(
        found("boto3==1.26\nurllib3==2.0\n", &[]),
        [
            "conflicting-pins 2 urllib3 <- botocore",
            "missing-pin 1 botocore <- boto3"
        ]
    );
    assert_eq!(
        found("boto3==1.26\nurllib3==1.26\n", &[]),
        ["missing-pin 1 botocore <- boto3"]
    );
    let unpinned = ["--allow-unpinned", "--ignore", "missing-pin"];
    assert_eq!(
        found("boto3==1.26\nurllib3>=2\n", &unpinned),
        ["conflicting-pins 2 urllib3 <- botocore"]
    );
    assert_eq!(found("boto3==1.26\nurllib3<2\n", &unpinned), [""; 0]);
    let only = ["--select", "conflicting-pins"];
    assert_eq!(
        found("boto3==1.26\nurllib3==2.0\n", &only),
        ["conflicting-pins 2 urllib3 <- botocore"]
    );
    assert_eq!(
        found("boto3==1.26\nurllib3==2.0\n", &["--select", "missing-pin"]),
        ["missing-pin 1 botocore <- boto3"]
    );
}

#[test]
fn markers_and_extras_are_followed() {
    let lock = "boto3==1.34\nbotocore==1.34\ns3transfer==0.10\nurllib3==2.0 ; python_version >= '3.10'\n";
    assert_eq!(found(lock, &[]), ["missing-pin 2 urllib3 <- botocore"]);
    assert_eq!(found("celery==5.4\nvine==5.0\n", &[]), [""; 0]);
    assert_eq!(
        found("celery[redis]==5.4\nvine==5.0\n", &[]),
        ["missing-pin 1 redis <- celery"]
    );
    assert_eq!(
        found("celery[redis]==5.4\nvine==5.0\nredis==5.2\n", &[]),
        ["conflicting-pins 3 redis <- celery"]
    );
    assert_eq!(found("six[fast]==1.17\n", &[]), ["unknown-extra 1 six"]);
}

#[test]
fn extras_that_a_lock_does_without_are_told_by_its_comments() {
    let lock = |redis: &str, reason: &str| {
        format!(
            "celery==5.4\n    # via -r requirements.in\nredis=={redis}\n    # via {reason}\nvine==5.0\n    # via celery\n"
        )
    };
    assert_eq!(
        found(&lock("5.2", "celery"), &[]),
        ["conflicting-pins 3 redis <- celery"]
    );
    assert_eq!(found(&lock("4.6", "celery"), &[]), [""; 0]);
    // The user's own redis has nothing to do with celery.
    assert_eq!(found(&lock("5.2", "-r requirements.in"), &[]), [""; 0]);
    let repairs = ["--repairs", "--python-version", "3.9"];
    let index = index();
    let run = workdir(&index)
        .file("requirements.txt", lock("5.2", "celery"))
        .pinfix(&[&["check", "requirements.txt"], &repairs[..]].concat());
    assert!(
        run.stdout.contains("repair 1, tried: redis==5.2 -> redis==4.6"),
        "{}",
        run.stdout
    );
}

#[test]
fn each_target_is_asked() {
    let index = index();
    let lock = "botocore==1.34\nurllib3==2.0\nyoung==2.0\n";
    let run = workdir(&index).file("requirements.txt", lock).pinfix(&[
        "check",
        "--python-version",
        "3.9,3.12",
        "--python-platform",
        "linux,windows",
        "--output-format",
        "json",
    ]);
    assert_eq!(
        told(&run),
        [
            "conflicting-pins 2 urllib3 <- botocore",
            "requires-python 3 young"
        ]
    );
    let document: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(document["targets"].as_array().unwrap().len(), 4);
    let targets = document["findings"][0]["targets"].as_array().unwrap();
    assert_eq!(targets.len(), 2, "{}", run.snapshot());
    assert!(
        targets
            .iter()
            .all(|it| it["python_version"].as_str().unwrap().starts_with("3.9."))
    );
}

#[test]
fn what_the_index_says_to_a_release() {
    assert_eq!(found("young==2.0\n", &[]), ["requires-python 1 young"]);
    assert_eq!(found("windows==1.0\n", &[]), ["no-compatible-wheel 1 windows"]);
    assert_eq!(found("gone==1.0\n", &[]), ["yanked 1 gone"]);
    assert_eq!(
        found("six==9\nsiks==1\n", &[]),
        ["unknown-release 1 six", "unknown-release 2 siks"]
    );
    assert_eq!(found("built==1.0\n", &[]), ["unreadable-metadata 1 built"]);
    assert_eq!(
        found("built==1.0\n", &["--no-build"]),
        ["no-compatible-wheel 1 built", "unreadable-metadata 1 built"]
    );
}

#[test]
fn wheels_for_others_only_are_worth_a_note() {
    let index = index();
    let folder = workdir(&index).file("requirements.txt", "numbers==1.21\nsix==1.17\n");
    let run = run(&folder, &[]);
    assert!(
        run.stdout.contains("has wheels for CPython 3.7 only"),
        "{}",
        run.snapshot()
    );
    assert_eq!(
        found("numbers==1.21\nsix==1.17\n", &[]),
        ["built-there 1 numbers"]
    );
    let no_build = found("numbers==1.21\nsix==1.17\n", &["--no-build"]);
    assert_eq!(no_build, ["no-compatible-wheel 1 numbers"]);
}

#[test]
fn a_missing_pin_is_told_once_however_many_ask_for_it() {
    let text = "more-numbers==1.0\nnumbers==1.21\n";
    let only = ["--select", "missing-pin"];
    assert_eq!(found(text, &only), ["missing-pin 1 six <- more-numbers"]);
    let index = index();
    let run = run(&workdir(&index).file("requirements.txt", text), &only);
    assert!(
        run.stdout.contains("numbers 1.21 asks for `six`"),
        "{}",
        run.snapshot()
    );
}

#[test]
fn lines_that_do_not_pin() {
    let text = "six>=1\nurllib3\nvine==5.*\n-e .\n";
    assert_eq!(
        found(text, &[]),
        [
            "not-pinned 1 six",
            "not-pinned 2 urllib3",
            "not-pinned 3 vine",
            "not-pinned 4 -"
        ]
    );
    assert_eq!(found(text, &["--allow-unpinned"]), [""; 0]);
    assert_eq!(found("six==1.16\nsix==1.16\n", &[]), ["duplicate-line 2 six"]);
    assert_eq!(found("six==1.16\nsix==1.17\n", &[]), ["pinned-twice 2 six"]);
    assert_eq!(
        found(
            "six==1.16; python_version < '3.9'\nsix==1.17; python_version >= '3.9'\n",
            &[]
        ),
        [""; 0]
    );
}

#[test]
fn what_is_not_looked_at_is_said() {
    let index = index();
    let lock = "-e ./folder\nsix==1.17\nfoo @ git+https://example.org/foo@0123456789012345678901234567890123456789\n";
    let files = workdir(&index).file("requirements.txt", lock);
    let run = files.pinfix(&[
        "check",
        "requirements.txt",
        "--allow-unpinned",
        "--python-version",
        "3.9",
    ]);
    let last = run.stdout.lines().last();
    let told = "2 lines point at folders or repositories, whose requirements were not looked at: `pinfix resolve --dry-run` does";
    assert_eq!(last, Some(told), "{}", run.stdout);
}

#[test]
fn constraints_bind_and_pin() {
    let index = index();
    let folder = workdir(&index)
        .file("requirements.txt", "-c bounds.txt\nsix==1.17\nvine\n")
        .file("bounds.txt", "six<1.17\nvine==5.0\nredis==1\n");
    assert_eq!(
        told(&run(&folder, &["--output-format", "json"])),
        ["violated-constraint 2 six"]
    );
    let folder = folder.file("requirements.txt", "six==1.17\n");
    assert_eq!(
        told(&run(&folder, &["-c", "bounds.txt", "--output-format", "json"])),
        ["violated-constraint 1 six"]
    );
}

#[test]
fn files_of_one_folder_are_installed_together() {
    let index = index();
    let folder = workdir(&index)
        .file("requirements.txt", LOCK)
        .file("requirements-dev.txt", "s3transfer==0.10\nurllib3==2.0\n")
        .file("other/requirements.txt", "urllib3==2.0\n");
    // Each file's own pin comes first; those of the other are looked at where it has none.
    assert_eq!(
        told(&run(&folder, &["--output-format", "json"])),
        [
            "conflicting-pins 2 botocore <- s3transfer",
            "pinned-twice 3 urllib3",
        ]
    );
    let both = [
        "requirements.txt",
        "other/requirements.txt",
        "--output-format",
        "json",
    ];
    assert_eq!(told(&run(&folder, &both)), [""; 0]);
}

#[test]
fn a_lock_against_its_input() {
    let index = index();
    let folder = workdir(&index)
        .file("requirements.txt", LOCK)
        .file("requirements.in", "boto3>=1.30\nsix\nurllib3\n");
    let against = ["--against", "requirements.in", "--output-format", "json"];
    assert_eq!(
        told(&run(&folder, &against)),
        [
            "unsatisfied-input 1 boto3",
            "unsatisfied-input requirements.in:2 six"
        ]
    );
    assert_eq!(folder.read("requirements.txt").unwrap(), LOCK);
    let folder = folder.file("requirements.in", "botocore\n");
    let run = run(
        &folder,
        &[&against[..], &["--extend-select", "unneeded-pin"]].concat(),
    );
    assert_eq!(told(&run), ["unneeded-pin 1 boto3"]);
}

#[test]
fn what_comments_say_nothing_needs() {
    let lock = "boto3==1.26\n    # via -r requirements.in\nbotocore==1.29\n    # via boto3\nsix==1.17\n    # via gone\nurllib3==1.26\n    # via botocore\n";
    assert_eq!(found(lock, &[]), [""; 0]);
    assert_eq!(
        found(lock, &["--extend-select", "unneeded-pin"]),
        ["unneeded-pin 5 six"]
    );
    // Who writes no such comments may want each of them.
    let plain = "boto3==1.26\nbotocore==1.29\nsix==1.17\nurllib3==1.26\n";
    assert_eq!(found(plain, &["--extend-select", "unneeded-pin"]), [""; 0]);
}

#[test]
fn too_old_to_know() {
    assert_eq!(found("old==1.0\nurllib3==2.0\n", &[]), ["anachronism 1 old"]);
    assert_eq!(found("old==1.0\nurllib3==1.26\n", &[]), [""; 0]);
    assert_eq!(
        found("old==1.0\nurllib3==2.0\n", &["--max-staleness", "none"]),
        [""; 0]
    );
    // When the lock was made there was no newer one.
    let then = ["--exclude-newer", "2024-01-01"];
    assert_eq!(found("old==1.0\nurllib3==2.0\n", &then), [""; 0]);
}

#[test]
fn too_old_to_know_together_with_what_moves_along() {
    assert_eq!(
        found("pair==1.0\ntwin==1.0\nurllib3==2.0\n", &[]),
        ["anachronism 1 pair"]
    );
    // Both could be newer.
    assert_eq!(found("pair==1.0\ntwin==1.0\nurllib3==1.26\n", &[]), [""; 0]);
    // Here a release of the other one would do that is not its newest.
    assert_eq!(found("duo==1.0\nmate==1.0\nurllib3==2.0\n", &[]), [""; 0]);
}

#[test]
fn hashes_are_those_of_the_release() {
    let index = index();
    let page = std::fs::read_to_string(index.root().join("six/index.json")).unwrap();
    let page: serde_json::Value = serde_json::from_str(&page).unwrap();
    let hash = |at: usize| {
        format!(
            "--hash=sha256:{}",
            page["files"][at]["hashes"]["sha256"].as_str().unwrap()
        )
    };
    let (own, other) = (hash(0), hash(1));
    let none = format!("--hash=sha256:{}", "0".repeat(64));
    let check = |text: &str| {
        let folder = workdir(&index).file("requirements.txt", text);
        told(&run(&folder, &["--output-format", "json"]))
    };
    let version = page["files"][0]["filename"]
        .as_str()
        .unwrap()
        .split('-')
        .nth(1)
        .unwrap();
    assert_eq!(check(&format!("six=={version} {own}\n")), [""; 0]);
    assert_eq!(
        check(&format!("six=={version} {other}\n")),
        ["hash-mismatch 1 six"]
    );
    assert_eq!(
        check(&format!("six=={version} \\\n  {own} \\\n  {none}\n")),
        ["unknown-hash 3 six"]
    );
    assert_eq!(
        check(&format!("six=={version} {own}\nvine==5.0\n")),
        ["missing-hash 2 vine"]
    );
    assert_eq!(check("--require-hashes\nvine==5.0\n"), ["missing-hash 2 vine"]);
}

#[test]
fn rules_are_selected_by_flags_and_files() {
    let text = "six>=1\ngone==1.0\nyoung==2.0\n";
    assert_eq!(found(text, &["--select", "yanked"]), ["yanked 2 gone"]);
    assert_eq!(
        found(text, &["--ignore", "yanked,not-pinned"]),
        ["requires-python 3 young"]
    );
    let index = index();
    let folder = workdir(&index).file("requirements.txt", text).file(
        "pyproject.toml",
        "[tool.pinfix]\nselect = [\"yanked\"]\nfail-on = \"error\"\n",
    );
    assert_eq!(
        told(&run(&folder, &["--output-format", "json"]).expect_code(0)),
        ["yanked 2 gone"]
    );
    let run = run(&folder, &["--select", "yankd"]).expect_code(2);
    assert!(
        run.stderr.contains("did you mean `yanked`?"),
        "{}",
        run.snapshot()
    );
}

#[test]
fn the_level_decides_the_exit_code() {
    let index = index();
    let folder = workdir(&index).file("requirements.txt", "gone==1.0\nbuilt==1.0\n");
    for (level, code) in [("error", 0), ("warning", 1), ("note", 1), ("never", 0)] {
        let _ = run(&folder, &["--fail-on", level]).expect_code(code);
    }
    let _ = run(&folder, &["--ignore", "yanked"]).expect_code(0);
}

#[test]
fn one_page_and_one_metadata_request_for_each_pin() {
    let index = index();
    let folder = workdir(&index).file("requirements.txt", LOCK);
    let _ = run(&folder, &[]).expect_code(0);
    // On a machine that is busy, what comes late is asked for again.
    let asked: BTreeSet<String> = index.paths().into_iter().collect();
    assert_eq!(asked.len(), 6, "{asked:?}");
    index.forget_requests();
    let offline = [&["check", "--offline"], &TARGET[..]].concat();
    let _ = folder.pinfix(&offline).expect_code(0);
    assert_eq!(index.requests().len(), 0, "{:?}", index.paths());
}

#[test]
fn an_index_that_fails_is_no_finding() {
    let index = index();
    let folder = workdir(&index).file("requirements.txt", "six==1.17\n");
    let _ = folder
        .pinfix(&[&["check", "--offline"], &TARGET[..]].concat())
        .expect_code(3);
}

#[test]
fn vulnerabilities_are_asked_for_where_that_is_wanted() {
    let world = World::new()
        .with(Release::new("six", "1.16").vulnerable("PYSEC-1", "1.17"))
        .with_versions("vine", ["5.0"]);
    let options = Options {
        json_api: true,
        ..Options::default()
    };
    let index = LocalIndex::with_options(&world, options);
    let folder = workdir(&index).file("requirements.txt", "six==1.16\nvine==5.0\n");
    let _ = run(&folder, &[]).expect_code(0);
    let asked = ["--vulnerabilities", "--output-format", "json"];
    let run = run(&folder, &asked).expect_code(1);
    assert_eq!(told(&run), ["vulnerability 1 six"]);
    assert!(run.stdout.contains("fixed in 1.17"), "{}", run.snapshot());
    assert!(
        run.stdout.contains("PYSEC-1: It lets everyone in."),
        "{}",
        run.snapshot()
    );
    // An index that does not tell is no clean bill.
    assert_eq!(
        found("six==1.16\n", &["--vulnerabilities"]),
        ["unreadable-metadata 1 six"]
    );
}

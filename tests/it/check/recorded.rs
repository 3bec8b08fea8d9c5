//! Real locks over a recorded index, whole and moved as a bot would. What each must show is what `uv pip check` says of
//! the same pins, installed without dependencies (`scripts/check-beside-uv` asks it).

use pinfix_testing::LocalIndex;

use super::{run, told};
use crate::{fixtures, recorded, workdir};

/// The lock of a recorded question.
fn lock(index: &LocalIndex, question: &str) -> String {
    let text = std::fs::read_to_string(
        fixtures()
            .join("questions")
            .join(question)
            .join("requirements.in"),
    )
    .unwrap();
    let folder = workdir(index).file("requirements.in", text);
    let arguments = [
        "resolve",
        "requirements.in",
        "--no-annotate",
        "--no-header",
        "--quiet",
    ];
    let target = [
        "--python-version",
        "3.9",
        "--python-platform",
        "x86_64-manylinux_2_34",
    ];
    folder
        .pinfix(&[&arguments[..], &target].concat())
        .expect_code(0)
        .stdout
}

/// The lock with lines that begin so replaced.
fn moved(lock: &str, moves: &[(&str, &str)]) -> String {
    let lines = lock.lines().map(|line| {
        let to = moves
            .iter()
            .find(|(name, _)| line.split("==").next() == Some(*name));
        to.map_or(line, |(_, to)| *to)
    });
    let kept: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    kept.join("\n") + "\n"
}

fn found(index: &LocalIndex, text: &str) -> Vec<String> {
    let folder = workdir(index).file("requirements.txt", text);
    let lines: Vec<&str> = text.lines().collect();
    let told = told(&run(&folder, &["--output-format", "json"]));
    // By the package of the line, so that a lock may grow.
    let named = told.iter().map(|finding| {
        let mut words: Vec<&str> = finding.split(' ').collect();
        let line: usize = words[1].parse().unwrap();
        words[1] = lines[line - 1].split(['=', '[']).next().unwrap();
        words.join(" ")
    });
    named.collect()
}

#[test]
fn real_locks_are_clean() {
    let index = recorded();
    for question in ["elastic-beanstalk", "old-urllib3"] {
        let lock = lock(&index, question);
        assert!(lock.lines().count() > 3, "{question}: {lock}");
        assert_eq!(found(&index, &lock), [""; 0], "{question}: {lock}");
    }
}

#[test]
fn boto3_without_botocore() {
    let index = recorded();
    let lock = lock(&index, "elastic-beanstalk");
    let found = found(&index, &moved(&lock, &[("boto3", "boto3==1.34.0")]));
    assert!(
        found.contains(&"conflicting-pins botocore botocore <- boto3".to_owned()),
        "{found:?}"
    );
    assert!(found.iter().all(|it| it.ends_with("<- boto3")), "{found:?}");
}

#[test]
fn urllib3_alone_and_lost_lines() {
    let index = recorded();
    let lock = lock(&index, "elastic-beanstalk");
    let newest = ("urllib3", "urllib3==2.6.3");
    let found = found(&index, &moved(&lock, &[newest, ("six", ""), ("vine", "")]));
    assert!(
        found.contains(&"conflicting-pins urllib3 urllib3 <- botocore".to_owned()),
        "{found:?}"
    );
    assert!(
        found.contains(&"missing-pin python-dateutil six <- python-dateutil".to_owned()),
        "{found:?}"
    );
    assert!(
        found.contains(&"missing-pin amqp vine <- amqp".to_owned()),
        "{found:?}"
    );
}

//! Files as the world has them: a clear finding or error each.

use std::fmt::Write as _;

use super::world::index;
use super::{found, run, told};
use crate::workdir;

#[test]
fn line_ends_and_marks_of_other_systems() {
    assert_eq!(
        found("\u{feff}six==1.16\r\nsix==1.17\r\n", &[]),
        ["pinned-twice 2 six"]
    );
    assert_eq!(found("six==1.16\rsix==1.17", &[]), ["pinned-twice 2 six"]);
    assert_eq!(found("", &[]), [""; 0]);
    assert_eq!(found("# nothing\n\n", &[]), [""; 0]);
}

#[test]
fn what_can_not_be_read_is_an_error_that_says_so() {
    let index = index();
    for (text, says) in [
        (&b"six=1.16\nvine>>5\n"[..], "2 errors"),
        (b"six==1.16 # caf\xe9\n", "requirements.txt"),
        (b"\x00\x01\x02PK", "not a text file"),
        (b"six==not.a.version\n", "requirements.txt"),
        (b"-r requirements.txt\n", "includes itself"),
        (b"--nonsense\n", "requirements.txt"),
    ] {
        let folder = workdir(&index).file("requirements.txt", text);
        let run = run(&folder, &[]);
        // A comment in Latin-1 may be read all the same, but nothing may be passed over in silence.
        let said = [&run.stdout[..], &run.stderr].concat();
        assert!(
            matches!(run.code, Some(1 | 2)) || text.starts_with(b"six==1.16 #"),
            "{}",
            run.snapshot()
        );
        assert!(said.contains(says) || run.code == Some(0), "{}", run.snapshot());
        assert!(!said.contains("panicked"), "{}", run.snapshot());
    }
}

#[test]
fn what_is_no_file() {
    let index = index();
    let folder = workdir(&index).file("folder/requirements.txt", "six==1.16\n");
    let named = run(&folder, &["folder"]).expect_code(2);
    assert!(named.stderr.contains("is a directory"), "{}", named.snapshot());
    let missing = run(&folder, &["gone.txt"]).expect_code(2);
    assert!(
        missing.stderr.contains("does not exist"),
        "{}",
        missing.snapshot()
    );
    let none = run(&folder, &[]).expect_code(2);
    assert!(
        none.stderr.contains("there is no requirements*.txt"),
        "{}",
        none.snapshot()
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_waited_for() {
    let index = index();
    let folder = workdir(&index).file("requirements.txt", "six==1.16\n");
    let pipe = folder.path().join("requirements-pipe.txt");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    // It is none of the usual files, and an error where it is named.
    let _ = run(&folder, &[]).expect_code(0);
    let named = run(&folder, &["requirements-pipe.txt"]).expect_code(2);
    assert!(
        named.stderr.contains("a pipe or a device"),
        "{}",
        named.snapshot()
    );
}

#[test]
fn standard_input_is_a_file() {
    let index = index();
    let folder = workdir(&index).stdin("six==1.16\nsix==1.17\n");
    assert_eq!(
        told(&run(&folder, &["-", "--output-format", "json"])),
        ["pinned-twice -:2 six"]
    );
}

#[test]
fn a_hundred_thousand_lines() {
    let mut text = String::new();
    for line in 0..100_000 {
        let _ = writeln!(text, "six==1.16 ; python_version < '3.{}' # {line}", line % 9);
    }
    text.push_str("six==1.17\nvine\n");
    assert_eq!(found(&text, &[]), ["not-pinned 100002 vine"]);
    let many = "vine>=1\n".repeat(100_000);
    let index = index();
    let run = run(&workdir(&index).file("requirements.txt", many), &[]).expect_code(1);
    assert!(
        run.stdout.contains("Found 100000 errors"),
        "{}",
        &run.stdout[run.stdout.len() - 200..]
    );
}

#[test]
fn passwords_are_not_shown() {
    let index = index();
    let text = "six @ https://user:secret@example.org/six.git\nvine>=1 --hash=sha256:1\n";
    let folder = workdir(&index).file("requirements.txt", text);
    for format in ["text", "json", "sarif", "github", "junit"] {
        let run = run(&folder, &["--output-format", format]);
        assert!(
            ![&run.stdout[..], &run.stderr].concat().contains("secret"),
            "{}",
            run.snapshot()
        );
    }
}

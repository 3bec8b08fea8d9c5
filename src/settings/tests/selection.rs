use jiff::Timestamp;

use super::{World, flags};
use crate::cli::{AnnotationArguments, AnnotationStyle, EmitArguments, PrereleaseMode, SelectionArguments};
use crate::settings::error::SettingsError;
use crate::settings::{SelectionSettings, Upgrade, WrittenOptions};

fn select(line: &[&str], written: &WrittenOptions) -> Result<SelectionSettings, SettingsError> {
    let now: Timestamp = "2026-03-31T12:00:00Z".parse().unwrap();
    World::new()
        .configuration(&[])
        .selection(&flags::<SelectionArguments>(line), written, now)
}

#[test]
fn a_cutoff_is_a_moment_the_end_of_a_day_or_a_duration() {
    for (text, moment) in [
        ("2026-01-31T12:00:00+02:00", "2026-01-31T10:00:00Z"),
        ("2026-01-31", "2026-02-01T00:00:00Z"),
        ("30 days", "2026-03-01T12:00:00Z"),
        ("P1M", "2026-02-28T12:00:00Z"),
    ] {
        let settings = select(&["--exclude-newer", text], &WrittenOptions::default()).unwrap();
        assert_eq!(settings.exclude_newer.unwrap().to_string(), moment, "{text}");
    }
    for text in ["yesterday", "2026-13-01", "2026", "99999 years"] {
        let error = select(&["--exclude-newer", text], &WrittenOptions::default()).unwrap_err();
        assert!(
            error.to_string().starts_with("--exclude-newer can't be used"),
            "{error}"
        );
    }
}

#[test]
fn pre_releases_are_allowed_by_the_flag_or_by_the_files() {
    let written = WrittenOptions {
        pre: true,
        ..WrittenOptions::default()
    };
    let mode = |line: &[&str], written: &WrittenOptions| select(line, written).unwrap().prerelease;
    assert_eq!(mode(&[], &WrittenOptions::default()), PrereleaseMode::IfNecessary);
    assert_eq!(
        mode(&["--pre"], &WrittenOptions::default()),
        PrereleaseMode::Allow
    );
    assert_eq!(mode(&[], &written), PrereleaseMode::Allow);
    assert_eq!(
        mode(&["--prerelease", "disallow"], &written),
        PrereleaseMode::Disallow
    );
}

#[test]
fn all_or_some_pins_are_dropped() {
    let upgrade = |line: &[&str]| select(line, &WrittenOptions::default()).unwrap().upgrade;
    assert_eq!(upgrade(&[]), Upgrade::None);
    assert_eq!(upgrade(&["-U", "-P", "a"]), Upgrade::All);
    assert_eq!(
        upgrade(&["-P", "A_b"]),
        Upgrade::Packages(vec!["a-b".parse().unwrap()])
    );
}

#[test]
fn the_lock_says_why_unless_it_is_told_not_to() {
    let world = World::new();
    world.write(
        "pinfix.toml",
        "annotate = false\ngenerate-hashes = true\nannotation-style = 'line'\n",
    );
    let configuration = world.configuration(&[]);
    let style = |line: &[&str]| {
        configuration
            .annotations(&flags::<AnnotationArguments>(line))
            .unwrap()
            .style
    };
    assert_eq!(style(&[]), None);
    assert_eq!(style(&["--annotate"]), Some(AnnotationStyle::Line));
    assert_eq!(
        style(&["--no-annotate", "--annotate", "--annotation-style", "split"]),
        Some(AnnotationStyle::Split)
    );
    let hashes = |line: &[&str]| configuration.emit(&flags::<EmitArguments>(line)).unwrap().hashes;
    assert!(hashes(&[]));
    assert!(!hashes(&["--no-generate-hashes"]));
}

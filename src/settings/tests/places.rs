use std::path::PathBuf;

use super::{World, flags};
use crate::cli::{StorageArguments, TerminalArguments};
use crate::settings::environment::System;
use crate::settings::{Configuration, TerminalSettings, Terminals, Verbosity};

fn cache(configuration: &Configuration, line: &[&str]) -> Option<PathBuf> {
    configuration
        .cache_dir(&flags::<StorageArguments>(line))
        .unwrap()
        .map(|setting| setting.value)
}

#[test]
fn the_cache_is_where_the_system_wants_it() {
    let world = World::new();
    let home = world.path().join("home");
    assert_eq!(
        cache(&world.configuration(&[]), &[]),
        Some(home.join(".cache/pinfix"))
    );
    assert_eq!(
        cache(&world.configuration(&[("XDG_CACHE_HOME", "/x")]), &[]),
        Some("/x/pinfix".into())
    );
    assert_eq!(
        cache(&world.configuration(&[("XDG_CACHE_HOME", "relative")]), &[]),
        Some(home.join(".cache/pinfix"))
    );
    let variable = [("PINFIX_CACHE_DIR", "~/mine")];
    assert_eq!(
        cache(&world.configuration(&variable), &[]),
        Some(home.join("mine"))
    );
    assert_eq!(
        cache(&world.configuration(&variable), &["--cache-dir", "here"]),
        Some(world.path().join("here"))
    );
    assert_eq!(cache(&world.configuration(&variable), &["-n"]), None);

    let mut configuration = world.configuration(&[]);
    configuration.environment.system = System::Macos;
    assert_eq!(
        cache(&configuration, &[]),
        Some(home.join("Library/Caches/pinfix"))
    );
    let mut configuration = world.configuration(&[("LOCALAPPDATA", "/local")]);
    configuration.environment.system = System::Windows;
    assert_eq!(cache(&configuration, &[]), Some("/local/pinfix".into()));
}

fn terminal(line: &[&str], variables: &[(&str, &str)]) -> TerminalSettings {
    let terminals = Terminals {
        stdout: false,
        stderr: true,
    };
    World::new()
        .configuration(variables)
        .terminal(&flags::<TerminalArguments>(line), terminals)
        .unwrap()
}

#[test]
fn colours_follow_the_flag_then_the_conventions_then_the_terminal() {
    let colours = |line: &[&str], variables: &[(&str, &str)]| {
        let settings = terminal(line, variables);
        (settings.color_stdout, settings.color_stderr)
    };
    assert_eq!(colours(&[], &[]), (false, true));
    assert_eq!(colours(&[], &[("NO_COLOR", "1")]), (false, false));
    assert_eq!(colours(&[], &[("CLICOLOR_FORCE", "1")]), (true, true));
    assert_eq!(
        colours(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]),
        (false, false)
    );
    assert_eq!(colours(&[], &[("TERM", "dumb")]), (false, false));
    assert_eq!(
        colours(&["--color", "always"], &[("NO_COLOR", "1")]),
        (true, true)
    );
    assert_eq!(
        colours(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]),
        (false, false)
    );
}

#[test]
fn progress_needs_a_terminal_and_someone_who_wants_it() {
    assert!(terminal(&[], &[]).progress);
    assert!(!terminal(&["--no-progress"], &[]).progress);
    assert!(!terminal(&[], &[("PINFIX_NO_PROGRESS", "true")]).progress);
    assert!(!terminal(&["-q"], &[]).progress);
}

#[test]
fn verbosity_is_counted() {
    for (line, expected) in [
        (vec!["-qq"], Verbosity::Silent),
        (vec!["-q"], Verbosity::Quiet),
        (vec![], Verbosity::Normal),
        (vec!["-v"], Verbosity::Verbose),
        (vec!["-v", "-v"], Verbosity::Debug),
    ] {
        assert_eq!(terminal(&line, &[]).verbosity, expected);
    }
}

use clap::{CommandFactory, Parser};

use super::{Cli, Command, ResolveArguments};

fn resolve(line: &str) -> ResolveArguments {
    let words = ["pinfix", "resolve"].into_iter().chain(line.split_whitespace());
    match Cli::try_parse_from(words)
        .unwrap_or_else(|error| panic!("{line}: {error}"))
        .command
    {
        Command::Resolve(arguments) => *arguments,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_definition_is_sound() {
    Cli::command().debug_assert();
}

/// What users of uv and pip-compile have in their fingers.
#[test]
fn flags_have_the_names_of_uv_and_pip() {
    for line in [
        "in.txt -c a --constraint b --constraints c --override d --overrides e --exclude f --excludes g",
        "in.txt -i https://a.example --extra-index-url https://b.example --index c=https://c.example -f wheels",
        "in.txt --default-index https://a.example --find-links wheels --no-index --trusted-host a.example",
        "in.txt -U -P boto3 --upgrade-package six -o out.txt --dry-run",
        "in.txt -p 3.9 --python-version 3.9 --python-platform linux",
        "in.txt -n -q --offline --refresh --refresh-package six --cert a.pem --client-cert b.pem",
        "in.txt --pre --resolution lowest-direct --exclude-newer 2026-01-31 --no-deps",
        "in.txt --generate-hashes --no-annotate --annotation-style line --no-header --no-strip-extras",
        "in.txt --emit-index-url --emit-find-links --no-emit-package pip --unsafe-package setuptools",
        "in.txt --only-binary :all: --no-binary a,b --no-build --extra a,b --group dev --keyring-provider subprocess",
        "- --color never --no-progress -vv --index-strategy unsafe-best-match --prerelease if-necessary-or-explicit",
    ] {
        resolve(line);
    }
}

/// Every flag that the table for people from uv and pip-compile names as ours is there.
#[test]
fn what_the_guide_for_switchers_promises_is_there() {
    let guide = include_str!("../../docs/migrating.md");
    let command = Cli::command();
    let resolve = command.find_subcommand("resolve").unwrap();
    let known: Vec<String> = [&command, resolve]
        .iter()
        .flat_map(|command| command.get_arguments())
        .flat_map(|argument| argument.get_long_and_visible_aliases().unwrap_or_default())
        .map(|name| format!("--{name}"))
        .collect();
    let rows = guide.lines().filter(|line| line.starts_with("| `"));
    let mut promised = 0;
    for row in rows {
        let ours = row.split('|').nth(2).unwrap();
        for flag in ours.split('`').filter(|word| word.starts_with("--")) {
            promised += 1;
            assert!(known.iter().any(|name| name == flag), "{flag}: {row}");
        }
    }
    assert!(
        promised > 60,
        "only {promised} flags were found: the table must have changed"
    );
}

/// The flags that the product promises, by name.
#[test]
fn promised_flags_are_there() {
    for line in [
        "in.txt --target eb-al2023-python3.9",
        "in.txt --python-version 3.9 --python-platform x86_64-manylinux_2_34 -p python3",
        "in.txt --universal --fork-strategy fewest",
        "in.txt -c a --constraint b --overrides c --override d --excludes e --all-extras --all-groups",
        "in.txt --extra a --group dev -o requirements.txt --format pylock.toml -U -P six",
        "in.txt --resolution lowest --prerelease explicit --exclude-newer 2026-01-01 --exclude-newer-package six=2026-01-01",
        "in.txt --pre --generate-hashes --no-deps --no-annotate --annotation-style split --no-header",
        "in.txt --custom-compile-command x --no-emit-package six --no-strip-extras --no-strip-markers",
        "in.txt -i https://a.example --extra-index-url https://c.example --index d=https://d.example",
        "in.txt --index-strategy first-index -f wheels --no-index --emit-index-url --emit-find-links --trusted-host a.example",
        "in.txt --client-cert a.pem --cert b.pem --keyring-provider disabled",
        "in.txt --no-build --only-binary a --no-binary b -b build.txt --build-constraints c --no-build-isolation",
        "in.txt --cache-dir x -n --refresh --offline --dry-run",
        "in.txt -o out.txt --diff --check --report report.json --max-staleness 2y --allow-anachronisms",
        "in.txt --max-conflicts 20 --explain-timeout 10 --exhaustive -q --color never --no-progress",
    ] {
        resolve(line);
    }
}

#[test]
fn the_later_of_a_flag_and_its_opposite_counts() {
    let hashes = |line: &str| resolve(line).emit.generate_hashes;
    assert!(hashes("--no-generate-hashes --generate-hashes"));
    assert!(!hashes("--generate-hashes --no-generate-hashes"));
}

#[test]
fn what_makes_no_sense_together_is_refused() {
    for line in [
        "--pre --prerelease allow",
        "--extra a --all-extras",
        "--diff",
        "--check",
        "-q -v",
        "-P no+name",
    ] {
        let words = ["pinfix", "resolve", "in.txt"]
            .into_iter()
            .chain(line.split_whitespace());
        let error = Cli::try_parse_from(words).map(|_| line).unwrap_err();
        assert_eq!(error.exit_code(), 2, "{line}");
    }
}

#[test]
fn every_option_is_explained() {
    let mut command = Cli::command();
    command.build();
    for subcommand in command.get_subcommands() {
        for argument in subcommand
            .get_arguments()
            .filter(|argument| !argument.is_hide_set())
        {
            assert!(
                argument.get_help().is_some(),
                "{} {}",
                subcommand.get_name(),
                argument.get_id()
            );
        }
    }
}

#[test]
fn the_help_of_resolve() {
    let mut command = Cli::command().term_width(100);
    command.build();
    let help = command
        .find_subcommand_mut("resolve")
        .unwrap()
        .render_help()
        .to_string();
    insta::assert_snapshot!(help);
}

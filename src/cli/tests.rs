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

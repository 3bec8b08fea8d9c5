use super::{World, flags};
use crate::cli::IndexArguments;
use crate::settings::error::SettingsError;
use crate::settings::{IndexChoice, SetBy, Setting, WrittenOptions};

fn choose(world: &World, line: &[&str], variables: &[(&str, &str)], written: &WrittenOptions) -> IndexChoice {
    let arguments: IndexArguments = flags(line);
    world
        .configuration(variables)
        .index(&arguments, written, || None)
        .unwrap()
}

/// The indexes with who named them, without the URLs' common parts.
fn shown(choice: &IndexChoice) -> Vec<String> {
    let name = |url: &url::Url| {
        url.host_str()
            .unwrap_or_default()
            .trim_end_matches(".example.org")
            .to_owned()
    };
    choice
        .indexes
        .iter()
        .map(|index| format!("{} {}", name(&index.value.url), index.set_by))
        .collect()
}

fn written(url: &str) -> WrittenOptions {
    let set_by = SetBy::File {
        path: "requirements.in".into(),
        line: 3,
    };
    WrittenOptions {
        index_url: Some(Setting::new(url.to_owned(), set_by)),
        ..WrittenOptions::default()
    }
}

#[test]
fn the_first_place_that_names_an_index_counts() {
    let all = [
        ("PINFIX_INDEX_URL", "https://pinfix.example.org"),
        ("UV_DEFAULT_INDEX", "https://uv-default.example.org"),
        ("UV_INDEX_URL", "https://uv.example.org"),
        ("PIP_INDEX_URL", "https://pip.example.org"),
    ];
    let in_file = written("https://file.example.org");
    let world = World::new();
    world.write(
        "home/.config/pip/pip.conf",
        "[global]\nindex-url = https://conf.example.org\n",
    );
    let cases: [(&[&str], usize, &WrittenOptions, &str); 7] = [
        (
            &["-i", "https://flag.example.org"],
            0,
            &in_file,
            "flag --index-url",
        ),
        (&[], 0, &in_file, "pinfix PINFIX_INDEX_URL"),
        (&[], 1, &in_file, "uv-default UV_DEFAULT_INDEX"),
        (&[], 2, &in_file, "uv UV_INDEX_URL"),
        (&[], 3, &in_file, "pip PIP_INDEX_URL"),
        (&[], 4, &in_file, "file requirements.in:3"),
        (&[], 4, &WrittenOptions::default(), "conf "),
    ];
    for (line, from, written, expected) in cases {
        let found = shown(&choose(&world, line, &all[from..], written));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with(expected), "{found:?} should be {expected}");
    }
}

#[test]
fn the_table_of_pinfix_goes_before_the_variables_of_uv_and_pip() {
    let world = World::new();
    world.write(
        "pyproject.toml",
        "[tool.pinfix]\nindex-url = 'https://table.example.org'\n",
    );
    let found = shown(&choose(
        &world,
        &[],
        &[("UV_INDEX_URL", "https://uv.example.org")],
        &WrittenOptions::default(),
    ));
    assert!(
        found[0].starts_with("table ") && found[0].ends_with("pyproject.toml:2"),
        "{found:?}"
    );
}

#[test]
fn extra_indexes_come_first_and_together() {
    let world = World::new();
    world.write(
        "home/.pip/pip.conf",
        "[global]\nextra-index-url =\n  https://conf.example.org\n",
    );
    let line = [
        "--extra-index-url",
        "https://flag.example.org",
        "--index-url",
        "https://main.example.org",
    ];
    let found = shown(&choose(&world, &line, &[], &WrittenOptions::default()));
    assert_eq!(found.len(), 3);
    assert!(
        found[0].starts_with("flag ") && found[1].starts_with("conf ") && found[2].starts_with("main "),
        "{found:?}"
    );

    let variables = [(
        "PIP_EXTRA_INDEX_URL",
        "https://a.example.org https://b.example.org",
    )];
    let found = shown(&choose(
        &world,
        &line[2..],
        &variables,
        &WrittenOptions::default(),
    ));
    assert_eq!(
        found,
        [
            "a PIP_EXTRA_INDEX_URL",
            "b PIP_EXTRA_INDEX_URL",
            "main --index-url"
        ]
    );
}

#[test]
fn an_index_that_is_named_twice_is_asked_once() {
    let line = ["--index", "https://a.example.org", "-i", "https://a.example.org"];
    assert_eq!(
        choose(&World::new(), &line, &[], &WrittenOptions::default())
            .indexes
            .len(),
        1
    );
}

#[test]
fn no_index_leaves_the_indexes_aside() {
    let world = World::new();
    world.write("wheels/a.txt", "");
    for variables in [[("PIP_NO_INDEX", "yes")], [("UV_NO_INDEX", "1")]] {
        let choice = choose(&world, &["-f", "wheels"], &variables, &WrittenOptions::default());
        assert!(choice.no_index && choice.indexes.is_empty());
        assert_eq!(
            choice.find_links[0].value.place.0,
            world.path().join("wheels").to_str().unwrap()
        );
        assert_eq!(choice.pip_arguments()[0], "--no-index");
    }
}

#[test]
fn a_find_links_folder_that_does_not_exist_is_a_note() {
    let line = ["--no-index"];
    let choice = choose(
        &World::new(),
        &line,
        &[("PIP_FIND_LINKS", "nowhere")],
        &WrittenOptions::default(),
    );
    assert!(choice.find_links.is_empty());
    assert!(
        choice.notes[0].ends_with("nowhere (from PIP_FIND_LINKS) does not exist"),
        "{:?}",
        choice.notes
    );
}

#[test]
fn nothing_that_is_shown_holds_a_password() {
    let secret = "https://me:hunter2@a.example.org/simple?token=hunter2";
    let variables = [
        ("UV_INDEX_COMPANY_USERNAME", "me"),
        ("UV_INDEX_COMPANY_PASSWORD", "hunter2"),
    ];
    let line = [
        "--index",
        "company=https://b.example.org/simple",
        "-i",
        secret,
        "-f",
        secret,
    ];
    let choice = choose(&World::new(), &line, &variables, &WrittenOptions::default());
    assert_eq!(
        choice.indexes[0].value.url.as_str(),
        "https://me:hunter2@b.example.org/simple"
    );
    let shown = format!("{:?} {:?}", choice, choice.describe());
    assert!(!shown.contains("hunter2"), "{shown}");
    assert_eq!(
        choice.describe()[0],
        "index https://b.example.org/simple (from --extra-index-url)"
    );
}

#[test]
fn a_folder_is_an_index() {
    let world = World::new();
    world.write("index/a/index.html", "");
    let choice = choose(&world, &["-i", "index"], &[], &WrittenOptions::default());
    assert_eq!(choice.indexes[0].value.url.scheme(), "file");
}

#[test]
fn what_is_no_index_is_refused() {
    let world = World::new();
    for (url, expected) in [
        ("example.org/simple", "neither a URL nor a folder"),
        ("./nope", "the folder `./nope` does not exist"),
        ("~/nope", "the folder `~/nope` does not exist"),
        ("C:\\nope", "the folder `C:\\nope` does not exist"),
        ("ftp://example.org", "ftp"),
    ] {
        let arguments: IndexArguments = flags(&["-i", url]);
        let error = world
            .configuration(&[])
            .index(&arguments, &WrittenOptions::default(), || None)
            .unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
        assert!(
            error.to_string().starts_with("--index-url can't be used"),
            "{error}"
        );
    }
}

#[test]
fn the_installed_pip_is_asked_last() {
    let arguments: IndexArguments = flags(&[]);
    let configuration = World::new().configuration(&[]);
    let pip = || {
        Some(Setting::new(
            "https://pip.example.org".to_owned(),
            SetBy::Pip("/usr/bin/python3".into()),
        ))
    };
    let choice = configuration
        .index(&arguments, &WrittenOptions::default(), pip)
        .unwrap();
    assert_eq!(shown(&choice), ["pip the pip of /usr/bin/python3"]);

    let error = configuration
        .index(&arguments, &WrittenOptions::default(), || None)
        .unwrap_err();
    assert!(matches!(error, SettingsError::NoIndex));
}

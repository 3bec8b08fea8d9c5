use std::path::Path;

use super::{World, flags};
use crate::cli::{ConfigurationArguments, InputArguments, TargetArguments};
use crate::settings::error::SettingsError;
use crate::settings::file::SettingsFile;
use crate::settings::{Configuration, SetBy, WrittenOptions, keys};

fn parse(text: &str) -> Result<Option<SettingsFile>, SettingsError> {
    SettingsFile::parse(Path::new("/project/pinfix.toml"), text.to_owned())
}

/// The rendered error, without colours.
fn rendered(error: &SettingsError) -> String {
    let mut text = String::new();
    let handler =
        miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::unicode_nocolor()).with_width(100);
    handler.render_report(&mut text, error).unwrap();
    text
}

#[test]
fn keys_are_sorted_and_have_variables() {
    assert!(keys::KEYS.is_sorted_by_key(|(name, _)| *name));
    assert_eq!(keys::variable("index-url"), "PINFIX_INDEX_URL");
}

#[test]
fn an_unknown_key_is_refused_with_its_place() {
    insta::assert_snapshot!(rendered(&parse("index-strategy = 'first-index'\nindex-ulr = 'x'\n").unwrap_err()), @r"
    settings::unknown-key

      × there is no setting `index-ulr`
       ╭─[/project/pinfix.toml:2:1]
     1 │ index-strategy = 'first-index'
     2 │ index-ulr = 'x'
       · ────┬────
       ·     ╰── unknown
       ╰────
      help: did you mean `index-url`?
    ");
}

#[test]
fn a_value_of_the_wrong_form_is_refused_with_its_place() {
    insta::assert_snapshot!(rendered(&parse("find-links = 'wheels'\n").unwrap_err()), @r"
    settings::value

      × `find-links` must be a list of strings
       ╭─[/project/pinfix.toml:1:14]
     1 │ find-links = 'wheels'
       ·              ────┬───
       ·                  ╰── here
       ╰────
    ");
    for text in [
        "no-build = 'yes'",
        "retries = -1",
        "index-url = 1",
        "extra = [1]",
        "[prerelease]\na = 1",
    ] {
        assert!(
            matches!(parse(text), Err(SettingsError::ValueInFile { .. })),
            "{text}"
        );
    }
}

#[test]
fn a_value_without_meaning_is_refused_with_its_place() {
    let world = World::new();
    world.write("pinfix.toml", "\nprerelease = 'sometimes'\n");
    let error = world.configuration(&[]).selection(
        &flags(&[]),
        &WrittenOptions::default(),
        jiff::Timestamp::UNIX_EPOCH,
    );
    let text = error.unwrap_err().to_string();
    assert!(
        text.contains("`sometimes` is none of `disallow`, `allow`"),
        "{text}"
    );
}

#[test]
fn broken_toml_is_refused_with_its_place() {
    let error = parse("a = \n").unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("/project/pinfix.toml is no valid TOML"),
        "{error}"
    );
    assert!(miette::Diagnostic::labels(&error).is_some());
}

#[test]
fn paths_are_taken_from_the_folder_of_the_file() {
    let world = World::new();
    world
        .write("pinfix.toml", "constraints = ['company.txt', '../shared.txt']\n")
        .write("deep/er/x", "");
    let mut environment = world.environment(&[]);
    let arguments: InputArguments = flags(&["in.txt"]);
    let request = Configuration::load(environment.clone(), &ConfigurationArguments::default())
        .unwrap()
        .inputs(&arguments)
        .unwrap();
    assert_eq!(request.constraints[0], Path::new("company.txt"));
    environment.directory = world.path().join("deep/er");
    let request = Configuration::load(environment, &ConfigurationArguments::default())
        .unwrap()
        .inputs(&arguments)
        .unwrap();
    assert_eq!(request.constraints[0], world.path().join("company.txt"));
}

#[test]
fn a_flag_goes_before_its_variable_and_that_before_the_file() {
    let world = World::new();
    world.write(
        "pyproject.toml",
        "[project]\nname = 'x'\n[tool.pinfix]\npython-version = '3.10.1'\n",
    );
    let version = |line: &[&str], variables: &[(&str, &str)]| {
        let arguments: TargetArguments = flags(line);
        let setting = world
            .configuration(variables)
            .target(&arguments)
            .unwrap()
            .python_version
            .unwrap();
        (setting.value.short(), setting.set_by)
    };
    let variable = [("PINFIX_PYTHON_VERSION", "3.11.2")];
    assert_eq!(
        version(&["--python-version", "3.12.1"], &variable),
        ("3.12".into(), SetBy::Flag("python-version"))
    );
    assert_eq!(
        version(&[], &variable),
        ("3.11".into(), SetBy::Variable("PINFIX_PYTHON_VERSION".into()))
    );
    let path = world.path().join("pyproject.toml");
    assert_eq!(version(&[], &[]), ("3.10".into(), SetBy::File { path, line: 4 }));
}

#[test]
fn a_project_that_does_not_speak_of_pinfix_is_no_concern() {
    let world = World::new();
    world.write("pyproject.toml", "this is [ no TOML");
    assert!(world.configuration(&[]).file.is_none());
    world.write("pyproject.toml", "[tool.other]\npinfix = 1\n");
    assert!(world.configuration(&[]).file.is_none());
}

#[test]
fn the_configuration_that_holds_can_be_named() {
    let world = World::new();
    world
        .write("pinfix.toml", "resolution = 'lowest'\n")
        .write("other/ours.toml", "constraints = ['company.txt']\n")
        .write("uv.toml", "index-url = 'https://uv.example/simple'\n");
    let load = |line: &[&str]| Configuration::load(world.environment(&[]), &flags(line));
    let has_uv = |configuration: &Configuration| configuration.uv.default_index.is_some();

    let usual = load(&[]).unwrap();
    assert!(usual.file.is_some() && has_uv(&usual));
    let none = load(&["--no-config"]).unwrap();
    assert!(none.file.is_none() && !has_uv(&none));
    let named = load(&["--config-file", "other/ours.toml"]).unwrap();
    let request = named.inputs(&flags::<InputArguments>(&["in.txt"])).unwrap();
    assert_eq!(request.constraints[0], Path::new("other/company.txt"));
    let missing = load(&["--config-file", "nowhere.toml"]).err().unwrap();
    assert!(matches!(missing, SettingsError::Unreadable { .. }), "{missing}");
}

#[test]
fn the_python_of_the_system_belongs_to_no_environment() {
    let world = World::new();
    let inside = world.path().join("venv");
    let path = format!("{}/bin:/usr/bin", inside.display());
    let variables = [
        ("VIRTUAL_ENV", inside.to_str().unwrap()),
        ("PATH", &path),
        ("PINFIX_PYTHON", "3.11"),
    ];
    let target = |line: &[&str]| {
        let arguments: TargetArguments = flags(line);
        world.configuration(&variables).target(&arguments).unwrap()
    };
    assert_eq!(
        target(&[]).search.environments.as_slice(),
        std::slice::from_ref(&inside)
    );
    assert!(target(&[]).interpreter.is_some());
    let system = target(&["--system"]);
    assert!(system.interpreter.is_none() && system.search.environments.is_empty());
    assert_eq!(system.search.path, [Path::new("/usr/bin")]);
}

#[test]
fn a_bad_variable_is_refused_by_its_name() {
    let arguments: TargetArguments = flags(&[]);
    let error = World::new()
        .configuration(&[("PINFIX_PYTHON_VERSION", "snake")])
        .target(&arguments)
        .unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("PINFIX_PYTHON_VERSION can't be used: "),
        "{error}"
    );
}

#[test]
fn without_files_the_usual_ones_are_read() {
    let world = World::new();
    let inputs = || world.configuration(&[]).inputs(&flags::<InputArguments>(&[]));
    assert!(matches!(inputs(), Err(SettingsError::NoInput)));
    world.write("requirements.txt", "");
    assert_eq!(inputs().unwrap().files, [Path::new("requirements.txt")]);
    world.write("pyproject.toml", "[project]\n");
    assert_eq!(inputs().unwrap().files, [Path::new("pyproject.toml")]);
    world.write("requirements.in", "");
    assert_eq!(inputs().unwrap().files, [Path::new("requirements.in")]);
}

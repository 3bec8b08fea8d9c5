use super::World;
use crate::settings::environment::System;
use crate::settings::pip::PipConfiguration;

fn value(world: &World, variables: &[(&str, &str)]) -> Option<String> {
    PipConfiguration::load(&world.environment(variables))
        .unwrap()
        .get("index-url")
        .map(|setting| setting.value)
}

/// Each place overrides those before it.
#[test]
fn files_count_in_the_order_of_pip() {
    let world = World::new();
    let venv = world.path().join("venv").display().to_string();
    let named = world.path().join("named.conf").display().to_string();
    let places = [
        ("root/etc/xdg/pip/pip.conf", "xdg"),
        ("root/etc/pip.conf", "etc"),
        ("home/.pip/pip.conf", "legacy"),
        ("home/.config/pip/pip.conf", "user"),
        ("venv/pip.conf", "venv"),
    ];
    let variables = [("VIRTUAL_ENV", venv.as_str())];
    assert_eq!(value(&world, &variables), None);
    for (place, name) in places {
        world.write(place, &format!("[global]\nindex-url = {name}\n"));
        assert_eq!(value(&world, &variables).as_deref(), Some(name));
    }
    let variables = [
        ("VIRTUAL_ENV", venv.as_str()),
        ("PIP_CONFIG_FILE", named.as_str()),
    ];
    assert_eq!(value(&world, &variables).as_deref(), Some("venv"));
    world.write("named.conf", "[global]\nindex_url = named\n");
    assert_eq!(value(&world, &variables).as_deref(), Some("named"));
    assert_eq!(value(&world, &[("PIP_CONFIG_FILE", "/dev/null")]), None);
}

#[test]
fn a_file_that_is_named_takes_the_place_of_the_users_own() {
    let world = World::new();
    world
        .write("home/.config/pip/pip.conf", "[global]\nindex-url = user\n")
        .write("named.conf", "[global]\n");
    let named = world.path().join("named.conf").display().to_string();
    assert_eq!(value(&world, &[("PIP_CONFIG_FILE", &named)]), None);
}

#[test]
fn the_sections_of_commands_go_before_global_even_from_weaker_files() {
    let world = World::new();
    world
        .write(
            "root/etc/pip.conf",
            "[install]\nindex-url = install\n[download]\nindex-url = download\n",
        )
        .write(
            "home/.config/pip/pip.conf",
            "[global]\nindex-url = global\n[list]\nindex-url = list\n",
        );
    assert_eq!(value(&world, &[]).as_deref(), Some("install"));
}

#[test]
fn default_is_part_of_each_section() {
    let world = World::new();
    world.write(
        "root/etc/pip.conf",
        "[DEFAULT]\nindex-url = default\n[global]\ntimeout = 5\n",
    );
    assert_eq!(value(&world, &[]).as_deref(), Some("default"));
}

#[test]
fn an_empty_value_is_none() {
    let world = World::new();
    world.write("root/etc/pip.conf", "[global]\nindex-url =\n");
    assert_eq!(value(&world, &[]), None);
}

#[test]
fn other_systems_have_other_places() {
    let world = World::new();
    let mut environment = world.environment(&[]);
    environment.system = System::Macos;
    world.write(
        "root/Library/Application Support/pip/pip.conf",
        "[global]\nindex-url = system\n",
    );
    let read = |environment: &_| {
        PipConfiguration::load(environment)
            .unwrap()
            .get("index-url")
            .map(|setting| setting.value)
    };
    assert_eq!(read(&environment).as_deref(), Some("system"));
    world.write("home/.config/pip/pip.conf", "[global]\nindex-url = config\n");
    assert_eq!(read(&environment).as_deref(), Some("config"));
    world.write(
        "home/Library/Application Support/pip/pip.conf",
        "[global]\nindex-url = library\n",
    );
    assert_eq!(read(&environment).as_deref(), Some("library"));

    let data = world.path().join("data").display().to_string();
    let mut environment = world.environment(&[("APPDATA", &data)]);
    environment.system = System::Windows;
    world.write("data/pip/pip.ini", "[global]\nindex-url = ini\n");
    assert_eq!(read(&environment).as_deref(), Some("ini"));
}

#[test]
fn a_broken_file_is_an_error_with_its_place() {
    let world = World::new();
    world.write("root/etc/pip.conf", "[global]\nnonsense\n");
    let error = PipConfiguration::load(&world.environment(&[])).unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("etc/pip.conf can't be read: this is no `key = value`"),
        "{error}"
    );
    let labels: Vec<_> = miette::Diagnostic::labels(&error).unwrap().collect();
    assert_eq!((labels[0].offset(), labels[0].len()), (9, 8));
}

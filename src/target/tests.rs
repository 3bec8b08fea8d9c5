//! Interpreters here are shell scripts that answer as a Python would, and count how often they were started.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use pinfix_packaging::tag::Platform;
use tempfile::TempDir;

use super::error::TargetError;
use super::{
    Discovered, InterpreterCache, clean_cache, discover, find_interpreter, installed_index, prune_cache,
};
use crate::settings::{InterpreterSearch, SetBy, Setting, TargetSettings};

struct World {
    folder: TempDir,
}

impl World {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// A program that answers with the text of a file; it notes in `runs` that it ran.
    fn program(&self, path: &str, answer: &str) {
        let file = self.path(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        let runs = self.path("runs");
        let text = format!(
            "#!/bin/sh\necho {path} >> '{}'\ncat <<'END'\n{answer}\nEND\n",
            runs.display()
        );
        // Copied by another process: while this one holds the file open for writing, a child that another test has just
        // forked holds it open too, and then it can't be run ("text file busy").
        let template = file.with_extension("template");
        std::fs::write(&template, text).unwrap();
        std::fs::set_permissions(&template, std::fs::Permissions::from_mode(0o755)).unwrap();
        assert!(
            std::process::Command::new("cp")
                .args([&template, &file])
                .status()
                .unwrap()
                .success()
        );
    }

    fn python(&self, path: &str, version: &str) {
        self.program(path, &answer(version, "cpython"));
    }

    fn runs(&self) -> usize {
        std::fs::read_to_string(self.path("runs"))
            .unwrap_or_default()
            .lines()
            .count()
    }

    fn settings(&self) -> TargetSettings {
        TargetSettings {
            python_version: None,
            platform: None,
            interpreter: None,
            search: InterpreterSearch {
                directory: self.path("."),
                environments: Vec::new(),
                path: vec![self.path("shims"), self.path("bin")],
                pyenv_root: Some(self.path("")),
                pyenv_version: None,
                uv_pythons: Some(self.path("uv")),
                is_windows: false,
            },
        }
    }

    fn cache(&self, settings: &TargetSettings) -> InterpreterCache {
        InterpreterCache::new(Some(self.path("cache")), settings.search.clone())
    }

    fn discover(&self, settings: &TargetSettings) -> Result<Discovered, TargetError> {
        discover(settings, &self.cache(settings))
    }
}

fn answer(version: &str, implementation: &str) -> String {
    let minor = version.rsplit_once('.').unwrap().0;
    format!(
        r#"{{"executable": "/usr/bin/python{version}", "version": "{version}", "platform_name": "linux-x86_64",
        "platform": {{"kind": "manylinux", "machine": "x86_64", "major": 2, "minor": 34}},
        "markers": {{"implementation_name": "{implementation}", "implementation_version": "{version}", "os_name": "posix",
        "platform_machine": "x86_64", "platform_python_implementation": "Its Name", "platform_release": "6.1",
        "platform_system": "Linux", "platform_version": "1 SMP", "python_full_version": "{version}",
        "python_version": "{minor}", "sys_platform": "linux"}}}}"#
    )
}

fn named(python: &str) -> Setting<String> {
    Setting::new(python.to_owned(), SetBy::Flag("python"))
}

fn version(found: &Discovered) -> String {
    found.target.python.full().to_string()
}

#[test]
fn a_target_of_flags_starts_no_interpreter() {
    let world = World::new();
    world.python("bin/python3", "3.11.7");
    let mut settings = world.settings();
    settings.python_version = Some(Setting::new(
        "3.9.18".parse().unwrap(),
        SetBy::Flag("python-version"),
    ));
    let found = world.discover(&settings).unwrap();
    assert_eq!(
        (version(&found).as_str(), found.interpreter, world.runs()),
        ("3.9.18", None, 0)
    );
}

#[test]
fn the_active_environment_goes_before_the_path() {
    let world = World::new();
    world.python("bin/python3", "3.11.7");
    world.python("venv/bin/python", "3.12.1");
    let mut settings = world.settings();
    let found = world.discover(&settings).unwrap();
    assert_eq!(version(&found), "3.11.7");
    assert_eq!(found.target.environment.platform_release, "6.1");
    assert_eq!(
        found.target.platform,
        Platform::Manylinux {
            machine: "x86_64".to_owned(),
            major: 2,
            minor: 34
        }
    );
    settings.search.environments.push(world.path("venv"));
    assert_eq!(version(&world.discover(&settings).unwrap()), "3.12.1");
}

#[test]
fn a_python_is_named_by_path_folder_name_or_version() {
    let world = World::new();
    world.python("bin/python3", "3.11.7");
    world.python("bin/python3.12", "3.12.1");
    world.python("venv/bin/python", "3.13.0");
    world.python("versions/3.9.18/bin/python", "3.9.18");
    world.python("versions/3.9.2/bin/python", "3.9.2");
    world.python("uv/cpython-3.10.4-linux/bin/python", "3.10.4");
    let mut settings = world.settings();
    for (name, expected) in [
        ("venv", "3.13.0"),
        ("venv/bin/python", "3.13.0"),
        ("python3.12", "3.12.1"),
        ("3.9", "3.9.18"),
        ("3.9.2", "3.9.2"),
        ("3.10", "3.10.4"),
        ("python3", "3.11.7"),
    ] {
        settings.interpreter = Some(named(name));
        assert_eq!(version(&world.discover(&settings).unwrap()), expected, "{name}");
    }
    world.python("versions/3.7.16/bin/python", "3.7.16");
    settings.interpreter = Some(named("3.7"));
    let error = world.discover(&settings).unwrap_err();
    assert!(matches!(error, TargetError::Unsupported { .. }), "{error}");
    for name in ["3.6", "nowhere/python", "snake"] {
        settings.interpreter = Some(named(name));
        let error = world.discover(&settings).unwrap_err();
        assert_eq!(
            error,
            TargetError::NotFound {
                python: name.to_owned(),
                set_by: "--python".to_owned()
            }
        );
    }
}

#[test]
fn what_does_not_answer_is_passed_over_or_named() {
    let world = World::new();
    assert_eq!(
        world.discover(&world.settings()).unwrap_err(),
        TargetError::NoPython
    );
    world.program("bin/python3", "no JSON");
    let error = world.discover(&world.settings()).unwrap_err();
    assert!(error.to_string().contains("its answer can't be read"), "{error}");
    world.python("bin/python", "3.11.7");
    assert_eq!(version(&world.discover(&world.settings()).unwrap()), "3.11.7");

    world.program("bin/pypy", &answer("3.10.1", "pypy"));
    let mut settings = world.settings();
    settings.interpreter = Some(named("pypy"));
    let error = world.discover(&settings).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("is Its Name 3.10, for which pinfix can't resolve"),
        "{error}"
    );
}

#[test]
fn a_shim_is_asked_again_when_it_may_start_another_python() {
    let world = World::new();
    world.python("shims/python3", "3.11.7");
    let mut settings = world.settings();
    for _ in 0..2 {
        world.discover(&settings).unwrap();
        assert_eq!(world.runs(), 1);
    }
    settings.search.pyenv_version = Some("3.9.18".to_owned());
    world.discover(&settings).unwrap();
    assert_eq!(world.runs(), 2);
    std::fs::write(world.path(".python-version"), "3.12.1").unwrap();
    world.discover(&settings).unwrap();
    assert_eq!(world.runs(), 3);
    world.discover(&settings).unwrap();
    assert_eq!(world.runs(), 3);
}

#[test]
fn other_scripts_are_asked_every_time() {
    let world = World::new();
    world.python("bin/python3", "3.11.7");
    for run in 1..=2 {
        world.discover(&world.settings()).unwrap();
        assert_eq!(world.runs(), run);
    }
}

#[test]
fn an_interpreter_to_build_with_is_found_by_its_name() {
    let world = World::new();
    world.python("bin/python3", "3.11.7");
    world.python("versions/3.9.18/bin/python", "3.9.18");
    let settings = world.settings();
    let find =
        |version: &str| find_interpreter(&version.parse().unwrap(), &settings, &world.cache(&settings));
    assert_eq!(
        (find("3.9.2"), world.runs()),
        (Some(world.path("versions/3.9.18/bin/python")), 0)
    );
    assert_eq!(
        find("3.11.1").as_deref(),
        Some(Path::new("/usr/bin/python3.11.7"))
    );
    assert_eq!(find("3.13.1"), None);
}

#[test]
fn the_default_of_pip_is_asked_once() {
    let world = World::new();
    world.program("bin/python3", "no URL");
    world.program("shims/python", "https://example.org/simple");
    let settings = world.settings();
    let cache = world.cache(&settings);
    for _ in 0..2 {
        let setting = installed_index(&settings.search, &cache).unwrap();
        assert_eq!(setting.value, "https://example.org/simple");
        assert_eq!(setting.set_by, SetBy::Pip(world.path("shims/python")));
    }
    let runs = std::fs::read_to_string(world.path("runs")).unwrap();
    assert_eq!(runs.lines().filter(|line| *line == "shims/python").count(), 1);
}

#[test]
fn the_python_behind_a_shim_is_asked_without_the_shim() {
    let world = World::new();
    world.program("shims/python3", "no URL");
    world.program("versions/3.11.7/bin/python3", "https://example.org/simple");
    let mut settings = world.settings();
    let value = |settings: &TargetSettings| {
        installed_index(&settings.search, &world.cache(settings)).map(|it| it.value)
    };
    settings.search.pyenv_version = Some("system".to_owned());
    assert_eq!(value(&settings), None);
    settings.search.pyenv_version = Some("3.11.7:3.9.18".to_owned());
    assert_eq!(value(&settings).as_deref(), Some("https://example.org/simple"));
    settings.search.pyenv_version = None;
    std::fs::write(world.path("version"), "3.11.7\n").unwrap();
    assert_eq!(value(&settings).as_deref(), Some("https://example.org/simple"));
    std::fs::write(world.path(".python-version"), "system\n").unwrap();
    assert_eq!(value(&settings), None);
    // What stands in pip's own text is read, and nothing is started.
    let pip = world.path("versions/3.11.7/lib/python3.11/site-packages/pip/_internal/models");
    std::fs::create_dir_all(&pip).unwrap();
    let text = "        self.simple_url = self._url_for_path(\"simple\")\nPyPI = PackageIndex(\"https://example.com/\")\n";
    std::fs::write(pip.join("index.py"), text).unwrap();
    std::fs::write(world.path(".python-version"), "3.11.7\n").unwrap();
    let before = world.runs();
    assert_eq!(value(&settings).as_deref(), Some("https://example.com/simple"));
    assert_eq!(world.runs(), before);
}

#[test]
fn answers_can_be_removed() {
    let world = World::new();
    world.python("shims/python3", "3.11.7");
    world.discover(&world.settings()).unwrap();
    std::fs::create_dir_all(world.path("cache/interpreters-v0")).unwrap();
    std::fs::write(world.path("cache/interpreters-v0/old.json"), "12345").unwrap();
    let pruned = prune_cache(&world.path("cache")).unwrap();
    assert_eq!((pruned.files, pruned.bytes), (1, 5));
    assert_eq!(clean_cache(&world.path("cache")).unwrap().files, 1);
    assert!(!world.path("cache/interpreters-v1").exists());
    assert_eq!(clean_cache(&world.path("nowhere")).unwrap().files, 0);
}

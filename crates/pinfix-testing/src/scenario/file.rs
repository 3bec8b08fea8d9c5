//! The text of a scenario file.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Table;

use super::judge::Expected;
use super::question::Scenario;
use crate::world::{Release, World};

/// What packse assumes where a scenario is silent.
const PYTHON: &str = "3.12";
const REQUIRES_PYTHON: &str = ">=3.12";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    description: String,
    root: Root,
    expected: ExpectedTable,
    #[serde(default)]
    resolver_options: Options,
    #[serde(default)]
    environment: Environment,
    /// Kept in the order of the file.
    #[serde(default)]
    packages: Table,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Root {
    #[serde(default)]
    requires: Vec<String>,
    requires_python: Option<String>,
    #[serde(default)]
    files: BTreeMap<String, String>,
    #[serde(default)]
    arguments: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedTable {
    satisfiable: bool,
    packages: Option<BTreeMap<String, String>>,
    lines: Option<Vec<String>>,
    #[serde(default)]
    mentions: Vec<String>,
    /// For readers only.
    #[serde(rename = "explanation")]
    _explanation: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Options {
    python: Option<String>,
    python_platform: Option<String>,
    resolution: Option<String>,
    #[serde(default)]
    universal: bool,
    #[serde(default)]
    prereleases: bool,
    #[serde(default)]
    no_build: Vec<String>,
    #[serde(default)]
    no_binary: Vec<String>,
    /// No tool has a flag for it.
    #[serde(rename = "required_environments")]
    _required_environments: Option<Vec<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Environment {
    python: Option<String>,
    /// Interpreters that are there for builds.
    #[serde(rename = "additional_python")]
    _additional_python: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Package {
    versions: Table,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Version {
    requires: Vec<String>,
    extras: BTreeMap<String, Vec<String>>,
    requires_python: String,
    wheel: bool,
    sdist: bool,
    yanked: Yanked,
    wheel_tags: Vec<String>,
    upload_time: Option<String>,
    #[serde(rename = "description")]
    _description: String,
}

impl Default for Version {
    fn default() -> Self {
        Self {
            requires: Vec::new(),
            extras: BTreeMap::new(),
            requires_python: REQUIRES_PYTHON.to_owned(),
            wheel: true,
            sdist: true,
            yanked: Yanked::Flag(false),
            wheel_tags: Vec::new(),
            upload_time: None,
            _description: String::new(),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Yanked {
    Flag(bool),
    Reason(String),
}

impl Scenario {
    /// Reads the text of a scenario file; the error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
        let mut world = World::new();
        for (name, package) in file.packages {
            let package: Package = package.try_into().map_err(|error| format!("{name}: {error}"))?;
            for (version, fields) in package.versions {
                let fields: Version = fields
                    .try_into()
                    .map_err(|error| format!("{name} {version}: {error}"))?;
                world = world.with(release(&name, &version, fields));
            }
        }
        let mut files = file.root.files;
        let mut lines = file.root.requires.join("\n");
        lines.push('\n');
        files.entry("requirements.in".to_owned()).or_insert(lines);
        let arguments = arguments(&file.resolver_options, &world);
        let python = python(
            &file.resolver_options,
            &file.environment,
            file.root.requires_python.as_deref(),
        );
        Ok(Self {
            name: file.name,
            description: file.description,
            files,
            python,
            universal: file.resolver_options.universal,
            arguments: [arguments, file.root.arguments].concat(),
            expected: Expected {
                satisfiable: file.expected.satisfiable,
                packages: file.expected.packages,
                lines: file.expected.lines,
                mentions: file.expected.mentions,
            },
            world,
        })
    }
}

fn release(name: &str, version: &str, fields: Version) -> Release {
    let mut release = Release::new(name, version);
    release.requires = fields.requires;
    release.extras = fields.extras.into_iter().collect();
    release.requires_python = Some(fields.requires_python).filter(|text| !text.is_empty());
    release.yanked = match fields.yanked {
        Yanked::Flag(yanked) => yanked.then(|| "Yanked for testing".to_owned()),
        Yanked::Reason(reason) => Some(reason),
    };
    release.sdist = fields.sdist;
    if !fields.wheel {
        release.wheel_tags.clear();
    } else if !fields.wheel_tags.is_empty() {
        release.wheel_tags = fields.wheel_tags;
    }
    match fields.upload_time {
        Some(time) => release.uploaded(&time),
        None => release,
    }
}

/// The value of `--python-version`: for a universal question, the lower bound of the root's `requires_python`.
fn python(options: &Options, environment: &Environment, requires_python: Option<&str>) -> String {
    let bound = requires_python
        .filter(|_| options.universal)
        .and_then(|text| {
            text.split(',')
                .find_map(|clause| clause.trim().strip_prefix(">="))
        })
        .map(|bound| bound.trim().to_owned())
        .filter(|bound| bound.starts_with('3'));
    bound
        .or_else(|| options.python.clone())
        .or_else(|| environment.python.clone())
        .unwrap_or_else(|| PYTHON.to_owned())
}

fn arguments(options: &Options, world: &World) -> Vec<String> {
    let mut arguments = Vec::new();
    let mut push = |flag: &str, value: Option<&str>| {
        arguments.push(flag.to_owned());
        arguments.extend(value.map(str::to_owned));
    };
    if options.universal {
        push("--universal", None);
    }
    if options.prereleases {
        push("--prerelease", Some("allow"));
    }
    if let Some(resolution) = &options.resolution {
        push("--resolution", Some(resolution));
    }
    if let Some(platform) = &options.python_platform {
        push("--python-platform", Some(platform));
    }
    // `--no-build` is for every package; the list may name only some.
    let every = world
        .releases
        .iter()
        .all(|release| options.no_build.contains(&release.name));
    if every && !options.no_build.is_empty() {
        push("--no-build", None);
    } else {
        options
            .no_build
            .iter()
            .for_each(|package| push("--only-binary", Some(package)));
    }
    options
        .no_binary
        .iter()
        .for_each(|package| push("--no-binary", Some(package)));
    arguments
}

#[cfg(test)]
mod tests {
    use super::Scenario;

    const TEXT: &str = r#"
        name = "one"
        description = "…"
        [root]
        requires = ["a", "b<2"]
        [expected]
        satisfiable = false
        [packages.b.versions."1.0"]
        sdist = false
        yanked = true
        [packages.a.versions."1.0"]
        wheel = false
        requires = ["b"]
        [environment]
        python = "3.9"
        [resolver_options]
        no_build = ["a"]
        prereleases = true
    "#;

    #[test]
    fn a_file_is_read() {
        let scenario = Scenario::parse(TEXT).unwrap();
        assert_eq!(scenario.files["requirements.in"], "a\nb<2\n");
        assert_eq!(scenario.python, "3.9");
        assert_eq!(
            scenario.arguments,
            ["--prerelease", "allow", "--only-binary", "a"]
        );
        let [b, a] = scenario.world.releases.as_slice() else {
            panic!("two releases")
        };
        assert_eq!(
            (b.name.as_str(), b.sdist, b.yanked.is_some(), b.wheel_tags.len()),
            ("b", false, true, 1)
        );
        assert_eq!((a.name.as_str(), a.sdist, a.wheel_tags.len()), ("a", true, 0));
        assert_eq!(a.requires_python.as_deref(), Some(">=3.12"));
    }

    #[test]
    fn an_unknown_field_is_refused() {
        let text = TEXT.replace("sdist = false", "sdits = false");
        assert!(Scenario::parse(&text).unwrap_err().contains("sdits"));
    }
}

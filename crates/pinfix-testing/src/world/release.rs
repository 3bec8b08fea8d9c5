//! The description of a world: which releases exist, and what each says.

use std::collections::BTreeMap;

/// All releases of a made-up index, in the order they were added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct World {
    /// The releases; the same name and version twice is a mistake of the test's author.
    pub releases: Vec<Release>,
}

impl World {
    /// A world without packages.
    pub fn new() -> Self {
        Self::default()
    }

    /// This world and one more release.
    #[must_use]
    pub fn with(mut self, release: Release) -> Self {
        self.releases.push(release);
        self
    }

    /// This world and several releases of `name` that ask for nothing.
    #[must_use]
    pub fn with_versions<'v>(self, name: &str, versions: impl IntoIterator<Item = &'v str>) -> Self {
        versions
            .into_iter()
            .fold(self, |world, version| world.with(Release::new(name, version)))
    }

    /// The releases by normalized project name.
    pub fn projects(&self) -> BTreeMap<String, Vec<&Release>> {
        let mut projects: BTreeMap<String, Vec<&Release>> = BTreeMap::new();
        for release in &self.releases {
            projects
                .entry(normalize(&release.name))
                .or_default()
                .push(release);
        }
        projects
    }
}

/// One version of one package. By default a pure wheel and no source distribution, uploaded on 2024-01-01.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// The name as its author writes it.
    pub name: String,
    /// The version as its author writes it.
    pub version: String,
    /// The `Requires-Dist` lines.
    pub requires: Vec<String>,
    /// Extra name to the requirements that it adds, in order.
    pub extras: Vec<(String, Vec<String>)>,
    /// `Requires-Python`, in the metadata and on the page.
    pub requires_python: Option<String>,
    /// The reason of a yank (PEP 592); may be empty.
    pub yanked: Option<String>,
    /// When the files were uploaded (RFC 3339); `None` leaves the field out of the page.
    pub upload_time: Option<String>,
    /// The compressed tags of each wheel, such as `py3-none-any`; empty: no wheel at all.
    pub wheel_tags: Vec<String>,
    /// Whether there is a source distribution.
    pub sdist: bool,
    /// Whether the source distribution's metadata says that its dependencies are only known by building (PEP 643).
    pub dynamic: bool,
    /// `METADATA` word for word, in place of what the fields above would give.
    pub raw_metadata: Option<String>,
    /// How many empty modules its wheels have beside the one: a directory of thousands is longer than METADATA.
    pub modules: usize,
    /// Known vulnerabilities, for the JSON API: a name and the version that mends it.
    pub vulnerabilities: Vec<(String, String)>,
}

impl Release {
    /// `name` at `version`: one wheel for everybody, asking for nothing.
    pub fn new(name: &str, version: &str) -> Self {
        Self {
            name: name.to_owned(),
            version: version.to_owned(),
            requires: Vec::new(),
            extras: Vec::new(),
            requires_python: None,
            yanked: None,
            upload_time: Some("2024-01-01T00:00:00Z".to_owned()),
            wheel_tags: vec!["py3-none-any".to_owned()],
            sdist: false,
            dynamic: false,
            raw_metadata: None,
            modules: 0,
            vulnerabilities: Vec::new(),
        }
    }

    /// Adds requirements (PEP 508 texts).
    #[must_use]
    pub fn requires<'r>(mut self, requirements: impl IntoIterator<Item = &'r str>) -> Self {
        self.requires.extend(requirements.into_iter().map(str::to_owned));
        self
    }

    /// Adds an extra and what it asks for.
    #[must_use]
    pub fn extra<'r>(mut self, name: &str, requirements: impl IntoIterator<Item = &'r str>) -> Self {
        let requirements = requirements.into_iter().map(str::to_owned).collect();
        self.extras.push((name.to_owned(), requirements));
        self
    }

    /// Sets `Requires-Python`.
    #[must_use]
    pub fn requires_python(mut self, specifiers: &str) -> Self {
        self.requires_python = Some(specifiers.to_owned());
        self
    }

    /// Yanks the release.
    #[must_use]
    pub fn yanked(mut self, reason: &str) -> Self {
        self.yanked = Some(reason.to_owned());
        self
    }

    /// Sets the upload time: RFC 3339, or a bare date.
    #[must_use]
    pub fn uploaded(mut self, time: &str) -> Self {
        let time = if time.contains('T') {
            time.to_owned()
        } else {
            format!("{time}T00:00:00Z")
        };
        self.upload_time = Some(time);
        self
    }

    /// Leaves the upload time out of the page.
    #[must_use]
    pub fn without_upload_time(mut self) -> Self {
        self.upload_time = None;
        self
    }

    /// One wheel for each of these tags, and no other.
    #[must_use]
    pub fn wheels<'t>(mut self, tags: impl IntoIterator<Item = &'t str>) -> Self {
        self.wheel_tags = tags.into_iter().map(str::to_owned).collect();
        self
    }

    /// Adds a source distribution.
    #[must_use]
    pub fn with_sdist(mut self) -> Self {
        self.sdist = true;
        self
    }

    /// A source distribution and no wheel.
    #[must_use]
    pub fn only_sdist(self) -> Self {
        self.wheels([]).with_sdist()
    }

    /// A source distribution and no wheel; its dependencies are only known by building it.
    #[must_use]
    pub fn only_dynamic_sdist(mut self) -> Self {
        self.dynamic = true;
        self.only_sdist()
    }

    /// Adds a known vulnerability, by its name and the version that mends it.
    #[must_use]
    pub fn vulnerable(mut self, id: &str, fixed_in: &str) -> Self {
        self.vulnerabilities.push((id.to_owned(), fixed_in.to_owned()));
        self
    }

    /// Adds so many empty modules to its wheels.
    #[must_use]
    pub fn modules(mut self, number: usize) -> Self {
        self.modules = number;
        self
    }

    /// Sets `METADATA` word for word: for old and broken texts.
    #[must_use]
    pub fn raw_metadata(mut self, text: &str) -> Self {
        self.raw_metadata = Some(text.to_owned());
        self
    }

    /// The `name-version` part of both wheel and source distribution file names.
    pub fn file_stem(&self) -> String {
        format!(
            "{}-{}",
            normalize(&self.name).replace('-', "_"),
            self.version.replace('-', "_")
        )
    }
}

/// A name as PEP 503 normalizes it.
pub fn normalize(name: &str) -> String {
    let mut normal = String::with_capacity(name.len());
    for part in name.split(['-', '_', '.']).filter(|part| !part.is_empty()) {
        if !normal.is_empty() {
            normal.push('-');
        }
        normal.push_str(&part.to_ascii_lowercase());
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::normalize;

    #[test]
    fn names_are_normalized() {
        assert_eq!(normalize("Foo__Bar.-baz"), "foo-bar-baz");
    }
}

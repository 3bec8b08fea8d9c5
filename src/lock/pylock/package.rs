//! A package of the lock.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use pinfix_index::Distribution;
use pinfix_packaging::Marker;
use pinfix_resolver::Pin;

use super::file::{fields, inline, quoted};
use super::place::Place;

/// A package of the lock.
pub(super) struct Package<'a> {
    pub(super) pin: &'a Pin,
    /// Where it is to be installed, if not everywhere.
    pub(super) marker: Option<&'a Marker>,
    /// The files that may be installed.
    pub(super) files: Vec<Arc<Distribution>>,
    /// The packages that it asks for, each with its version where the lock has several.
    pub(super) dependencies: BTreeSet<(String, Option<String>)>,
}

impl Package<'_> {
    pub(super) fn write(&self, folder: &Path, text: &mut String) {
        // Writing to a string does not fail.
        let mut field = |key: &str, value: &str| {
            let _ = writeln!(text, "{key} = {value}");
        };
        field("name", &quoted(self.pin.name.as_ref()));
        field("version", &quoted(&self.pin.version.to_string()));
        if let Some(marker) = self.marker {
            field("marker", &quoted(&marker.to_string()));
        }
        let stated = self.pin.distribution.requires_python.as_ref();
        if let Some(stated) = stated.filter(|it| it.specifiers.is_some()) {
            field("requires-python", &quoted(&stated.text));
        }
        if !self.dependencies.is_empty() {
            field("dependencies", &self.dependencies());
        }
        if let Some(reference) = &self.pin.direct_reference {
            // The file of the release, with its hash where it is a file.
            let file = self.files.first().unwrap_or(&self.pin.distribution);
            let place = Place::of(reference, self.pin.editable);
            field(place.key(), &inline(&place.fields(file, folder)));
            return;
        }
        let index = &self.pin.distribution.index;
        if index.starts_with("http://") || index.starts_with("https://") {
            field("index", &quoted(index));
        }
        if let Some(sdist) = self.files.iter().find(|file| !file.is_wheel()) {
            field("sdist", &inline(&fields(sdist, folder, true)));
        }
        let mut wheels: Vec<&Arc<Distribution>> = self.files.iter().filter(|file| file.is_wheel()).collect();
        wheels.sort_by(|one, other| one.filename.cmp(&other.filename));
        if wheels.is_empty() {
            return;
        }
        let _ = writeln!(text, "wheels = [");
        for wheel in wheels {
            let _ = writeln!(text, "    {},", inline(&fields(wheel, folder, true)));
        }
        let _ = writeln!(text, "]");
    }

    fn dependencies(&self) -> String {
        let one = |(name, version): &(String, Option<String>)| {
            let name = Some(("name", quoted(name)));
            let version = version.as_ref().map(|version| ("version", quoted(version)));
            let fields: Vec<(&'static str, String)> = name.into_iter().chain(version).collect();
            inline(&fields)
        };
        let all: Vec<String> = self.dependencies.iter().map(one).collect();
        match &all[..] {
            [only] => format!("[{only}]"),
            several => format!("[\n    {},\n]", several.join(",\n    ")),
        }
    }
}

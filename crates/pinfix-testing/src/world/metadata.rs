//! The core metadata of a release, as text.

use super::release::{Release, normalize};

/// `METADATA` of the wheels. Version 2.2 or later makes a source distribution's `PKG-INFO` trustworthy (PEP 643).
pub(super) fn wheel_metadata(release: &Release) -> String {
    release
        .raw_metadata
        .clone()
        .unwrap_or_else(|| headers(release, "2.2", &[]))
}

/// `PKG-INFO` of the source distribution.
pub(super) fn sdist_metadata(release: &Release) -> String {
    if let Some(text) = &release.raw_metadata {
        return text.clone();
    }
    if release.dynamic {
        let bare = Release {
            requires: Vec::new(),
            extras: Vec::new(),
            ..release.clone()
        };
        return headers(&bare, "2.2", &["Requires-Dist", "Provides-Extra"]);
    }
    headers(release, "2.2", &[])
}

/// The requirements of a release, those of its extras with their `extra ==` condition: `Requires-Dist`.
pub(super) fn requires_dist(release: &Release) -> Vec<String> {
    let extras = release.extras.iter().flat_map(|(extra, requirements)| {
        requirements
            .iter()
            .map(move |requirement| under_extra(requirement, &normalize(extra)))
    });
    release.requires.iter().cloned().chain(extras).collect()
}

fn headers(release: &Release, metadata_version: &str, dynamic: &[&str]) -> String {
    let mut lines = vec![
        format!("Metadata-Version: {metadata_version}"),
        format!("Name: {}", release.name),
        format!("Version: {}", release.version),
    ];
    lines.extend(dynamic.iter().map(|field| format!("Dynamic: {field}")));
    lines.extend(
        release
            .requires_python
            .iter()
            .map(|text| format!("Requires-Python: {text}")),
    );
    lines.extend(
        release
            .extras
            .iter()
            .map(|(extra, _)| format!("Provides-Extra: {}", normalize(extra))),
    );
    lines.extend(
        requires_dist(release)
            .iter()
            .map(|text| format!("Requires-Dist: {text}")),
    );
    lines.push(String::new());
    lines.join("\n")
}

/// Adds `extra == "…"` to a requirement, keeping the marker that it has.
fn under_extra(requirement: &str, extra: &str) -> String {
    match requirement.split_once(';') {
        Some((body, marker)) => format!("{} ; ({}) and extra == '{extra}'", body.trim(), marker.trim()),
        None => format!("{} ; extra == '{extra}'", requirement.trim()),
    }
}

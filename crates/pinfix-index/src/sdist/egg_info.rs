//! `requires.txt`, setuptools' own format of dependencies, with the PKG-INFO that belongs to it.
//!
//! ```text
//! certifi>=2017.4.17
//!
//! [:python_version < "3.8"]
//! importlib-metadata
//!
//! [socks:sys_platform == "win32"]
//! win-inet-pton
//! ```

use std::str::FromStr;

use pinfix_packaging::{ExtraName, Marker};

use crate::metadata::{CoreMetadata, Provenance};

/// Reads both files; `None` where they can't be relied on.
pub(super) fn read(pkg_info: &[u8], requires: &[u8]) -> Option<CoreMetadata> {
    let mut metadata = CoreMetadata::parse(pkg_info, Provenance::EggInfo).ok()?;
    // PKG-INFO of new setuptools says the same once more; `requires.txt` is what is read here.
    metadata.requires_dist.clear();
    metadata.unreadable.clear();
    let requires = std::str::from_utf8(requires).ok()?;
    let mut extra = None;
    let mut marker = None;
    for line in requires
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        if let Some(section) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            (extra, marker) = header(section)?;
            if let Some(extra) = &extra {
                metadata.add_extra(extra.as_ref());
            }
        } else {
            metadata.add_extra_requirement(line, extra.as_ref(), marker.as_ref());
        }
    }
    Some(metadata)
}

/// Reads a section's header: an extra, a marker after a colon, or both.
fn header(text: &str) -> Option<(Option<ExtraName>, Option<Marker>)> {
    let (extra, marker) = text.split_once(':').unwrap_or((text, ""));
    let extra = match extra.trim() {
        "" => None,
        extra => Some(ExtraName::from_str(extra).ok()?),
    };
    let marker = match marker.trim() {
        "" => None,
        marker => Some(Marker::parse_lenient(marker).ok()?.0),
    };
    Some((extra, marker))
}

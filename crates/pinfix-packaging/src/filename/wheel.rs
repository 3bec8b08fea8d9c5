//! Names of wheels (PEP 427, PEP 425).

use std::fmt;
use std::str::FromStr;

use super::error::FilenameError;
use crate::name::PackageName;
use crate::tag::WheelTag;
use crate::version::Version;

/// More tags than any real wheel has; a name that multiplies to more is refused instead of written out.
const MOST_TAGS: usize = 1024;

/// The name of a wheel: `name-version(-build)-python-abi-platform.whl`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WheelFilename {
    /// The project, normalized.
    pub name: PackageName,
    /// The version.
    pub version: Version,
    /// The build tag, which starts with a digit and breaks ties between wheels of one version.
    pub build: Option<String>,
    /// The tags, with compressed sets (`py2.py3-none-any`) written out.
    pub tags: Vec<WheelTag>,
}

impl WheelFilename {
    /// The build tag as it sorts: its number, then the rest; wheels without one come first.
    pub fn build_order(&self) -> Option<(u64, &str)> {
        let build = self.build.as_deref()?;
        let digits = build.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = build.split_at(digits);
        Some((number.parse().unwrap_or(u64::MAX), rest))
    }
}

impl FromStr for WheelFilename {
    type Err = FilenameError;

    /// Reads a file name as PyPA's `parse_wheel_filename` does. Beyond it, as pip does, a version whose dashes were
    /// escaped to underscores (`1.0_1` for `1.0-1`) is read.
    fn from_str(filename: &str) -> Result<Self, Self::Err> {
        let stem = filename
            .strip_suffix(".whl")
            .ok_or_else(|| FilenameError::new("the name of a wheel ends in `.whl`"))?;
        let parts: Vec<&str> = stem.split('-').collect();
        let (name, version, build, tags) = match parts[..] {
            [name, version, python, abi, platform] => (name, version, None, [python, abi, platform]),
            [name, version, build, python, abi, platform] => {
                (name, version, Some(build), [python, abi, platform])
            }
            _ => {
                return Err(FilenameError::new(format!(
                    "the name of a wheel has 5 or 6 parts between dashes, this one has {}",
                    parts.len()
                )));
            }
        };
        if let Some(build) = build
            && !build.starts_with(|c: char| c.is_ascii_digit())
        {
            return Err(FilenameError::new(format!(
                "its build tag `{build}` does not start with a digit"
            )));
        }
        Ok(Self {
            name: wheel_name(name)?,
            version: wheel_version(version)?,
            build: build.map(ToOwned::to_owned),
            tags: expand(tags)?,
        })
    }
}

fn wheel_name(text: &str) -> Result<PackageName, FilenameError> {
    let error = || FilenameError::new(format!("`{text}` is no escaped package name"));
    if text.contains("__") {
        return Err(error());
    }
    text.parse()
        .map_err(|_| error())
        .and_then(|name| if text.is_empty() { Err(error()) } else { Ok(name) })
}

fn wheel_version(text: &str) -> Result<Version, FilenameError> {
    let error = || FilenameError::new(format!("`{text}` is no version (PEP 440)"));
    if text.contains(char::is_whitespace) {
        return Err(error());
    }
    text.parse()
        .or_else(|_| text.replace('_', "-").parse())
        .map_err(|_| error())
}

/// Writes a compressed tag set out.
fn expand(tags: [&str; 3]) -> Result<Vec<WheelTag>, FilenameError> {
    let sets = tags.map(|set| set.split('.').collect::<Vec<_>>());
    if let Some(empty) = tags.into_iter().zip(&sets).find(|(_, set)| set.contains(&"")) {
        return Err(FilenameError::new(format!(
            "its tag `{}` has an empty part",
            empty.0
        )));
    }
    let [pythons, abis, platforms] = &sets;
    if let Some(wrong) = pythons.iter().find(|python| !is_identifier(python)) {
        return Err(FilenameError::new(format!("`{wrong}` is no tag of a Python")));
    }
    let count = sets.iter().map(Vec::len).fold(1, usize::saturating_mul);
    if count > MOST_TAGS {
        return Err(FilenameError::new(format!("its name stands for {count} tags")));
    }
    let mut expanded = Vec::with_capacity(count);
    for python in pythons {
        for abi in abis {
            for platform in platforms {
                expanded.push(WheelTag::new(python, abi, platform));
            }
        }
    }
    Ok(expanded)
}

fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

impl fmt::Display for WheelFilename {
    /// `name-version-build` in escaped form, then the tags that were written out, compressed again.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-{}", self.name.as_dist_info_name(), self.version)?;
        if let Some(build) = &self.build {
            write!(formatter, "-{build}")?;
        }
        let part = |of: fn(&WheelTag) -> &str| {
            let mut seen: Vec<&str> = Vec::new();
            for tag in &self.tags {
                if !seen.contains(&of(tag)) {
                    seen.push(of(tag));
                }
            }
            seen.join(".")
        };
        write!(
            formatter,
            "-{}-{}-{}.whl",
            part(|tag| &tag.python),
            part(|tag| &tag.abi),
            part(|tag| &tag.platform)
        )
    }
}

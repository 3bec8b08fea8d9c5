//! What to read: the files, extras and groups that the user named.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use pinfix_packaging::name::InvalidNameError;
use pinfix_packaging::{ExtraName, GroupName};

/// What to read. Paths are relative to the working directory; `-` is standard input.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Request {
    /// Requirements files and `pyproject.toml`s.
    pub files: Vec<PathBuf>,
    /// Constraints files (`-c`).
    pub constraints: Vec<PathBuf>,
    /// Files of requirements that replace what packages ask for.
    pub overrides: Vec<PathBuf>,
    /// Files of names that are left out wherever they are asked for.
    pub excludes: Vec<PathBuf>,
    /// Extras of the project whose dependencies are wanted too.
    pub extras: Vec<ExtraName>,
    /// Whether all extras of the project are wanted.
    pub all_extras: bool,
    /// Dependency groups (PEP 735) that are wanted.
    pub groups: Vec<GroupSpec>,
    /// Whether all groups are wanted: those of the first `pyproject.toml`, or of the one in the working directory.
    pub all_groups: bool,
}

/// A dependency group, by name and perhaps by file: `dev`, `service/pyproject.toml:dev`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct GroupSpec {
    /// The `pyproject.toml`; without one it is that among the given files, else the one in the working directory.
    pub path: Option<PathBuf>,
    /// The group.
    pub name: GroupName,
}

impl FromStr for GroupSpec {
    type Err = InvalidNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.rsplit_once(':') {
            Some((path, name)) => Ok(Self {
                path: Some(PathBuf::from(path)),
                name: name.parse()?,
            }),
            None => Ok(Self {
                path: None,
                name: text.parse()?,
            }),
        }
    }
}

impl fmt::Display for GroupSpec {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(formatter, "{}:", path.display())?;
        }
        write!(formatter, "{}", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_may_name_its_file() {
        let group: GroupSpec = "a/pyproject.toml:Dev_Tools".parse().unwrap();
        assert_eq!(
            group.path.as_deref(),
            Some(std::path::Path::new("a/pyproject.toml"))
        );
        assert_eq!(group.to_string(), "a/pyproject.toml:dev-tools");
        assert_eq!("dev".parse::<GroupSpec>().unwrap().path, None);
        assert!("no name".parse::<GroupSpec>().is_err());
    }
}

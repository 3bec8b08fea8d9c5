//! Where a line stays that goes on the target only, as a marker.

use std::fmt;

/// Where a line is wanted, and not on the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Elsewhere {
    /// On this `sys_platform` only.
    On(&'static str),
    /// On every other one.
    Off(&'static str),
}

/// As a marker (PEP 508): `sys_platform == "win32"`.
impl fmt::Display for Elsewhere {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::On(platform) => write!(formatter, "sys_platform == \"{platform}\""),
            Self::Off(platform) => write!(formatter, "sys_platform != \"{platform}\""),
        }
    }
}

impl Elsewhere {
    /// A requirement with this behind it. `quote` stands around the requirement, where anything does.
    pub(super) fn write(self, requirement: &str, quote: Option<char>) -> String {
        let mut marker = self.to_string();
        if quote == Some('"') {
            marker = marker.replace('"', "'");
        }
        match requirement.split_once(';') {
            None => format!("{} ; {marker}", requirement.trim_end()),
            Some((_, old)) if !old.contains(" or ") => format!("{} and {marker}", requirement.trim_end()),
            Some((name, old)) => format!("{name}; ({}) and {marker}", old.trim()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_joins_what_is_there() {
        let windows = Elsewhere::On("win32");
        let written = |text: &str, quote| windows.write(text, quote);
        assert_eq!(written("a==1", None), r#"a==1 ; sys_platform == "win32""#);
        assert_eq!(written("a==1", Some('"')), "a==1 ; sys_platform == 'win32'");
        assert_eq!(
            written("a==1; python_version > '3'", None),
            r#"a==1; python_version > '3' and sys_platform == "win32""#
        );
        assert_eq!(
            Elsewhere::Off("linux").write("a ;b=='1' or c=='2' ", Some('\'')),
            r#"a ; (b=='1' or c=='2') and sys_platform != "linux""#
        );
    }
}

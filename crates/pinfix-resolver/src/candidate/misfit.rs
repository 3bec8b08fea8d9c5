//! Why none of a release's wheels runs on the target, in the terms of their tags.

use std::collections::BTreeSet;
use std::fmt;

use pinfix_packaging::{Compatibility, IncompatibleTag, Platform, Target, WheelTag};

/// Why none of a release's wheels runs on the target: told of the wheels that come closest.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Misfit {
    /// What keeps the closest of the wheels from running.
    pub part: IncompatibleTag,
    /// What they are for instead, sorted: `cp311`; `cp313t`; `macosx_11_0_arm64`.
    pub tags: Vec<String>,
    /// The oldest glibc that any of them runs with, where the target's is older and that is all there is to it.
    pub glibc: Option<(u16, u16)>,
}

impl Misfit {
    /// Why none of these tags runs on `target`; nothing where one of them does.
    pub fn of<'a>(target: &Target, tags: impl Iterator<Item = &'a WheelTag>) -> Option<Self> {
        let mut closest: Vec<&WheelTag> = Vec::new();
        let mut part = IncompatibleTag::Python;
        for tag in tags {
            let wrong = match target.tags.compatibility(std::slice::from_ref(tag)) {
                Compatibility::Compatible(_) => return None,
                // `cp310-abi3` would run on 3.13, but `cp310-cp310` and `cp310-none` are simply for another Python.
                Compatibility::Incompatible(IncompatibleTag::Abi) if is_for_another(target, tag) => {
                    IncompatibleTag::Python
                }
                Compatibility::Incompatible(wrong) => wrong,
            };
            if wrong > part {
                part = wrong;
                closest.clear();
            }
            if wrong == part {
                closest.push(tag);
            }
        }
        let told = |tag: &&WheelTag| match part {
            IncompatibleTag::Python => tag.python.to_string(),
            IncompatibleTag::Abi => tag.abi.to_string(),
            IncompatibleTag::Platform => tag.platform.to_string(),
        };
        let glibc = match (part, &target.platform) {
            (IncompatibleTag::Platform, Platform::Manylinux { machine, .. }) => closest
                .iter()
                .filter_map(|tag| glibc(&tag.platform, machine))
                .min(),
            _ => None,
        };
        let tags: BTreeSet<String> = closest.iter().map(told).collect();
        Some(Self {
            part,
            tags: tags.into_iter().collect(),
            glibc,
        })
    }
}

/// Whether a tag is for one CPython only, and the target's is another.
fn is_for_another(target: &Target, tag: &WheelTag) -> bool {
    let (major, minor) = target.python.major_minor();
    let is_strict = tag.abi.starts_with(&*tag.python) || &*tag.abi == "none";
    tag.python.starts_with("cp") && *tag.python != *format!("cp{major}{minor}") && is_strict
}

/// The glibc that a platform tag asks for, where it is one of this machine's (PEP 600 and its forerunners).
fn glibc(tag: &str, machine: &str) -> Option<(u16, u16)> {
    let rest = tag.strip_suffix(machine)?.strip_suffix('_')?;
    match rest.strip_prefix("manylinux")? {
        "1" => Some((2, 5)),
        "2010" => Some((2, 12)),
        "2014" => Some((2, 17)),
        versions => {
            let (major, minor) = versions.strip_prefix('_')?.split_once('_')?;
            Some((major.parse().ok()?, minor.parse().ok()?))
        }
    }
}

/// How many tags are told; more are a wall.
const SHOWN: usize = 6;

/// `glibc 2.28 or newer`, `CPython 3.10 to 3.12`, `macosx_11_0_arm64, win_amd64`.
impl fmt::Display for Misfit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((major, minor)) = self.glibc {
            return write!(formatter, "glibc {major}.{minor} or newer");
        }
        let names = match self.part {
            IncompatibleTag::Python => interpreters(&self.tags),
            IncompatibleTag::Abi => {
                formatter.write_str("the ABI ")?;
                self.tags.clone()
            }
            IncompatibleTag::Platform => self.tags.clone(),
        };
        let shown = &names[..names.len().min(SHOWN)];
        formatter.write_str(&shown.join(", "))?;
        match names.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(formatter, " and {more} more"),
        }
    }
}

/// Tags of interpreters as people name them; those of CPython in a row become `CPython 3.10 to 3.12`.
fn interpreters(tags: &[String]) -> Vec<String> {
    let number = |digits: &str| -> Option<(u32, u32)> {
        let (major, minor) = digits.split_at_checked(1)?;
        Some((major.parse().ok()?, minor.parse().ok()?))
    };
    let mut names = Vec::new();
    let mut cpython: Vec<(u32, u32)> = Vec::new();
    for tag in tags {
        match (tag.get(..2), tag.get(2..).and_then(number)) {
            (Some("cp"), Some(version)) => cpython.push(version),
            (Some("pp"), Some((major, minor))) => names.push(format!("PyPy {major}.{minor}")),
            (Some("py"), Some((major, minor))) => names.push(format!("Python {major}.{minor}")),
            (Some("py"), None) => names.push(format!("Python {}", &tag[2..])),
            _ => names.push(tag.clone()),
        }
    }
    cpython.sort_unstable();
    let runs = cpython.chunk_by(|one, other| one.0 == other.0 && one.1 + 1 == other.1);
    let runs = runs.filter_map(|run| match (run.first()?, run.last()?) {
        (first, last) if first == last => Some(format!("CPython {}.{}", first.0, first.1)),
        (first, last) => Some(format!(
            "CPython {}.{} to {}.{}",
            first.0, first.1, last.0, last.1
        )),
    });
    runs.chain(names).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(python: &str, platform: &str, tags: &[(&str, &str, &str)]) -> String {
        let target = Target::new(python.parse().unwrap(), platform.parse().unwrap());
        let tags: Vec<WheelTag> = tags.iter().map(|(a, b, c)| WheelTag::new(a, b, c)).collect();
        Misfit::of(&target, tags.iter()).map_or_else(|| "it runs".to_owned(), |misfit| misfit.to_string())
    }

    #[test]
    fn the_closest_wheels_are_told_of() {
        let linux = "x86_64-manylinux_2_17";
        let wheels = [
            ("cp310", "cp310", "manylinux_2_28_x86_64"),
            ("cp311", "cp311", "manylinux_2_28_x86_64"),
            ("cp312", "cp312", "manylinux_2_34_x86_64"),
            ("cp312", "cp312", "manylinux_2_28_x86_64"),
            ("cp312", "cp312", "manylinux_2_12_aarch64"),
            ("cp312", "cp312", "win_amd64"),
            ("pp310", "pypy310_pp73", "win_amd64"),
        ];
        assert_eq!(told("3.12", linux, &wheels), "glibc 2.28 or newer");
        assert_eq!(told("3.9", linux, &wheels), "CPython 3.10 to 3.12, PyPy 3.10");
        assert_eq!(told("3.11", "windows", &wheels), "manylinux_2_28_x86_64");
        assert_eq!(told("3.12", "windows", &wheels), "it runs");
        assert_eq!(
            told("3.13", "windows", &wheels),
            "CPython 3.10 to 3.12, PyPy 3.10"
        );
        let macs = [
            ("cp312", "cp312", "manylinux_2_17_x86_64"),
            ("cp312", "none", "macosx_11_0_arm64"),
        ];
        assert_eq!(told("3.13", linux, &macs), "CPython 3.12");
        assert_eq!(
            told("3.13", linux, &[("cp313", "cp313t", "manylinux_2_17_x86_64")]),
            "the ABI cp313t"
        );
    }

    #[test]
    fn few_tags_are_told() {
        let with = |count: usize| Misfit {
            part: IncompatibleTag::Platform,
            tags: (0..count).map(|at| format!("os{at}")).collect(),
            glibc: None,
        };
        assert!(with(6).to_string().ends_with("os4, os5"), "{}", with(6));
        assert!(with(9).to_string().ends_with("os5 and 3 more"), "{}", with(9));
    }

    #[test]
    fn old_names_of_glibc_floors() {
        assert_eq!(glibc("manylinux2014_x86_64", "x86_64"), Some((2, 17)));
        assert_eq!(glibc("manylinux_2_28_x86_64", "x86_64"), Some((2, 28)));
        assert_eq!(glibc("manylinux_2_28_x86_64", "aarch64"), None);
        assert_eq!(glibc("musllinux_1_2_x86_64", "x86_64"), None);
    }
}

//! What changed between two locks.

use std::collections::BTreeMap;

use pinfix_packaging::{PackageName, Version};

/// A package whose pin changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The package.
    pub name: PackageName,
    /// Its pin before; `None` if it is new.
    pub before: Option<Version>,
    /// Its pin now; `None` if it is gone.
    pub now: Option<Version>,
}

/// The packages whose pins differ, by name.
pub fn changes(before: &[(PackageName, Version)], now: &[(PackageName, Version)]) -> Vec<Change> {
    let mut pins: BTreeMap<&PackageName, (Option<&Version>, Option<&Version>)> = BTreeMap::new();
    for (name, version) in before {
        pins.entry(name).or_default().0 = Some(version);
    }
    for (name, version) in now {
        pins.entry(name).or_default().1 = Some(version);
    }
    pins.into_iter()
        .filter(|(_, (before, now))| before != now)
        .map(|(name, (before, now))| Change {
            name: name.clone(),
            before: before.cloned(),
            now: now.cloned(),
        })
        .collect()
}

/// The differences of two texts as a patch; empty if there are none.
pub fn unified(before: &str, now: &str, name: &str) -> String {
    similar::TextDiff::from_lines(before, now)
        .unified_diff()
        .context_radius(2)
        .header(&format!("{name} (present)"), &format!("{name} (resolved)"))
        .to_string()
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use super::*;

    fn pins(text: &str) -> Vec<(PackageName, Version)> {
        let pin = |word: &str| {
            let (name, version) = word.split_once('=').unwrap();
            (
                PackageName::from_str(name).unwrap(),
                Version::from_str(version).unwrap(),
            )
        };
        text.split_whitespace().map(pin).collect()
    }

    #[test]
    fn a_pin_may_move_come_or_go() {
        let found = changes(&pins("a=1 b=1 c=1"), &pins("b=2 c=1 d=1"));
        let show = |change: &Change| {
            let version = |it: &Option<Version>| it.as_ref().map_or("-".to_owned(), ToString::to_string);
            format!(
                "{} {} {}",
                change.name,
                version(&change.before),
                version(&change.now)
            )
        };
        assert_eq!(
            found.iter().map(show).collect::<Vec<_>>(),
            ["a 1 -", "b 1 2", "d - 1"]
        );
    }
}

//! What changed between two locks.

use std::collections::{BTreeMap, BTreeSet};

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

/// The packages whose pins differ, by name. A package may have several.
pub fn changes(before: &[(PackageName, Version)], now: &[(PackageName, Version)]) -> Vec<Change> {
    let mut pins: BTreeMap<&PackageName, (BTreeSet<&Version>, BTreeSet<&Version>)> = BTreeMap::new();
    for (name, version) in before {
        pins.entry(name).or_default().0.insert(version);
    }
    for (name, version) in now {
        pins.entry(name).or_default().1.insert(version);
    }
    let mut changes = Vec::new();
    for (name, (before, now)) in pins {
        let mut gone = before.difference(&now);
        let mut new = now.difference(&before);
        loop {
            let (before, now) = (gone.next(), new.next());
            if before.is_none() && now.is_none() {
                break;
            }
            changes.push(Change {
                name: name.clone(),
                before: before.map(|version| (*version).clone()),
                now: now.map(|version| (*version).clone()),
            });
        }
    }
    changes
}

/// Whether writing `now` would change nothing in `before` but the command that its header names: a check is another
/// command than the one that made the lock.
pub fn is_current(before: &str, now: &str) -> bool {
    fn parts(text: &str) -> Option<(&str, &str)> {
        let (target, rest) = text.split_once('\n')?;
        let (_command, rest) = rest.split_once('\n')?;
        target
            .starts_with("# Locked by pinfix for ")
            .then_some((target, rest))
    }
    before == now || parts(before).is_some_and(|before| parts(now) == Some(before))
}

/// The differences of two texts as a patch; empty if there are none.
pub fn unified(before: Option<&str>, now: &str, name: &str) -> String {
    let present = if before.is_some() { "present" } else { "not there" };
    similar::TextDiff::from_lines(before.unwrap_or_default(), now)
        .unified_diff()
        .context_radius(2)
        .header(&format!("{name} ({present})"), &format!("{name} (resolved)"))
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

    #[test]
    fn only_the_command_of_the_header_may_differ() {
        let lock = |target: &str, command: &str, rest: &str| {
            format!("# Locked by pinfix for {target}. To lock again:\n#    {command}\n{rest}")
        };
        let before = lock("Python 3.9", "make lock", "six==1.0\n    # via boto3\n");
        for (now, same) in [
            (
                lock("Python 3.9", "pinfix resolve", "six==1.0\n    # via boto3\n"),
                true,
            ),
            (
                lock("Python 3.10", "make lock", "six==1.0\n    # via boto3\n"),
                false,
            ),
            (
                lock("Python 3.9", "make lock", "six==1.0\n    # via boto4\n"),
                false,
            ),
            ("six==1.0\n    # via boto3\n".to_owned(), false),
        ] {
            assert_eq!(is_current(&before, &now), same, "{now}");
        }
        assert!(is_current("six==1.0\n", "six==1.0\n") && !is_current("", "six==1.0\n"));
    }
}

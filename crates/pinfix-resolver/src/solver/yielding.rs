//! Which packages are decided after which others.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::NameId;

/// How deep packages are put off behind others that are put off themselves.
const DEEPEST: u8 = 4;

/// Packages that are decided late, since their choice kept ruling others out.
#[derive(Debug, Default)]
pub(crate) struct Yielding {
    /// Behind how many others, one behind the other, a package comes.
    levels: FxHashMap<NameId, u8>,
    /// Which package was put off (the first) for which.
    pairs: FxHashSet<(NameId, NameId)>,
}

impl Yielding {
    /// How late a package is decided; 0: not late.
    pub(super) fn level(&self, name: NameId) -> u8 {
        self.levels.get(&name).copied().unwrap_or_default()
    }

    /// Has `culprit` decided later than `name`; whether that is new. What was put off for another package stays behind it.
    pub(super) fn put_off(&mut self, culprit: NameId, name: NameId) -> bool {
        let level = self.level(name) + 1;
        if level <= self.level(culprit) || level > DEEPEST || self.pairs.contains(&(name, culprit)) {
            return false;
        }
        self.pairs.insert((culprit, name));
        self.levels.insert(culprit, level);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_package_comes_behind_the_other() {
        let [one, two, three] = [1, 2, 3].map(NameId);
        let mut yielding = Yielding::default();
        assert!(yielding.put_off(two, one));
        assert!(!yielding.put_off(two, one), "it is");
        assert!(yielding.put_off(three, two));
        assert_eq!([one, two, three].map(|it| yielding.level(it)), [0, 1, 2]);
        assert!(!yielding.put_off(one, two), "not both behind each other");
        // In a ring, until it is deep enough.
        let mut rounds = 0;
        while yielding.put_off(one, three) | yielding.put_off(two, one) | yielding.put_off(three, two) {
            rounds += 1;
        }
        assert!(rounds < 3, "{rounds}");
    }
}

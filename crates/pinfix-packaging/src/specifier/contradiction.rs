//! Whether clauses contradict each other: no version that anyone could ever release would be admitted.

use pep440_rs::{Operator, Prerelease};

use super::clause::Specifier;
use super::set::SpecifierSet;
use crate::version::Version;

impl SpecifierSet {
    /// Whether no version at all can be admitted, released or not: `>=3,<2`.
    ///
    /// Each clause draws its borders at one version; between two borders all versions are alike to all clauses. So it
    /// is enough to try versions at, just below and just above each border. Where this says no, the clauses may still
    /// contradict each other in some odd way; where it says yes, they do.
    pub fn is_contradictory(&self) -> bool {
        let arbitrary = |clause: &Specifier| clause.operator() == Operator::ExactEqual;
        // What `===` compares are texts, which need not be versions.
        if self.is_empty() || self.iter().any(arbitrary) {
            return false;
        }
        let depth = self.iter().map(|clause| clause.version().release().len()).max();
        let depth = depth.unwrap_or(0) + 1;
        let mut versions = self.iter().flat_map(|clause| around(clause.version(), depth));
        !versions.any(|version| self.contains(&version))
    }
}

/// Versions at a border, and the nearest on both sides as far as borders of `depth - 1` release numbers can tell.
fn around(border: &Version, depth: usize) -> Vec<Version> {
    let mut found = forms(border);
    let release = border.release();
    let bare = Version::new([0]).with_epoch(border.epoch());
    // The border itself, and the next of each shorter prefix: 1.4.2, 1.4.3, 1.5, 2.
    let mut releases = vec![release.to_vec()];
    for length in 1..=release.len() {
        let mut next = release[..length].to_vec();
        if let Some(last) = next.last_mut() {
            *last = last.saturating_add(1);
        }
        releases.push(next);
    }
    for numbers in releases {
        let version = bare.clone().with_release(numbers.iter().copied());
        found.extend(forms(&version));
        // Above every suffix of this release and below the next one that has a border.
        let mut deep = numbers;
        deep.resize(depth, 0);
        if let Some(last) = deep.last_mut() {
            *last = last.saturating_add(1);
        }
        found.push(bare.clone().with_release(deep));
    }
    found.extend(forms(&Version::new([0])));
    found
}

/// A version and what can stand before and behind it.
fn forms(version: &Version) -> Vec<Version> {
    let plain = version.clone().without_local();
    let after = |number: Option<u64>| Some(number.map_or(0, |it| it.saturating_add(1)));
    let mut found = vec![
        version.clone(),
        plain.clone(),
        plain.clone().with_dev(Some(0)),
        plain.clone().with_dev(after(plain.dev())),
        plain.clone().with_post(Some(0)),
        plain.clone().with_post(Some(0)).with_dev(Some(0)),
        plain.clone().with_post(after(plain.post())).with_dev(None),
        plain.clone().with_post(after(plain.post())).with_dev(Some(0)),
    ];
    if let Some(pre) = plain.pre() {
        let next = Prerelease {
            kind: pre.kind,
            number: pre.number.saturating_add(1),
        };
        let next = plain
            .only_release()
            .with_epoch(plain.epoch())
            .with_pre(Some(next));
        found.extend([next.clone().with_dev(Some(0)), next]);
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Strategy, prop_assert};

    use super::*;

    fn contradicts(text: &str) -> bool {
        SpecifierSet::parse(text).unwrap().is_contradictory()
    }

    #[test]
    fn what_no_version_can_meet() {
        for text in [
            "<2,>=3",
            "==1.0,==2.0",
            "==1.0,!=1.0",
            ">=1,<2,!=1.*",
            "~=1.4,>=2",
            "==1.*,==2.*",
            ">2,<=2",
            ">=3.0,<3",
            "==1.4.*,<1.4",
            ">1.0,<1.0.post3",
            // `<2.0` admits no pre-release of 2.0.
            ">=2.0a1,<2.0",
        ] {
            assert!(contradicts(text), "{text}");
        }
    }

    #[test]
    fn what_some_version_can_meet() {
        for text in [
            "",
            ">=2,<3",
            ">1.0,<1.0.1",
            "~=1.4,!=1.4.*",
            ">=1,<4,!=1.*,!=2.*",
            ">=2rc1,<2rc2",
            "==1.0,==1",
            "==1.0,==1.0+cpu",
            "<=2,>=2",
            "===weird,==1",
            "<3,!=2.*",
            "<1",
        ] {
            assert!(!contradicts(text), "{text}");
        }
    }

    fn version() -> impl Strategy<Value = String> {
        let suffixes = [
            "",
            "",
            "",
            ".dev0",
            ".dev2",
            "a1",
            "a2",
            "rc1",
            ".post1",
            "a1.dev1",
            ".post1.dev0",
        ];
        let release = proptest::sample::select(vec![
            "0", "1", "1.0", "1.1", "1.1.1", "1.2", "2", "2.0.1", "3", "1!1",
        ]);
        (release, proptest::sample::select(suffixes.to_vec()))
            .prop_map(|(release, suffix)| format!("{release}{suffix}"))
    }

    fn clause() -> impl Strategy<Value = String> {
        let operator = proptest::sample::select(vec![">=", "<=", ">", "<", "==", "!=", "~=", "==*", "!=*"]);
        (operator, version()).prop_map(|(operator, version)| match operator {
            "==*" | "!=*" => {
                let release: String = version
                    .chars()
                    .take_while(|it| it.is_ascii_digit() || "!.".contains(*it))
                    .collect();
                format!("{}{}.*", &operator[..2], release.trim_end_matches('.'))
            }
            _ => format!("{operator}{version}"),
        })
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config { cases: 4000, ..Default::default() })]

        /// Where any version is admitted, nothing contradicts.
        #[test]
        fn no_false_alarm(
            clauses in proptest::collection::vec(clause(), 1..5),
            versions in proptest::collection::vec(version(), 40),
        ) {
            let Ok(set) = SpecifierSet::parse(&clauses.join(",")) else { return Ok(()) };
            let admitted = versions.iter().find(|version| set.contains(&version.parse().unwrap()));
            prop_assert!(admitted.is_none() || !set.is_contradictory(), "{set} admits {admitted:?}");
        }
    }
}

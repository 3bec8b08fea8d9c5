//! Which extras of a release were asked for, where only what they brought in is known: locks do without extras.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use pinfix_packaging::{ExtraName, Marker, MarkerEnvironment, PackageName, Requirement, Version};

use crate::metadata::CoreMetadata;

/// An extra, and what it asks for.
struct Asking<'a> {
    extra: &'a ExtraName,
    requirements: Vec<&'a Requirement>,
    /// How many packages it asks for that are not pinned.
    missing: usize,
    /// How many that are pinned to a version that it does not admit.
    refused: usize,
}

impl CoreMetadata {
    /// The extras beside those `asked` for that must have been as well where the release brought in the packages `came_in`,
    /// which it does not need by itself. `version` tells what a package is pinned to; of several extras that may be meant, those are taken that
    /// agree best with the pins. `whole`: only extras whose packages are all pinned.
    pub fn extras_behind(
        &self,
        environment: &MarkerEnvironment,
        asked: &[ExtraName],
        came_in: &BTreeSet<&PackageName>,
        version: impl Fn(&PackageName) -> Option<Version>,
        whole: bool,
    ) -> BTreeSet<ExtraName> {
        let by_itself = |it: &&Requirement| !it.marker.as_ref().is_some_and(Marker::mentions_extra);
        let by_asked = |it: &&Requirement| {
            let mut asked = asked.iter().map(std::slice::from_ref);
            asked.any(|extra| it.applies(environment, extra))
        };
        let needed: BTreeSet<&PackageName> = self
            .requires_dist
            .iter()
            .filter(|it| by_itself(it) || by_asked(it))
            .map(|it| &it.name)
            .collect();
        let mut left: BTreeSet<&PackageName> = came_in.difference(&needed).copied().collect();
        if left.is_empty() {
            return BTreeSet::new();
        }
        let asking = self.provides_extra.iter().map(|extra| {
            let applies = |it: &&Requirement| it.applies(environment, std::slice::from_ref(extra));
            let mut requirements: Vec<&Requirement> = self.requires_dist.iter().filter(applies).collect();
            requirements.retain(|it| !by_itself(it) && it.name != self.name);
            let pinned = requirements.iter().map(|it| (it, version(&it.name)));
            let missing = pinned.clone().filter(|(_, version)| version.is_none()).count();
            let refused = pinned.filter(|(it, version)| match (it.specifiers(), version) {
                (Some(specifiers), Some(version)) => !specifiers.contains(version),
                _ => false,
            });
            Asking {
                extra,
                refused: refused.count(),
                missing,
                requirements,
            }
        });
        let brings =
            |asking: &Asking<'_>, name: &PackageName| asking.requirements.iter().any(|it| it.name == *name);
        let mut asking: Vec<Asking<'_>> = asking
            .filter(|it| left.iter().any(|name| brings(it, name)))
            .collect();
        let alone = |name: &PackageName| asking.iter().filter(|it| brings(it, name)).count() == 1;
        let certain: BTreeSet<&PackageName> = left.iter().copied().filter(|name| alone(name)).collect();
        asking.retain(|it| it.missing == 0 || (!whole && certain.iter().any(|name| brings(it, name))));
        let mut behind = BTreeSet::new();
        // One that brings in all of them rather than some for each.
        while let Some(best) = asking
            .iter()
            .filter(|it| left.iter().any(|name| brings(it, name)))
            .min_by_key(|it| {
                let brought = left.iter().filter(|name| brings(it, name)).count();
                (it.missing + it.refused, Reverse(brought), it.requirements.len())
            })
        {
            behind.insert(best.extra.clone());
            left.retain(|name| !brings(best, name));
        }
        behind
    }
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::metadata::Provenance;

    const METADATA: &str = "\
Metadata-Version: 2.1
Name: foo
Version: 1
Provides-Extra: all
Provides-Extra: cache
Provides-Extra: dev
Provides-Extra: old-cache
Provides-Extra: web
Requires-Dist: base
Requires-Dist: colorama ; sys_platform == 'win32'
Requires-Dist: redis>=4 ; extra == 'cache'
Requires-Dist: redis<4 ; extra == 'old-cache'
Requires-Dist: redis>=4 ; extra == 'all'
Requires-Dist: flask ; extra == 'all'
Requires-Dist: flask ; extra == 'web'
Requires-Dist: gunicorn ; extra == 'web'
Requires-Dist: colorama ; extra == 'dev'
Requires-Dist: pytest ; extra == 'dev'
";

    fn behind(came_in: &[&str], pins: &[(&str, &str)], whole: bool) -> Vec<String> {
        behind_beside(&[], came_in, pins, whole)
    }

    fn behind_beside(asked: &[&str], came_in: &[&str], pins: &[(&str, &str)], whole: bool) -> Vec<String> {
        let asked: Vec<ExtraName> = asked.iter().map(|it| it.parse().unwrap()).collect();
        let metadata = CoreMetadata::parse(METADATA.as_bytes(), Provenance::MetadataFile).unwrap();
        let names: Vec<PackageName> = came_in.iter().map(|it| it.parse().unwrap()).collect();
        let version = |name: &PackageName| {
            let pin = pins.iter().find(|(pinned, _)| *pinned == name.as_ref());
            pin.map(|(_, version)| version.parse().unwrap())
        };
        let environment = MarkerEnvironment::default();
        let extras = metadata.extras_behind(&environment, &asked, &names.iter().collect(), version, whole);
        extras.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_came_in_tells_the_extra() {
        let pins = [("redis", "5"), ("base", "1")];
        assert_eq!(behind(&["base"], &pins, true), [""; 0]);
        assert_eq!(behind(&["base", "redis"], &pins, true), ["cache"]);
        // Of two that may be meant, the one that goes with the pin.
        assert_eq!(behind(&["redis"], &[("redis", "3")], true), ["old-cache"]);
    }

    #[test]
    fn what_an_extra_that_is_asked_for_brings_in_tells_of_no_other() {
        let pins = [("redis", "5"), ("flask", "1"), ("gunicorn", "1")];
        assert_eq!(behind_beside(&["cache"], &["redis"], &pins, true), [""; 0]);
        assert_eq!(
            behind_beside(&["cache"], &["redis", "gunicorn"], &pins, true),
            ["web"]
        );
    }

    #[test]
    fn few_extras_bring_in_all() {
        let pins = [("redis", "5"), ("flask", "1"), ("gunicorn", "1")];
        assert_eq!(behind(&["redis", "flask"], &pins, true), ["all"]);
        assert_eq!(
            behind(&["redis", "flask", "gunicorn"], &pins, true),
            ["all", "web"]
        );
    }

    #[test]
    fn an_extra_of_which_something_is_missing_is_taken_where_it_is_the_only_one() {
        let pins = [("gunicorn", "1")];
        assert_eq!(behind(&["gunicorn"], &pins, true), [""; 0]);
        assert_eq!(behind(&["gunicorn"], &pins, false), ["web"]);
        // Two extras bring flask in, and of each something is missing.
        assert_eq!(behind(&["flask"], &[("flask", "1")], false), [""; 0]);
    }

    #[test]
    fn what_is_needed_elsewhere_without_an_extra_tells_nothing() {
        assert_eq!(behind(&["colorama"], &[("colorama", "1")], false), [""; 0]);
    }
}

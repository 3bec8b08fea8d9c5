//! From a conflict to what may help with it.

use std::cmp::Reverse;

use pinfix_packaging::{PackageName, Platform, PythonVersion, Requirement, SpecifierSet, Version};

use super::hint::Hint;
use super::names;
use crate::candidate::{Exclusion, Misfit};
use crate::conflict::{Condition, Conflict, ExcludedRelease, Stand};
use crate::problem::{ClauseId, Problem};

/// What an explanation can know beside the conflict itself.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// Names that some index knows, to compare an unknown one with.
    pub names: Vec<PackageName>,
    /// The indexes in the order in which they are asked, as they may be shown.
    pub indexes: Vec<String>,
    /// Whether only the first of them that knows a package counts.
    pub first_index_only: bool,
    /// Whether none of them is asked.
    pub no_index: bool,
    /// Whether they know none of the packages that the lines name, of which there are several.
    pub nothing_known: bool,
}

/// What there is to know.
pub(super) fn help(problem: &Problem, conflict: &Conflict, around: &Surroundings) -> Vec<Hint> {
    let clash = &conflict.clash;
    let name = &conflict.package;
    if !clash.known {
        return unknown(problem, name, around);
    }
    let other_hashes = |it: &ExcludedRelease| matches!(it.exclusion, Exclusion::OtherHashes);
    if !clash.excluded.is_empty() && clash.excluded.iter().all(other_hashes) {
        return vec![Hint::CompareHashes];
    }
    let mut hints = Vec::new();
    if let [stand] = &clash.stands[..]
        && conflict.stale.is_none()
    {
        if clash.newest.is_none() {
            // Who takes a module's name for a package's may meet a project that is there to say so.
            hints.extend(names::taken_for(name));
        } else if !clash.nearest.is_empty() {
            hints.extend(names::taken_for(name));
            let pinned = stand.specifiers.pinned().filter(|it| it.is_local());
            hints.extend(pinned.cloned().map(|version| Hint::OtherBuild { version }));
            hints.push(Hint::NearestReleases {
                package: name.clone(),
                versions: clash.nearest.clone(),
            });
        }
        hints.extend(newest(problem, conflict, stand));
    }
    hints.extend(first_after_cutoff(name, &clash.excluded));
    hints.extend(newer_glibc(problem, &clash.excluded));
    hints.extend(later_indexes(conflict, around));
    let only_yanked = |it: &ExcludedRelease| matches!(it.exclusion, Exclusion::Yanked { .. });
    if let Some(newest) = clash.excluded.first()
        && clash.excluded.iter().all(only_yanked)
    {
        hints.push(Hint::Yanked {
            package: name.clone(),
            version: newest.version.clone(),
        });
    }
    hints
}

/// What may help where no repair is known.
pub(super) fn advice(problem: &Problem, conflict: &Conflict) -> Vec<Hint> {
    let clash = &conflict.clash;
    let name = &conflict.package;
    if !clash.known {
        return Vec::new();
    }
    let mut hints = Vec::new();
    if let Some((python, release)) = lowest_python(problem, &clash.excluded) {
        hints.push(Hint::NewerPython {
            python,
            package: name.clone(),
            version: release.version.clone(),
        });
    }
    let any = |test: &dyn Fn(&Exclusion) -> bool| clash.excluded.iter().find(|it| test(&it.exclusion));
    if let Some(newest) = any(&|it| matches!(it, Exclusion::Prerelease)) {
        hints.push(Hint::Prereleases {
            package: name.clone(),
            version: newest.version.clone(),
        });
    }
    let lacks_build = |it: &Exclusion| {
        matches!(
            it,
            Exclusion::NoBuild | Exclusion::NoCompatibleWheelNorBuild(_) | Exclusion::NeitherBinaryNorBuild
        )
    };
    if any(&lacks_build).is_some() {
        hints.push(Hint::AllowBuilds);
    }
    let lacks_wheels = |it: &Exclusion| matches!(it, Exclusion::NoBinary | Exclusion::NeitherBinaryNorBuild);
    if any(&lacks_wheels).is_some() {
        hints.push(Hint::AllowWheels {
            package: name.clone(),
        });
    }
    if clash.stands.len() > 1 {
        hints.extend(lifted(&clash.stands));
        if conflict.minimal {
            hints.push(Hint::RelaxOrDrop);
        }
    }
    if conflict.stale.is_some() {
        hints.push(Hint::AllowAnachronisms);
    }
    hints
}

/// The packages that lines may mean which name one that nobody knows, or that is good for nothing, the likeliest first.
pub fn meant(
    problem: &Problem,
    conflicts: &[Conflict],
    around: &Surroundings,
) -> Vec<(ClauseId, PackageName)> {
    let mut meant = Vec::new();
    for conflict in conflicts {
        let [line] = conflict.clauses[..] else { continue };
        let own = problem.clause(line).requirement.name == conflict.package;
        let hints = if own {
            help(problem, conflict, around)
        } else {
            Vec::new()
        };
        for hint in hints {
            match hint {
                Hint::DidYouMean { names } => meant.extend(names.into_iter().map(|it| (line, it))),
                Hint::InstalledAs { package, .. } => meant.push((line, package)),
                _ => {}
            }
        }
    }
    meant
}

fn unknown(problem: &Problem, name: &PackageName, around: &Surroundings) -> Vec<Hint> {
    if around.no_index {
        return vec![Hint::NoIndex];
    }
    if around.nothing_known && !around.indexes.is_empty() {
        return vec![Hint::NothingKnown {
            indexes: around.indexes.clone(),
        }];
    }
    let mut known = around.names.clone();
    // What nobody knows may stand in the lines twice: those beside it only.
    let others = problem.clauses.iter().map(|clause| &clause.requirement.name);
    known.extend(others.filter(|other| *other != name).cloned());
    known.extend(problem.preferences.keys().cloned());
    names::unknown_name(name, &known)
}

fn newest(problem: &Problem, conflict: &Conflict, stand: &Stand) -> Option<Hint> {
    let clash = &conflict.clash;
    let told_already = match &clash.newest {
        Some(newest) => clash.nearest.contains(newest) && clash.nearest.len() == 1,
        None => stand.links.is_empty() && stand.specifiers.is_empty(),
    };
    (!told_already).then(|| Hint::NewestUsable {
        package: conflict.package.clone(),
        version: clash.newest.clone(),
        target: problem.target.to_string(),
        before_cutoff: problem.policy.cutoff(&conflict.package).is_some(),
    })
}

/// The release that a later cutoff would admit first.
fn first_after_cutoff(name: &PackageName, excluded: &[ExcludedRelease]) -> Option<Hint> {
    let times = excluded.iter().filter_map(|release| match release.exclusion {
        Exclusion::TooNew { uploaded } => Some((uploaded, &release.version)),
        _ => None,
    });
    let (uploaded, version) = times.min()?;
    Some(Hint::Cutoff {
        package: name.clone(),
        version: version.clone(),
        uploaded,
    })
}

/// That a machine with a newer glibc has wheels that run.
fn newer_glibc(problem: &Problem, excluded: &[ExcludedRelease]) -> Option<Hint> {
    let Platform::Manylinux { machine, .. } = &problem.target.platform else {
        return None;
    };
    Some(Hint::NewerGlibc {
        glibc: lowest_glibc(excluded)?,
        machine: machine.clone(),
    })
}

/// The oldest glibc with which a wheel of these would run, where the target's is older.
pub(super) fn lowest_glibc(excluded: &[ExcludedRelease]) -> Option<(u16, u16)> {
    excluded
        .iter()
        .filter_map(|it| misfit(&it.exclusion)?.glibc)
        .min()
}

pub(super) fn misfit(exclusion: &Exclusion) -> Option<&Misfit> {
    match exclusion {
        Exclusion::NoCompatibleWheel(misfit) | Exclusion::NoCompatibleWheelNorBuild(misfit) => Some(misfit),
        _ => None,
    }
}

/// The lowest Python above the target's that some of these releases admits, with the newest that it admits.
pub(super) fn lowest_python<'a>(
    problem: &Problem,
    excluded: &'a [ExcludedRelease],
) -> Option<(PythonVersion, &'a ExcludedRelease)> {
    let target = &problem.target;
    let asking = excluded.iter().filter_map(|release| match &release.exclusion {
        Exclusion::RequiresPython { specifier } => {
            Some((release, SpecifierSet::parse_lenient(specifier).ok()?.0))
        }
        _ => None,
    });
    let asking: Vec<(&ExcludedRelease, SpecifierSet)> = asking.collect();
    let newer = PythonVersion::known_minors().filter(|it| it.major_minor() > target.python.major_minor());
    for python in newer {
        let there = target.with_python(python.clone());
        let mut admitted = asking.iter().filter(|(_, set)| there.requires_python_allows(set));
        if let Some((release, _)) = admitted.next() {
            return Some((python, release));
        }
    }
    None
}

fn later_indexes(conflict: &Conflict, around: &Surroundings) -> Option<Hint> {
    let index = conflict
        .clash
        .index
        .as_ref()
        .filter(|_| around.first_index_only)?;
    let same = |one: &str| one.trim_end_matches('/') == index.trim_end_matches('/');
    let at = around.indexes.iter().position(|it| same(it))?;
    let later = around.indexes.len() - at - 1;
    (later > 0).then(|| Hint::LaterIndexes {
        package: conflict.package.clone(),
        index: index.clone(),
        later,
    })
}

/// Whether a demand, together with what the others ask for in the end, still admits something: as far as is told by each
/// version that they name.
fn leaves_room(demand: &Requirement, stands: &[Stand]) -> bool {
    let Some(own) = demand.specifiers() else {
        return true;
    };
    let others = || {
        stands.iter().filter(|stand| {
            let last = stand.links.last();
            last.is_none_or(|link| link.condition.is_none())
        })
    };
    let named = own
        .iter()
        .chain(others().flat_map(|stand| stand.specifiers.iter()));
    let named: Vec<&Version> = named
        .map(pinfix_packaging::specifier::Specifier::version)
        .collect();
    let admitted =
        |version: &Version| own.contains(version) && others().all(|stand| stand.specifiers.contains(version));
    named.is_empty() || named.into_iter().any(admitted)
}

/// The demands that a newer Python lifts, each package once.
fn lifted(stands: &[Stand]) -> Vec<Hint> {
    let mut limits: Vec<(&PackageName, &PythonVersion)> = Vec::new();
    for link in stands.iter().flat_map(|stand| &stand.links) {
        if let Some(Condition::UntilPython { from, then }) = &link.condition
            && then.iter().all(|demand| leaves_room(demand, stands))
            && !limits.iter().any(|(package, _)| **package == link.package)
        {
            limits.push((&link.package, from));
        }
    }
    limits.sort_by_key(|(_, from)| Reverse(from.major_minor()));
    limits
        .into_iter()
        .map(|(package, python)| Hint::LiftsLimit {
            python: python.clone(),
            package: package.clone(),
        })
        .collect()
}

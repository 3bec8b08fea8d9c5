//! Tells the index at once what will be asked for, so that it can fetch side by side.

use std::sync::Arc;

use pinfix_index::{CoreMetadata, Distribution, Guide, Index, IndexError, Project, Wanted};
use pinfix_packaging::{PackageName, SpecifierSet, Target, Version};
use pinfix_resolver::problem::Formats;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::line::{Home, Line};
use crate::question::Question;
use crate::release::judge;

/// Knows which file of which release will be read.
struct Pinned {
    versions: FxHashMap<PackageName, Vec<Version>>,
    target: Target,
    formats: Formats,
}

impl Guide for Pinned {
    fn pick(&self, wanted: &Wanted, project: &Project) -> Option<Arc<Distribution>> {
        let release = project.release(self.versions.get(&wanted.name)?.first()?)?;
        judge(&self.target, &self.formats, &wanted.name, &release.distributions).metadata_from
    }

    fn next(&self, _: &Wanted, _: &CoreMetadata) -> Vec<Wanted> {
        Vec::new()
    }
}

/// Names all pins to the index: their pages, and their metadata for all targets.
///
/// # Errors
/// Where the index cannot be asked.
pub(crate) fn announce(
    question: &Question<'_>,
    lines: &[Line<'_>],
    index: &dyn Index,
) -> Result<(), IndexError> {
    for (at, target) in question.targets.iter().enumerate() {
        let versions = versions(lines, target);
        let mut further: Vec<(PackageName, Vec<Version>)> = Vec::new();
        if at == 0 {
            let wanted = versions.keys().map(|name| Wanted {
                name: name.clone(),
                extras: Vec::new(),
                specifiers: SpecifierSet::default(),
            });
            let wanted = wanted.collect();
            // The walk reads one release of each package.
            further.extend(versions.iter().filter(|(_, of)| of.len() > 1).map(|(name, of)| {
                let others = of.iter().skip(1).cloned();
                (name.clone(), others.collect())
            }));
            let (target, formats) = (target.clone(), question.formats.clone());
            index.follow(
                wanted,
                Arc::new(Pinned {
                    versions,
                    target,
                    formats,
                }),
            );
        } else {
            further.extend(versions);
        }
        // The pages are there, or on their way.
        let mut files = Vec::new();
        for (name, versions) in &further {
            let Some(project) = index.project(name)? else {
                continue;
            };
            let releases = versions.iter().filter_map(|version| project.release(version));
            files
                .extend(releases.filter_map(|it| {
                    judge(target, &question.formats, name, &it.distributions).metadata_from
                }));
        }
        index.prefetch(&files);
    }
    Ok(())
}

/// What is pinned for a target, each version once: by requirements, and by constraints on what is asked for without a version.
fn versions(lines: &[Line<'_>], target: &Target) -> FxHashMap<PackageName, Vec<Version>> {
    let active = || {
        lines
            .iter()
            .filter(|line| line.home != Home::Input && line.holds_for(target))
    };
    let asked: FxHashSet<&PackageName> = active()
        .filter(|line| !line.is_constraint())
        .filter_map(|line| line.name.as_ref())
        .collect();
    let mut versions: FxHashMap<PackageName, Vec<Version>> = FxHashMap::default();
    let mut known: FxHashSet<(&PackageName, &Version)> = FxHashSet::default();
    for line in active().filter(|line| line.direct.is_none()) {
        if let (Some(name), Some(version)) = (&line.name, line.version())
            && (!line.is_constraint() || asked.contains(name))
            && (!line.is_constraint() || !versions.contains_key(name))
            && known.insert((name, version))
        {
            versions.entry(name.clone()).or_default().push(version.clone());
        }
    }
    versions
}

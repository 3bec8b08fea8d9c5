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
    versions: FxHashMap<PackageName, Version>,
    target: Target,
    formats: Formats,
}

impl Guide for Pinned {
    fn pick(&self, wanted: &Wanted, project: &Project) -> Option<Arc<Distribution>> {
        let release = project.release(self.versions.get(&wanted.name)?)?;
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
        if at == 0 {
            let wanted = versions.keys().map(|name| Wanted {
                name: name.clone(),
                extras: Vec::new(),
                specifiers: SpecifierSet::default(),
            });
            let wanted = wanted.collect();
            let (target, formats) = (target.clone(), question.formats.clone());
            index.follow(
                wanted,
                Arc::new(Pinned {
                    versions,
                    target,
                    formats,
                }),
            );
            continue;
        }
        // By now the pages are there, or on their way.
        let mut files = Vec::new();
        for (name, version) in &versions {
            let project = index.project(name)?;
            if let Some(release) = project.as_ref().and_then(|project| project.release(version)) {
                files.extend(judge(target, &question.formats, name, &release.distributions).metadata_from);
            }
        }
        index.prefetch(&files);
    }
    Ok(())
}

/// What is pinned for a target: by requirements, and by constraints on what is asked for without a version.
fn versions(lines: &[Line<'_>], target: &Target) -> FxHashMap<PackageName, Version> {
    let active = || {
        lines
            .iter()
            .filter(|line| line.home != Home::Input && line.holds_for(target))
    };
    let asked: FxHashSet<&PackageName> = active()
        .filter(|line| !line.is_constraint())
        .filter_map(|line| line.name.as_ref())
        .collect();
    let mut versions = FxHashMap::default();
    for line in active().filter(|line| line.direct.is_none()) {
        if let (Some(name), Some(version)) = (&line.name, line.version())
            && (!line.is_constraint() || asked.contains(name))
            && (!line.is_constraint() || !versions.contains_key(name))
        {
            versions.insert(name.clone(), version.clone());
        }
    }
    versions
}

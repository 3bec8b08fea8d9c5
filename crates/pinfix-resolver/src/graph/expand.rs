//! From core metadata to demands, under the target.

use std::borrow::Cow;

use pinfix_index::CoreMetadata;
use pinfix_packaging::{ExtraName, Marker, Requirement, RequirementSource};

use crate::candidate::Exclusion;
use crate::problem::Problem;

/// A requirement that holds for the target, before names are interned.
#[derive(Debug)]
pub(crate) struct Expanded<'a> {
    /// The extra that brings it in.
    pub(crate) extra: Option<&'a ExtraName>,
    /// The requirement, or the override in its place.
    pub(crate) requirement: Cow<'a, Requirement>,
    /// Whether an override stands in its place.
    pub(crate) overridden: bool,
}

/// The requirements of `metadata` that hold for the target, with overrides put in their places.
///
/// A requirement whose marker holds without any extra is always demanded; one whose marker holds only with an extra is
/// demanded by each extra for which it does.
pub(crate) fn expand<'a>(
    problem: &Problem,
    metadata: &'a CoreMetadata,
) -> Result<Vec<Expanded<'a>>, Exclusion> {
    if let Some(specifiers) = &metadata.requires_python
        && !problem.allows_python(specifiers)
    {
        return Err(Exclusion::RequiresPython {
            specifier: specifiers.to_string(),
        });
    }
    if let Some(line) = metadata.unreadable.first() {
        return Err(Exclusion::Metadata {
            reason: format!("its requirement `{line}` can't be read"),
        });
    }
    if problem.policy.no_dependencies {
        return Ok(Vec::new());
    }
    let mut expanded = Vec::new();
    for requirement in &metadata.requires_dist {
        for extra in applying_extras(problem, metadata, requirement) {
            push(problem, &mut expanded, extra, requirement)?;
        }
    }
    Ok(expanded)
}

/// `[None]` if the requirement holds without any extra, else each extra for which it holds.
fn applying_extras<'a>(
    problem: &Problem,
    metadata: &'a CoreMetadata,
    requirement: &Requirement,
) -> Vec<Option<&'a ExtraName>> {
    let always = problem.applies(requirement, &[]);
    if always && problem.fork.is_none() {
        return vec![None];
    }
    if !requirement
        .marker
        .as_ref()
        .is_some_and(pinfix_packaging::Marker::mentions_extra)
    {
        return if always { vec![None] } else { Vec::new() };
    }
    let adds = |extra: &&ExtraName| adds_for(problem, requirement, extra);
    let extras = metadata.provides_extra.iter().filter(adds).map(Some);
    always.then_some(None).into_iter().chain(extras).collect()
}

/// Whether an extra asks for a requirement where it is not asked for without the extra.
fn adds_for(problem: &Problem, requirement: &Requirement, extra: &ExtraName) -> bool {
    let extras = std::slice::from_ref(extra);
    match &problem.fork {
        None => problem.applies(requirement, extras),
        Some(fork) => {
            let marker = requirement.marker.as_ref();
            // With other extras it holds where it does with none.
            if !marker.is_some_and(|marker| marker.names_extra(extra)) {
                return false;
            }
            !fork
                .admitted(marker, extras)
                .is_within(&fork.admitted(marker, &[]))
        }
    }
}

fn push<'a>(
    problem: &Problem,
    expanded: &mut Vec<Expanded<'a>>,
    extra: Option<&'a ExtraName>,
    requirement: &'a Requirement,
) -> Result<(), Exclusion> {
    if problem.excludes.contains(&requirement.name) {
        return Ok(());
    }
    if let Some(overrides) = problem.overrides.get(&requirement.name) {
        for replacement in overrides.iter().filter(|it| problem.applies(it, &[])) {
            let mut replacement = replacement.clone();
            if problem.fork.is_some() {
                // It stands where the requirement would have: in some of the environments, maybe.
                replacement.marker = both(requirement.marker.as_ref(), replacement.marker);
                if !problem.applies(&replacement, extra.map_or(&[], std::slice::from_ref)) {
                    continue;
                }
            }
            if replacement.extras.is_empty() {
                replacement.extras.clone_from(&requirement.extras);
            }
            expanded.push(Expanded {
                extra,
                requirement: Cow::Owned(replacement),
                overridden: true,
            });
        }
        return Ok(());
    }
    if let RequirementSource::Url(url) = &requirement.source
        && problem.file_at(url).is_none()
    {
        let reason = format!(
            "it asks for {} from a URL of its own; name that URL in your own requirements to allow it",
            requirement.name
        );
        return Err(Exclusion::Metadata { reason });
    }
    expanded.push(Expanded {
        extra,
        requirement: Cow::Borrowed(requirement),
        overridden: false,
    });
    Ok(())
}

fn both(one: Option<&Marker>, other: Option<Marker>) -> Option<Marker> {
    match (one.cloned(), other) {
        (Some(one), Some(other)) => Some(one.and(other)),
        (one, other) => one.or(other),
    }
}

//! One pinned release and one target: which of its files would be installed, and what stands against it.

use std::sync::Arc;

use pinfix_index::{Distribution, DistributionKind, Timestamp, Yanked};
use pinfix_packaging::{Compatibility, PackageName, Target};
use pinfix_resolver::candidate::Misfit;
use pinfix_resolver::problem::Formats;

/// What the files of a release say to a target.
#[derive(Debug)]
pub(crate) struct Judged {
    /// The files that could be installed.
    pub(crate) installable: Vec<Arc<Distribution>>,
    /// Why none can; `None` where one can.
    pub(crate) defect: Option<Defect>,
    /// Whom its wheels are for, where it is built on the target and others have wheels.
    pub(crate) wheels_for: Option<Misfit>,
    /// The file whose metadata is read.
    pub(crate) metadata_from: Option<Arc<Distribution>>,
    /// That all files that count were withdrawn.
    pub(crate) yanked: Option<Yanked>,
    /// When the earliest file that counts was uploaded.
    pub(crate) released: Option<Timestamp>,
}

/// Why no file of a release can be installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Defect {
    /// There is no wheel and no source distribution.
    NoFiles,
    /// `Requires-Python` as the release states it.
    RequiresPython(String),
    /// No wheel runs there, and there is no source distribution, or it may not be used.
    NoWheel { misfit: Option<Misfit>, sdist: bool },
}

/// Judges the files of one release.
pub(crate) fn judge(
    target: &Target,
    formats: &Formats,
    name: &PackageName,
    files: &[Arc<Distribution>],
) -> Judged {
    let fitting: Vec<&Arc<Distribution>> = files.iter().filter(|file| admits(target, file)).collect();
    let wheels = formats.allows_wheels(name);
    let mut runs: Vec<(Rank, &Arc<Distribution>)> = fitting
        .iter()
        .filter(|_| wheels)
        .filter_map(|file| rank(target, file).map(|rank| (rank, *file)))
        .collect();
    runs.sort_by(|one, other| other.0.cmp(&one.0));
    let sdist = fitting.iter().find(|file| !file.is_wheel()).copied();
    let usable_sdist = sdist.filter(|_| formats.allows_sources(name));
    let installable: Vec<Arc<Distribution>> = runs
        .iter()
        .map(|(_, file)| Arc::clone(file))
        .chain(usable_sdist.cloned())
        .collect();
    let counted: Vec<&Arc<Distribution>> = match installable.is_empty() {
        true if fitting.is_empty() => files.iter().collect(),
        true => fitting.clone(),
        false => installable.iter().collect(),
    };
    let tags = || {
        let wheels = fitting.iter().filter_map(|file| file.wheel());
        wheels.flat_map(|wheel| &wheel.tags)
    };
    let has_wheels = wheels && tags().next().is_some();
    let is_built = has_wheels && runs.is_empty() && usable_sdist.is_some();
    let wheels_for = is_built.then(|| Misfit::of(target, tags())).flatten();
    let defect = if !installable.is_empty() {
        None
    } else if files.is_empty() {
        Some(Defect::NoFiles)
    } else if fitting.is_empty() {
        let stated = files.iter().find_map(|file| file.requires_python.as_ref());
        Some(Defect::RequiresPython(
            stated.map_or_else(String::new, |it| it.text.clone()),
        ))
    } else {
        Some(Defect::NoWheel {
            misfit: Misfit::of(target, tags()),
            sdist: sdist.is_some(),
        })
    };
    // A wheel needs no build to tell its metadata.
    let best_wheel = runs.first().map(|(_, file)| *file);
    let any_wheel = || {
        counted
            .iter()
            .chain(&fitting)
            .find(|file| file.is_wheel())
            .copied()
    };
    let metadata_from = best_wheel
        .or_else(any_wheel)
        .or_else(|| counted.first().copied())
        .cloned();
    Judged {
        yanked: yanked(&counted),
        released: counted.iter().filter_map(|file| file.upload_time).min(),
        wheels_for,
        metadata_from,
        defect,
        installable,
    }
}

/// How well a wheel suits: by its tags, then by its build number.
type Rank = (u32, Option<String>);

fn rank(target: &Target, file: &Distribution) -> Option<Rank> {
    let DistributionKind::Wheel(wheel) = &file.kind else {
        return None;
    };
    match target.tags.compatibility(&wheel.tags) {
        Compatibility::Compatible(priority) => Some((priority, wheel.build.clone())),
        Compatibility::Incompatible(_) => None,
    }
}

fn admits(target: &Target, file: &Distribution) -> bool {
    let stated = file.requires_python.as_ref();
    stated
        .and_then(|it| it.specifiers.as_ref())
        .is_none_or(|specifiers| target.requires_python_allows(specifiers))
}

fn yanked(files: &[&Arc<Distribution>]) -> Option<Yanked> {
    let mut reasons = files.iter().map(|file| file.yanked.as_ref());
    let first = reasons.next()??;
    let rest_too = reasons.all(|yanked| yanked.is_some());
    rest_too.then(|| first.clone())
}

//! Whether a release may be chosen for the target, and by which of its files.

use std::sync::Arc;

use pinfix_index::{Distribution, DistributionKind, Timestamp};
use pinfix_packaging::{Compatibility, PackageName, WheelFilename};

use super::exclusion::Exclusion;
use super::misfit::Misfit;
use super::visibility::Visibility;
use crate::problem::{Fit, Problem};

/// A release that may be chosen.
#[derive(Debug, Clone)]
pub struct Usable {
    /// The file that would be installed: the best wheel, else the source distribution.
    pub distribution: Arc<Distribution>,
    /// The file whose metadata is read: a wheel where the release has any, since that needs no build.
    pub metadata_from: Arc<Distribution>,
    /// When the earliest file that may be used was uploaded.
    pub released: Option<Timestamp>,
}

/// How a release is asked for by the user's own lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// By its name, as any other.
    Name,
    /// By its version: whether it was yanked makes no difference.
    Version,
    /// By where it is: neither does its format, nor when it was uploaded, which nobody knows.
    Place,
}

/// Judges the files of one release of `name`.
///
/// Where no file fits, the reason is that of the file that came closest: in the order of the steps below.
pub(crate) fn assess(
    problem: &Problem,
    name: &PackageName,
    distributions: &[Arc<Distribution>],
    visibility: &Visibility,
    asked: Asked,
) -> Result<Usable, Exclusion> {
    if distributions.is_empty() {
        return Err(Exclusion::NoFiles);
    }
    let demanded: Files<'_> = distributions
        .iter()
        .filter(|file| visibility.hashes.admit(file))
        .collect();
    if demanded.is_empty() {
        return Err(Exclusion::OtherHashes);
    }
    let by_place = asked == Asked::Place;
    let in_time = if by_place {
        demanded
    } else {
        uploaded_in_time(problem.policy.cutoff(name), &demanded)?
    };
    let supported = fitting_python(problem, &in_time)?;
    let standing = not_yanked(&supported, asked != Asked::Name)?;
    let formats = &problem.policy.formats;
    let best = installable(
        problem,
        by_place || formats.allows_wheels(name),
        by_place || formats.allows_sources(name),
        &standing,
    )?;
    let metadata_from = match best.kind {
        DistributionKind::Wheel(_) => Arc::clone(&best),
        DistributionKind::Sdist(_) => standing
            .iter()
            .find(|file| is_wheel(file))
            .map_or_else(|| Arc::clone(&best), |wheel| Arc::clone(wheel)),
    };
    let released = standing.iter().filter_map(|file| file.upload_time).min();
    Ok(Usable {
        distribution: best,
        metadata_from,
        released,
    })
}

type Files<'a> = Vec<&'a Arc<Distribution>>;

fn is_wheel(file: &Distribution) -> bool {
    matches!(file.kind, DistributionKind::Wheel(_))
}

fn uploaded_in_time<'a>(
    cutoff: Option<Timestamp>,
    files: &[&'a Arc<Distribution>],
) -> Result<Files<'a>, Exclusion> {
    let Some(cutoff) = cutoff else {
        return Ok(files.to_vec());
    };
    let in_time: Files<'a> = files
        .iter()
        .copied()
        .filter(|file| file.upload_time.is_some_and(|time| time < cutoff))
        .collect();
    if !in_time.is_empty() {
        return Ok(in_time);
    }
    match files.iter().filter_map(|file| file.upload_time).min() {
        Some(uploaded) => Err(Exclusion::TooNew { uploaded }),
        None => Err(Exclusion::NoUploadTime),
    }
}

fn fitting_python<'a>(problem: &Problem, files: &[&'a Arc<Distribution>]) -> Result<Files<'a>, Exclusion> {
    let admits = |file: &Distribution| match file
        .requires_python
        .as_ref()
        .and_then(|it| it.specifiers.as_ref())
    {
        Some(specifiers) => problem.allows_python(specifiers),
        None => true,
    };
    let fitting: Files<'a> = files.iter().copied().filter(|file| admits(file)).collect();
    if !fitting.is_empty() {
        return Ok(fitting);
    }
    let specifier = files
        .iter()
        .find_map(|file| file.requires_python.as_ref())
        .map_or_else(String::new, |it| it.text.clone());
    Err(Exclusion::RequiresPython { specifier })
}

fn not_yanked<'a>(files: &[&'a Arc<Distribution>], keep_yanked: bool) -> Result<Files<'a>, Exclusion> {
    if keep_yanked {
        return Ok(files.to_vec());
    }
    let standing: Files<'a> = files
        .iter()
        .copied()
        .filter(|file| file.yanked.is_none())
        .collect();
    if !standing.is_empty() {
        return Ok(standing);
    }
    let reason = files
        .iter()
        .find_map(|file| file.yanked.as_ref())
        .and_then(|yanked| yanked.reason.clone());
    Err(Exclusion::Yanked { reason })
}

fn installable(
    problem: &Problem,
    wheels_allowed: bool,
    sdists_allowed: bool,
    files: &[&Arc<Distribution>],
) -> Result<Arc<Distribution>, Exclusion> {
    let suits = |file: &Arc<Distribution>| match &file.kind {
        DistributionKind::Wheel(wheel) => priority(problem, file, wheel).map(|it| (it, wheel.build.clone())),
        DistributionKind::Sdist(_) => None,
    };
    if wheels_allowed {
        let best = files
            .iter()
            .filter_map(|file| suits(file).map(|rank| (rank, *file)))
            .max_by(|a, b| a.0.cmp(&b.0));
        if let Some((_, wheel)) = best {
            return Ok(Arc::clone(wheel));
        }
    }
    let sdist = files.iter().find(|file| !is_wheel(file));
    if let Some(sdist) = sdist.filter(|_| sdists_allowed) {
        return Ok(Arc::clone(sdist));
    }
    Err(match (sdist, misfit(problem, files)) {
        (Some(_), None) if files.iter().all(|file| !is_wheel(file)) => Exclusion::NoBuild,
        (Some(_), _) if !wheels_allowed => Exclusion::NeitherBinaryNorBuild,
        (None, _) if !wheels_allowed => Exclusion::NoBinary,
        (Some(_), Some(misfit)) => Exclusion::NoCompatibleWheelNorBuild(misfit),
        (None, Some(misfit)) => Exclusion::NoCompatibleWheel(misfit),
        // Not to be reached: a wheel that fits was taken above.
        (_, None) => Exclusion::NoFiles,
    })
}

/// How well a wheel suits; `None` where it does not run on the target, or on any Python of the environments.
fn priority(problem: &Problem, file: &Arc<Distribution>, wheel: &WheelFilename) -> Option<u32> {
    let suits = match problem.target.tags.compatibility(&wheel.tags) {
        Compatibility::Compatible(priority) => Some(priority),
        Compatibility::Incompatible(_) => None,
    };
    let Some(fork) = &problem.fork else { return suits };
    let pythons = fork.pythons_of(std::iter::once(file)).0;
    (fork.fit(&pythons) != Fit::None).then(|| suits.unwrap_or(0))
}

/// Why none of the wheels runs on the target; nothing where there are none, or where one does.
fn misfit(problem: &Problem, files: &[&Arc<Distribution>]) -> Option<Misfit> {
    let wheels = files.iter().filter_map(|file| match &file.kind {
        DistributionKind::Wheel(wheel) => Some(wheel),
        DistributionKind::Sdist(_) => None,
    });
    let mut tags = wheels.flat_map(|wheel| &wheel.tags).peekable();
    tags.peek()?;
    Misfit::of(&problem.target, tags)
}

//! Repairs that change no line: another Python, a restriction less.

use std::collections::{BTreeMap, BTreeSet};

use pinfix_packaging::PythonVersion;

use super::amendment::Amendment;
use super::bench::{Bench, Drawn, Trial};
use super::offer::Offer;
use super::value::Lift;
use crate::error::ResolveError;
use crate::problem::{ClauseId, PrereleaseMode, Problem};
use crate::resolve::Reading;

/// What came of trying newer Pythons.
pub(super) enum Newer {
    /// The lowest for which the set resolves.
    Python(Box<Offer>),
    /// For none of these does it; empty where there are none.
    None(Vec<PythonVersion>),
    /// It was not found out for all of them.
    Unknown,
}

/// Looks for the lowest newer Python for which the set resolves: for the lines of `core` first, which is quick.
pub(super) fn newer_python(
    bench: &Bench<'_>,
    base: &Amendment,
    core: Option<&BTreeSet<ClauseId>>,
) -> Result<Newer, ResolveError> {
    let mut refused = Vec::new();
    for python in newer(bench.problem) {
        let amendment = Amendment::for_python(python.clone());
        match whole(bench, &amendment, base, core)? {
            Trial::Lock(_) => return Ok(Newer::Python(Box::new(unwritten(amendment)))),
            Trial::None | Trial::Absurd(..) => {
                if refused.is_empty() {
                    // Where the lowest is no help, each of the others may have to be looked at.
                    for later in newer(bench.problem).filter(|it| *it > python) {
                        let all = base.and(&Amendment::for_python(later));
                        bench.expect(all.clone(), core);
                        bench.expect(all, None);
                    }
                }
                refused.push(python);
            }
            // Of a later one it could not be said that it is the lowest.
            Trial::Unknown => return Ok(Newer::Unknown),
        }
    }
    Ok(Newer::None(refused))
}

/// The newer Pythons that are known, the lowest first.
pub(super) fn newer(problem: &Problem) -> impl Iterator<Item = PythonVersion> + use<> {
    let here = problem.target.python.major_minor();
    PythonVersion::known_minors().filter(move |it| it.major_minor() > here)
}

/// The restrictions that are in force, each as an amendment without it.
pub(super) fn lifts(problem: &Problem) -> Vec<Amendment> {
    let policy = &problem.policy;
    let strict = matches!(
        policy.prerelease,
        PrereleaseMode::Disallow | PrereleaseMode::Explicit
    );
    let prereleases = strict.then_some(Lift::Prereleases);
    let builds = policy.formats.restricts_sources().then_some(Lift::Builds);
    let wheels = policy.formats.restricts_wheels().then_some(Lift::Wheels);
    let all = prereleases.into_iter().chain(builds).chain(wheels);
    all.map(|lift| Amendment {
        lift: Some(lift),
        ..Amendment::default()
    })
    .collect()
}

/// An amendment that changes no line, tried on the lines of `core` first.
pub(super) fn whole(
    bench: &Bench<'_>,
    amendment: &Amendment,
    base: &Amendment,
    core: Option<&BTreeSet<ClauseId>>,
) -> Result<Trial, ResolveError> {
    let all = base.and(amendment);
    match bench.sketch(&all, core)? {
        Drawn::Holds(_) => bench.attempt(&all),
        Drawn::Fails {
            read: Reading::All, ..
        } => Ok(Trial::None),
        Drawn::Fails { .. } | Drawn::Unknown => Ok(Trial::Unknown),
    }
}

/// The offer of an amendment that changes no line.
pub(super) fn unwritten(amendment: Amendment) -> Offer {
    Offer {
        amendment,
        spellings: BTreeMap::new(),
        distance: 0,
    }
}

//! Whether a demand holds only because the target is what it is.

use pinfix_index::CoreMetadata;
use pinfix_packaging::{ExtraName, PythonVersion, Requirement, Target};

/// A demand that holds only because the target is what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// From a later Python on, the demand does not hold.
    UntilPython {
        /// The first Python for which it does not.
        from: PythonVersion,
        /// What is demanded of the same package there; empty if nothing is.
        then: Vec<Requirement>,
    },
    /// It holds for the target's Python and not for the one before.
    SincePython {
        /// The first Python for which it holds.
        from: PythonVersion,
    },
    /// It depends on the platform (or something else that is no Python version).
    Platform {
        /// The marker as it is written.
        marker: String,
    },
}

impl Condition {
    /// The condition on which `demand`, found in `metadata`, holds for `target`; `None` if it always does.
    pub(super) fn of(
        demand: &Requirement,
        extras: &[ExtraName],
        metadata: &CoreMetadata,
        target: &Target,
    ) -> Option<Self> {
        let marker = demand.marker.as_ref()?;
        let holds =
            |python: &PythonVersion| marker.evaluate(&target.with_python(python.clone()).environment, extras);
        if marker.mentions_python() {
            let later =
                PythonVersion::known_minors().filter(|it| it.major_minor() > target.python.major_minor());
            if let Some(from) = later.into_iter().find(|python| !holds(python)) {
                let there = target.with_python(from.clone()).environment;
                let same = metadata.requires_dist.iter().filter(|it| it.name == demand.name);
                let then = same.filter(|it| it.applies(&there, extras)).cloned().collect();
                return Some(Self::UntilPython { from, then });
            }
            let mut earlier: Vec<PythonVersion> = PythonVersion::known_minors()
                .filter(|it| it.major_minor() <= target.python.major_minor())
                .collect();
            earlier.reverse();
            if let Some(last) = earlier.iter().position(|python| !holds(python)) {
                let from = earlier.get(last.checked_sub(1)?)?.clone();
                return Some(Self::SincePython { from });
            }
        }
        let rest = marker.without_extras(extras)?;
        let other = |variable: &pinfix_packaging::marker::MarkerVariable| {
            use pinfix_packaging::marker::MarkerVariable as Variable;
            !matches!(
                variable,
                Variable::PythonVersion | Variable::PythonFullVersion | Variable::Extra
            )
        };
        rest.variables().iter().any(other).then(|| Self::Platform {
            marker: rest.to_string(),
        })
    }
}

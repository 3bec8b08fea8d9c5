//! Lines on packages for another operating system: what a person writes behind them, who has frozen them there.

use std::collections::{BTreeMap, BTreeSet};

use super::amendment::Amendment;
use super::elsewhere::Elsewhere;
use super::offer::Offer;
use super::workshop::Workshop;
use crate::candidate::Candidate;
use crate::error::ResolveError;
use crate::problem::{ClauseId, ClauseKind};

impl Workshop<'_> {
    /// The line with a marker that keeps it away from the target, where all that it admits is for other operating systems.
    pub(super) fn mark_one(&self, line: ClauseId) -> Result<Option<Offer>, ResolveError> {
        let problem = self.bench.problem;
        let clause = problem.clause(line);
        if clause.kind != ClauseKind::Requirement || clause.direct.is_some() || problem.fork.is_some() {
            return Ok(None);
        }
        let Some(elsewhere) = self.elsewhere(line) else {
            return Ok(None);
        };
        let amendment = Amendment::without(&[line]);
        if self.bench.attempt(&self.base.and(&amendment))?.lock().is_none() {
            return Ok(None);
        }
        Ok(Some(Offer {
            amendment: Amendment {
                marked: BTreeMap::from([(line, elsewhere)]),
                ..amendment
            },
            spellings: BTreeMap::new(),
            distance: 0,
        }))
    }

    fn elsewhere(&self, line: ClauseId) -> Option<Elsewhere> {
        let problem = self.bench.problem;
        let requirement = &problem.clause(line).requirement;
        let candidates = self.bench.candidates(&requirement.name)?;
        let admitted = candidates.ranks(requirement.specifiers()?);
        let here = problem.target.platform.marker_values().sys_platform;
        // A package that is mostly for everybody is wanted here, in another release.
        let ranks = (0..candidates.count()).filter_map(|rank| candidates.get(rank));
        let all: Vec<_> = ranks.map(sys_platforms).filter(|it| !it.is_empty()).collect();
        let is_elsewhere = |it: &&BTreeSet<_>| !it.contains(&None) && !it.contains(&Some(here));
        if all.iter().filter(is_elsewhere).count() * 2 <= all.len() {
            return None;
        }
        let mut platforms = BTreeSet::new();
        for rank in admitted.descending(candidates.count()) {
            if candidates.judge(problem, rank).is_ok() {
                return None;
            }
            platforms.extend(sys_platforms(candidates.get(rank)?));
        }
        match platforms.into_iter().collect::<Option<BTreeSet<_>>>()? {
            platforms if platforms.contains(here) => None,
            platforms => match platforms.into_iter().collect::<Vec<_>>()[..] {
                [] => None,
                [only] => Some(Elsewhere::On(only)),
                _ => Some(Elsewhere::Off(here)),
            },
        }
    }
}

/// The operating systems for which a release has files, as `sys_platform`; `None` for what is for any, or is not known.
fn sys_platforms(candidate: &Candidate) -> BTreeSet<Option<&'static str>> {
    let mut platforms = BTreeSet::new();
    for file in &candidate.distributions {
        match file.wheel() {
            Some(wheel) => platforms.extend(wheel.tags.iter().map(|tag| sys_platform(&tag.platform))),
            // It is built where it is wanted.
            None => _ = platforms.insert(None),
        }
    }
    platforms
}

/// The `sys_platform` of a platform tag (PEP 425, PEP 600, PEP 656).
fn sys_platform(tag: &str) -> Option<&'static str> {
    let starts = [
        ("win", "win32"),
        ("macosx_", "darwin"),
        ("manylinux", "linux"),
        ("musllinux", "linux"),
        ("linux_", "linux"),
    ];
    let known = starts.iter().find(|(start, _)| tag.starts_with(start));
    known.map(|(_, platform)| *platform)
}

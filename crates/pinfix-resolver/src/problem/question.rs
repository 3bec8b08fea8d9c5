//! The problem itself.

use std::sync::Arc;

use pinfix_index::Distribution;
use pinfix_packaging::{ExtraName, PackageName, Requirement, SpecifierSet, Target, Version};
use rustc_hash::{FxHashMap, FxHashSet};

use super::clause::{Clause, ClauseId, ClauseKind};
use super::fork::{Fit, Fork, holds};
use super::policy::Policy;
use super::references::{Reference, References};

/// One question to the resolver.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The root lines whose markers hold for the target, in the order in which they were read.
    pub clauses: Vec<Clause>,
    /// Requirements that replace every requirement on their package, whoever asks (uv's overrides).
    pub overrides: FxHashMap<PackageName, Vec<Requirement>>,
    /// Packages that are left out, whoever asks (uv's excludes).
    pub excludes: FxHashSet<PackageName>,
    /// For whom the versions are chosen.
    pub target: Target,
    /// Where the versions are chosen for many environments at once: which ones. The target is then one of them.
    pub fork: Option<Fork>,
    /// How versions are chosen.
    pub policy: Policy,
    /// Versions to keep where they still fit: those of an existing lock.
    pub preferences: FxHashMap<PackageName, Version>,
    /// What is at the places that lines name, and at those that the projects there name.
    pub references: References,
    /// Root lines whose markers don't hold for the target, each with the number of clauses before it.
    pub(super) dormant: Vec<(usize, Clause)>,
    by_name: FxHashMap<PackageName, Vec<ClauseId>>,
}

impl Problem {
    /// The problem of finding versions for `clauses` on `target`, with nothing else asked.
    pub fn new(clauses: Vec<Clause>, target: Target, policy: Policy) -> Self {
        let mut by_name: FxHashMap<PackageName, Vec<ClauseId>> = FxHashMap::default();
        for (id, clause) in (0..).map(ClauseId).zip(&clauses) {
            by_name
                .entry(clause.requirement.name.clone())
                .or_default()
                .push(id);
        }
        Self {
            clauses,
            overrides: FxHashMap::default(),
            excludes: FxHashSet::default(),
            target,
            fork: None,
            policy,
            preferences: FxHashMap::default(),
            references: References::default(),
            dormant: Vec::new(),
            by_name,
        }
    }

    /// The question that edited files would pose for `target`: `rewrite` gives each line as it then is, or nothing where
    /// it goes. Lines whose markers hold on that target only wake up; what is visible is settled anew.
    #[must_use]
    pub fn rewritten(&self, target: Target, rewrite: impl Fn(ClauseId, &Clause) -> Option<Clause>) -> Self {
        let mut clauses = Vec::with_capacity(self.clauses.len() + self.dormant.len());
        let mut sleeping = self.dormant.iter().peekable();
        for (at, id) in self.clause_ids().enumerate() {
            while let Some((_, earlier)) = sleeping.next_if(|(before, _)| *before <= at) {
                clauses.push(earlier.clone());
            }
            clauses.extend(rewrite(id, self.clause(id)));
        }
        clauses.extend(sleeping.map(|(_, clause)| clause.clone()));
        clauses.retain(|clause| {
            holds(
                self.fork.as_ref(),
                &target,
                clause.requirement.marker.as_ref(),
                &[],
            )
        });
        Self {
            fork: self.fork.clone(),
            overrides: self.overrides.clone(),
            excludes: self.excludes.clone(),
            preferences: self.preferences.clone(),
            references: self.references.clone(),
            ..Self::new(clauses, target, self.policy.clone())
        }
    }

    /// The same question about a part of the environments, of which `target` is one.
    #[must_use]
    pub fn within(&self, fork: Fork, target: Target) -> Self {
        let here = Self {
            fork: Some(fork),
            ..self.clone()
        };
        here.rewritten(target, |_, clause| Some(clause.clone()))
    }

    /// Whether a requirement is wanted where these extras of the package that states it are: for the target, or in some
    /// of the environments.
    pub fn applies(&self, requirement: &Requirement, extras: &[ExtraName]) -> bool {
        holds(
            self.fork.as_ref(),
            &self.target,
            requirement.marker.as_ref(),
            extras,
        )
    }

    /// Whether a requirement that applies does so in all of the environments.
    pub fn applies_everywhere(&self, requirement: &Requirement) -> bool {
        let marker = requirement.marker.as_ref();
        let everywhere = |fork: &Fork| fork.admitted(marker, &[]) == *fork.space();
        self.fork.as_ref().is_none_or(everywhere)
    }

    /// Whether a Requires-Python admits the target's Python, or some of those of the environments.
    pub fn allows_python(&self, specifiers: &SpecifierSet) -> bool {
        match &self.fork {
            None => self.target.requires_python_allows(specifiers),
            Some(fork) => fork.fits(specifiers) != Fit::None,
        }
    }

    /// The clause with this id.
    pub fn clause(&self, id: ClauseId) -> &Clause {
        &self.clauses[id.index()]
    }

    /// The ids of all clauses, in order.
    pub fn clause_ids(&self) -> impl Iterator<Item = ClauseId> + use<> {
        (0..u32::try_from(self.clauses.len()).unwrap_or(u32::MAX)).map(ClauseId)
    }

    /// The clauses about `name`, in order.
    pub fn clauses_on(&self, name: &PackageName) -> impl Iterator<Item = (ClauseId, &Clause)> {
        let ids = self.by_name.get(name).map_or(&[][..], Vec::as_slice);
        ids.iter().map(|id| (*id, self.clause(*id)))
    }

    /// The files of a package that lines point at, or projects that lines point at.
    pub fn files_pointed_at(&self, name: &PackageName) -> Vec<&Arc<Distribution>> {
        let by_lines = self
            .clauses_on(name)
            .filter_map(|(_, clause)| clause.direct.as_ref());
        let by_others = self
            .references
            .iter()
            .filter(|reference| reference.file.project == *name && self.leads_to(reference))
            .map(|reference| &reference.file);
        by_lines.chain(by_others).collect()
    }

    /// Whether anything points at a file, so that no release of an index will do.
    pub fn points_at_files(&self) -> bool {
        self.clauses.iter().any(|clause| clause.direct.is_some())
    }

    /// The file that is at the place written so, where anything leads there.
    pub fn file_at(&self, written: &str) -> Option<&Arc<Distribution>> {
        let line = |clause: &Clause| clause.requirement.url() == Some(written);
        let by_line = self
            .clauses
            .iter()
            .find(|clause| line(clause))
            .and_then(|it| it.direct.as_ref());
        by_line.or_else(|| {
            let reference = self.references.get(written)?;
            self.leads_to(reference).then_some(&reference.file)
        })
    }

    /// The reference to a file, as it is to be locked.
    pub fn reference_to(&self, file: &Distribution) -> Option<&Reference> {
        let same = |reference: &&Reference| reference.file.location == file.location;
        // The same place may be written in several ways.
        self.references
            .iter()
            .filter(same)
            .min_by(|one, other| (!one.editable, &one.locked_as).cmp(&(!other.editable, &other.locked_as)))
    }

    /// Whether a line that leads to a reference is still there.
    fn leads_to(&self, reference: &Reference) -> bool {
        let named = |clause: &Clause| {
            let url = clause.requirement.url();
            url.is_some_and(|url| reference.roots.iter().any(|root| root == url))
        };
        self.clauses.iter().any(named)
    }

    /// Whether a requirement (not only a constraint) of the user's own names this package.
    pub fn is_direct(&self, name: &PackageName) -> bool {
        self.clauses_on(name)
            .any(|(_, clause)| clause.kind == ClauseKind::Requirement)
    }
}

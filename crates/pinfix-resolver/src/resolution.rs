//! The answer: which release of each package, and why each is there.

use std::sync::Arc;

use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef as _;
use pinfix_index::{Distribution, Hash, Index, MetadataError, Timestamp};
use pinfix_packaging::{ExtraName, PackageName, Requirement, Version};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::candidate::{DemandedHashes, Exclusion};
use crate::error::ResolveError;
use crate::freshness::Freshness;
use crate::graph::{ConstraintGraph, Demands, ExtraId, NameId};
use crate::problem::{ClauseId, ClauseKind, Problem};
use crate::quality::Anachronism;
use crate::rank::Rank;
use crate::solver::Selection;
use crate::unseen::Unseen;

/// A complete version set for the target, with the reason why each package is in it.
#[derive(Debug, Clone, Default)]
pub struct Resolution {
    /// Who asks for whom: from each root line and each package to the packages that it asks for.
    pub graph: DiGraph<Part, Requirement>,
    /// The packages' nodes, sorted by name.
    order: Vec<NodeIndex>,
    /// What is no obstacle but worth saying.
    pub warnings: Vec<ResolutionWarning>,
    /// What of the metadata of the packages was not as the standards have it, and was read all the same, by package.
    pub leniencies: Vec<Leniency>,
    /// Newer releases of the packages that were not looked at: of what nobody looked at, nothing is claimed.
    pub unseen: Vec<Unseen>,
}

/// Metadata that is not as the standards have it, and was read all the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leniency {
    /// The package.
    pub package: PackageName,
    /// Its release.
    pub version: Version,
    /// What was read as what, in a sentence without a full stop.
    pub told: String,
}

/// A node of [`Resolution::graph`].
#[derive(Debug, Clone)]
pub enum Part {
    /// A root line.
    Line(ClauseId),
    /// A package.
    Package(Box<Pin>),
}

/// A package at its release.
#[derive(Debug, Clone)]
pub struct Pin {
    /// Its name.
    pub name: PackageName,
    /// Its version.
    pub version: Version,
    /// The extras that are asked for, sorted.
    pub extras: Vec<ExtraName>,
    /// The file that fits the target best.
    pub distribution: Arc<Distribution>,
    /// The files of the release that the formats and hashes asked for admit, for this target or another one.
    pub distributions: Vec<Arc<Distribution>>,
    /// When the release came out: the upload time of its earliest file that the target may use.
    pub released: Option<Timestamp>,
    /// The place that it was named by, as a lock says it: as written, without passwords, a repository at its commit.
    pub direct_reference: Option<String>,
    /// Whether a line asks for it to be installed as it lies there (`-e`).
    pub editable: bool,
    /// How fresh it is beside what there is of the package.
    pub freshness: Freshness,
}

impl Pin {
    /// Whether it has to be built for the target, though its release has wheels for others.
    pub fn is_built_here(&self) -> bool {
        !self.distribution.is_wheel() && self.distributions.iter().any(|it| it.is_wheel())
    }
}

/// Who asks for a package.
#[derive(Debug, Clone, Copy)]
pub enum Asker<'a> {
    /// A root line.
    Line(ClauseId),
    /// Another package.
    Package(&'a Pin),
}

/// What is no obstacle but worth saying.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResolutionWarning {
    /// A release has no such extra; it is passed over, as pip does.
    UnknownExtra {
        /// The package.
        package: PackageName,
        /// Its release.
        version: Version,
        /// The extra that it does not have.
        extra: ExtraName,
    },
    /// A release is too old to know what it is locked with, and the user allows that.
    Anachronism(Box<Anachronism>),
    /// A newer release that a line of the user's own admits was passed over, since its metadata could not be had.
    PassedOver {
        /// The package.
        package: PackageName,
        /// The newer release.
        version: Version,
        /// The release that was taken instead.
        taken: Version,
        /// Why it can't be used, in a phrase.
        reason: String,
    },
    /// A folder or a repository, of which there is no hash to be stated.
    NoHash {
        /// The package.
        package: PackageName,
    },
    /// A pinned release was withdrawn by its maintainers.
    Yanked {
        /// The package.
        package: PackageName,
        /// Its release.
        version: Version,
        /// Their reason, where they gave one.
        reason: Option<String>,
    },
}

impl Resolution {
    /// The packages, sorted by name.
    pub fn pins(&self) -> impl Iterator<Item = &Pin> {
        self.order.iter().filter_map(|node| match &self.graph[*node] {
            Part::Package(pin) => Some(&**pin),
            Part::Line(_) => None,
        })
    }

    /// The pin of a package.
    pub fn pin(&self, name: &PackageName) -> Option<&Pin> {
        self.node(name).and_then(|node| match &self.graph[node] {
            Part::Package(pin) => Some(&**pin),
            Part::Line(_) => None,
        })
    }

    /// Who asks for a package, and for what of it: lines in their order, then packages by name.
    pub fn asked_by(&self, name: &PackageName) -> Vec<(Asker<'_>, &Requirement)> {
        let Some(node) = self.node(name) else {
            return Vec::new();
        };
        let incoming = self.graph.edges_directed(node, petgraph::Direction::Incoming);
        let mut askers: Vec<(Asker<'_>, &Requirement)> = incoming
            .map(|edge| match &self.graph[edge.source()] {
                Part::Line(id) => (Asker::Line(*id), edge.weight()),
                Part::Package(pin) => (Asker::Package(pin), edge.weight()),
            })
            .collect();
        askers.sort_by(|(a, _), (b, _)| match (a, b) {
            (Asker::Line(a), Asker::Line(b)) => a.cmp(b),
            (Asker::Line(_), Asker::Package(_)) => std::cmp::Ordering::Less,
            (Asker::Package(_), Asker::Line(_)) => std::cmp::Ordering::Greater,
            (Asker::Package(a), Asker::Package(b)) => a.name.cmp(&b.name),
        });
        askers
    }

    fn node(&self, name: &PackageName) -> Option<NodeIndex> {
        let at = self.order.binary_search_by(|node| match &self.graph[*node] {
            Part::Package(pin) => pin.name.cmp(name),
            Part::Line(_) => std::cmp::Ordering::Less,
        });
        at.ok().and_then(|at| self.order.get(at).copied())
    }

    /// Sees to it that each file of each pin states a SHA-256: the index is asked to read or fetch those that state none.
    /// Files that turn out to be others than the user's own lines demand are left out.
    ///
    /// # Errors
    /// Where the index can't be asked, or no file of a pin is left.
    pub fn state_hashes(&mut self, problem: &Problem, index: &dyn Index) -> Result<(), ResolveError> {
        for node in &self.order {
            let Part::Package(pin) = &mut self.graph[*node] else {
                continue;
            };
            let demanded = DemandedHashes::of(problem, &pin.name);
            let mut hashed = Vec::new();
            for file in &pin.distributions {
                let file = match with_hash(file, index) {
                    Ok(file) => file,
                    Err(MetadataError::Index(error)) => return Err(error.into()),
                    // A file that is not there can't be installed either.
                    Err(MetadataError::Unusable { .. }) => continue,
                };
                if demanded.admit(&file) {
                    hashed.push(file);
                }
            }
            if hashed.is_empty() {
                if pin.direct_reference.is_some() && demanded.is_nothing() {
                    let package = pin.name.clone();
                    self.warnings.push(ResolutionWarning::NoHash { package });
                    continue;
                }
                return Err(ResolveError::NoHash {
                    package: pin.name.clone(),
                    version: pin.version.clone(),
                });
            }
            pin.distributions = hashed;
        }
        Ok(())
    }

    /// Puts what the solver selected in order, keeping what the root lines reach.
    ///
    /// # Errors
    /// Where the index cannot be asked.
    pub(crate) fn new(graph: &ConstraintGraph<'_>, selection: &Selection) -> Result<Self, ResolveError> {
        let mut builder = Builder {
            graph,
            ranks: selection.packages.iter().copied().collect(),
            nodes: FxHashMap::default(),
            visited: FxHashSet::default(),
            resolution: Self::default(),
        };
        builder.add_lines()?;
        Ok(builder.finish())
    }
}

/// The same file with its SHA-256; one that states another hash of some strength is left as it is.
fn with_hash(file: &Arc<Distribution>, index: &dyn Index) -> Result<Arc<Distribution>, MetadataError> {
    let strong = |hash: &Hash| matches!(hash.algorithm.as_str(), "sha256" | "sha384" | "sha512");
    if file.hashes.iter().any(strong) {
        return Ok(Arc::clone(file));
    }
    let mut hashed = Distribution::clone(file);
    hashed.hashes.push(index.file_hash(file)?);
    Ok(Arc::new(hashed))
}

/// Walks from the root lines over the selected releases.
struct Builder<'a> {
    graph: &'a ConstraintGraph<'a>,
    ranks: FxHashMap<NameId, Rank>,
    nodes: FxHashMap<NameId, NodeIndex>,
    /// What has been walked: a package by itself (`None`) and with each of its extras.
    visited: FxHashSet<(NameId, Option<ExtraId>)>,
    resolution: Resolution,
}

impl Builder<'_> {
    fn add_lines(&mut self) -> Result<(), ResolveError> {
        let problem = self.graph.problem();
        let mut pending = Vec::new();
        for id in problem.clause_ids() {
            let clause = problem.clause(id);
            if clause.kind == ClauseKind::Constraint {
                continue;
            }
            let line = self.resolution.graph.add_node(Part::Line(id));
            let name = self.graph.name_id(&clause.requirement.name);
            let extras: Vec<ExtraId> = clause
                .requirement
                .extras
                .iter()
                .map(|it| self.graph.extra_id(it))
                .collect();
            self.link(line, name, &clause.requirement, &extras, &mut pending)?;
            self.warn_of_passed_over(name)?;
        }
        while let Some((name, extra)) = pending.pop() {
            self.walk(name, extra, &mut pending)?;
        }
        Ok(())
    }

    /// Warns where the newest release that the lines admit was not taken because its metadata could not be had.
    fn warn_of_passed_over(&mut self, name: NameId) -> Result<(), ResolveError> {
        let Some((newest, _)) = self.graph.newest_allowed(name)? else {
            return Ok(());
        };
        let Some(taken) = self.ranks.get(&name).copied().filter(|taken| *taken < newest) else {
            return Ok(());
        };
        let known = self.graph.known_demands(name, newest);
        let Some(Demands::Unusable(reason @ Exclusion::Metadata { .. })) = known.as_deref() else {
            return Ok(());
        };
        let candidates = self.graph.candidates(name)?;
        let version = |rank| candidates.get(rank).map(|it| it.version.clone());
        if let (Some(version), Some(taken)) = (version(newest), version(taken)) {
            let warning = ResolutionWarning::PassedOver {
                package: candidates.name().clone(),
                version,
                taken,
                reason: reason.to_string(),
            };
            if !self.resolution.warnings.contains(&warning) {
                self.resolution.warnings.push(warning);
            }
        }
        Ok(())
    }

    fn link(
        &mut self,
        from: NodeIndex,
        target: NameId,
        requirement: &Requirement,
        extras: &[ExtraId],
        pending: &mut Vec<(NameId, Option<ExtraId>)>,
    ) -> Result<(), ResolveError> {
        let Some(node) = self.package_node(target)? else {
            return Ok(());
        };
        if node != from {
            self.resolution.graph.add_edge(from, node, requirement.clone());
        }
        for extra in extras {
            if let Part::Package(pin) = &mut self.resolution.graph[node] {
                let name = self.graph.extra(*extra);
                if let Err(at) = pin.extras.binary_search(&name) {
                    pin.extras.insert(at, name);
                }
            }
        }
        let wanted = std::iter::once(None).chain(extras.iter().copied().map(Some));
        pending.extend(
            wanted
                .map(|extra| (target, extra))
                .filter(|it| !self.visited.contains(it)),
        );
        Ok(())
    }

    fn walk(
        &mut self,
        name: NameId,
        extra: Option<ExtraId>,
        pending: &mut Vec<(NameId, Option<ExtraId>)>,
    ) -> Result<(), ResolveError> {
        if !self.visited.insert((name, extra)) {
            return Ok(());
        }
        let (Some(rank), Some(node)) = (self.ranks.get(&name).copied(), self.package_node(name)?) else {
            return Ok(());
        };
        let known = self.graph.demands(name, rank)?;
        let Demands::Known { demands, extras, .. } = &*known else {
            return Ok(());
        };
        match extra {
            Some(extra) => self.check_extra(node, extra, extras),
            None => self.tell_leniencies(node, name, rank)?,
        }
        for demand in demands.iter().filter(|demand| demand.extra == extra) {
            self.link(node, demand.target, &demand.requirement, &demand.extras, pending)?;
        }
        Ok(())
    }

    fn tell_leniencies(&mut self, node: NodeIndex, name: NameId, rank: Rank) -> Result<(), ResolveError> {
        if let (Part::Package(pin), Some(metadata)) =
            (&self.resolution.graph[node], self.graph.metadata(name, rank)?)
        {
            let leniencies = metadata.leniencies.iter().map(|told| Leniency {
                package: pin.name.clone(),
                version: pin.version.clone(),
                told: told.clone(),
            });
            self.resolution.leniencies.extend(leniencies);
        }
        Ok(())
    }

    fn check_extra(&mut self, node: NodeIndex, extra: ExtraId, known: &[ExtraName]) {
        let extra = self.graph.extra(extra);
        if known.contains(&extra) || self.graph.problem().policy.no_dependencies {
            return;
        }
        if let Part::Package(pin) = &self.resolution.graph[node] {
            let warning = ResolutionWarning::UnknownExtra {
                package: pin.name.clone(),
                version: pin.version.clone(),
                extra,
            };
            self.resolution.warnings.push(warning);
        }
    }

    fn package_node(&mut self, name: NameId) -> Result<Option<NodeIndex>, ResolveError> {
        if let Some(node) = self.nodes.get(&name) {
            return Ok(Some(*node));
        }
        let Some(rank) = self.ranks.get(&name).copied() else {
            return Ok(None);
        };
        let problem = self.graph.problem();
        let candidates = self.graph.candidates(name)?;
        let (Some(candidate), Ok(usable)) = (candidates.get(rank), candidates.judge(problem, rank)) else {
            return Ok(None);
        };
        let direct = candidate
            .direct
            .then(|| problem.reference_to(&usable.distribution))
            .flatten();
        let pin = Pin {
            name: candidates.name().clone(),
            version: candidate.version.clone(),
            extras: Vec::new(),
            distribution: Arc::clone(&usable.distribution),
            distributions: candidates.admitted_files(problem, candidate),
            released: usable.released,
            direct_reference: direct.map(|reference| reference.locked_as.clone()),
            editable: direct.is_some_and(|reference| reference.editable),
            freshness: Freshness::of(self.graph, name)?,
        };
        if let Some(yanked) = &pin.distribution.yanked {
            self.resolution.warnings.push(ResolutionWarning::Yanked {
                package: pin.name.clone(),
                version: pin.version.clone(),
                reason: yanked.reason.clone(),
            });
        }
        let node = self.resolution.graph.add_node(Part::Package(Box::new(pin)));
        self.nodes.insert(name, node);
        Ok(Some(node))
    }

    fn finish(self) -> Resolution {
        let mut resolution = self.resolution;
        let mut order: Vec<NodeIndex> = self.nodes.into_values().collect();
        order.sort_by_cached_key(|node| match &resolution.graph[*node] {
            Part::Package(pin) => Some(pin.name.clone()),
            Part::Line(_) => None,
        });
        resolution.order = order;
        resolution.leniencies.sort();
        resolution
    }
}

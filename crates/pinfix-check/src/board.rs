//! The pins of one folder as one target sees them, and what they demand of each other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pinfix_index::{
    CoreMetadata, Distribution, Index, IndexError, MetadataError, Project, Release, Vulnerability,
};
use pinfix_packaging::{ExtraName, PackageName, Requirement, Target, Version};
use pinfix_requirements::{Requested, SourceId};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::finding::Link;
use crate::line::{Home, Line, Pinned};
use crate::question::Question;
use crate::release::{Judged, judge};

/// The position of a [`Pin`] in [`Board::pins`].
pub(crate) type PinId = usize;

/// A pin that holds for the target.
#[derive(Debug)]
pub(crate) struct Pin {
    /// The lines that pin this, as positions in the list of all lines; never empty.
    pub(crate) lines: Vec<usize>,
    pub(crate) name: PackageName,
    pub(crate) version: Version,
    /// The given file that it belongs to; `None` for a constraint that holds for all.
    pub(crate) root: Option<SourceId>,
    /// Whether only constraints pin it, so that it counts where something asks for it.
    pub(crate) is_constraint: bool,
    /// Whether it counts.
    pub(crate) is_asked_for: bool,
    pub(crate) extras: BTreeSet<ExtraName>,
    pub(crate) project: Option<Arc<Project>>,
    /// What its files say; `None` where there is no such release.
    pub(crate) judged: Option<Judged>,
    pub(crate) metadata: Option<Result<Arc<CoreMetadata>, String>>,
    pub(crate) demands: Vec<Demand>,
}

/// What a pin's metadata demands.
#[derive(Debug, Clone)]
pub(crate) struct Demand {
    pub(crate) requirement: Requirement,
    /// The pin that is to satisfy it.
    pub(crate) by: Option<PinId>,
}

/// The pins of one folder as one target sees them.
pub(crate) struct Board<'a> {
    pub(crate) question: &'a Question<'a>,
    pub(crate) lines: &'a [Line<'a>],
    pub(crate) target: &'a Target,
    index: &'a dyn Index,
    /// The lines of the folder that hold for the target, constraints and input among them.
    pub(crate) active: Vec<usize>,
    /// Those that do not hold for it.
    pub(crate) asleep: Vec<usize>,
    pub(crate) pins: Vec<Pin>,
    by_name: FxHashMap<PackageName, Vec<PinId>>,
    /// By what makes two lines the same pin: package, version, given file, and whether they are constraints.
    known: FxHashMap<(PackageName, Version, Option<SourceId>, bool), PinId>,
    /// Packages that are there in a version that nobody knows.
    unseen: FxHashSet<PackageName>,
}

impl<'a> Board<'a> {
    /// The pins of a folder: all lines, and which of them stand there. Nothing is asked of the index yet.
    pub(crate) fn new(
        question: &'a Question<'a>,
        (lines, folder): (&'a [Line<'a>], &[usize]),
        target: &'a Target,
        index: &'a dyn Index,
    ) -> Self {
        let (active, asleep) = folder.iter().partition(|at| lines[**at].holds_for(target));
        let mut board = Self {
            question,
            lines,
            target,
            index,
            active,
            asleep,
            pins: Vec::new(),
            by_name: FxHashMap::default(),
            known: FxHashMap::default(),
            unseen: FxHashSet::default(),
        };
        for at in board.active.clone() {
            board.place(at);
        }
        board
    }

    /// Takes a line in as a pin, if it is one.
    fn place(&mut self, at: usize) {
        let line = &self.lines[at];
        let (Some(name), Home::Pins { .. } | Home::Everywhere) = (&line.name, line.home) else {
            return;
        };
        let root = match line.home {
            Home::Pins { root, .. } => Some(root),
            _ => None,
        };
        let Pinned::To(version) = &line.pinned else {
            if !line.is_constraint() {
                self.unseen.insert(name.clone());
            }
            return;
        };
        let key = (name.clone(), version.clone(), root, line.is_constraint());
        let next = self.pins.len();
        let id = *self.known.entry(key).or_insert(next);
        let same = (id < next).then_some(id);
        if let Some(id) = same {
            self.pins[id].lines.push(at);
            self.pins[id].extras.extend(line.extras().iter().cloned());
            return;
        }
        self.by_name
            .entry(name.clone())
            .or_default()
            .push(self.pins.len());
        self.pins.push(Pin {
            lines: vec![at],
            name: name.clone(),
            version: version.clone(),
            root,
            is_constraint: line.is_constraint(),
            is_asked_for: !line.is_constraint(),
            extras: line.extras().iter().cloned().collect(),
            project: None,
            judged: None,
            metadata: None,
            demands: Vec::new(),
        });
    }

    /// The pins of a package.
    pub(crate) fn pins_of(&self, name: &PackageName) -> &[PinId] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether a package is there in a version that nobody knows.
    pub(crate) fn is_unseen(&self, name: &PackageName) -> bool {
        self.unseen.contains(name)
    }

    /// The pin that counts for a package as seen from a given file: its own before those of other files, and one of a
    /// requirement before one of a constraint.
    pub(crate) fn find(&self, name: &PackageName, root: Option<SourceId>) -> Option<PinId> {
        let pins = self.pins_of(name).iter().copied();
        pins.min_by_key(|id| {
            let pin = &self.pins[*id];
            (pin.is_constraint, pin.root != root)
        })
    }

    /// The line that pins it first.
    pub(crate) fn line_of(&self, pin: &Pin) -> &'a Line<'a> {
        &self.lines[pin.lines[0]]
    }

    /// The pins that count.
    pub(crate) fn counting(&self) -> impl Iterator<Item = (PinId, &Pin)> {
        self.pins.iter().enumerate().filter(|(_, pin)| pin.is_asked_for)
    }

    /// Asks the index about all pins that count, and follows their demands to each other, extras and all.
    ///
    /// # Errors
    /// Where the index cannot be asked.
    pub(crate) fn fill(&mut self) -> Result<(), IndexError> {
        let mut queue: Vec<PinId> = self.counting().map(|(id, _)| id).collect();
        queue.reverse();
        for at in self.active.clone() {
            let line = &self.lines[at];
            let root = match line.home {
                Home::Pins { root, .. } => Some(root),
                Home::Input | Home::Everywhere => None,
            };
            // What is asked for without a version is pinned by a constraint, perhaps.
            if let (Some(name), false, None) = (
                &line.name,
                line.is_constraint(),
                line.version().filter(|_| line.home != Home::Input),
            ) {
                let wanted = line.extras().to_vec();
                self.find(name, root)
                    .into_iter()
                    .for_each(|id| self.ask_for(id, &wanted, &mut queue));
            }
        }
        loop {
            while let Some(id) = queue.pop() {
                self.look_up(id)?;
                self.expand(id, &mut queue);
            }
            self.ask_for_told_extras(&mut queue);
            if queue.is_empty() {
                return Ok(());
            }
        }
    }

    /// Asks for the extras that must have been asked for where lines say that a pin brought them in which does not need them.
    fn ask_for_told_extras(&mut self, queue: &mut Vec<PinId>) {
        let mut brought: BTreeMap<PinId, BTreeSet<&PackageName>> = BTreeMap::new();
        for (_, pin) in self.counting() {
            for asker in pin.lines.iter().flat_map(|line| &self.question.askers[*line]) {
                if let Some(asker) = self.find(asker, pin.root) {
                    let name = self.line_of(pin).name.as_ref();
                    brought.entry(asker).or_default().extend(name);
                }
            }
        }
        for (asker, names) in brought {
            let pin = &self.pins[asker];
            let Some(Ok(metadata)) = &pin.metadata else {
                continue;
            };
            let asked: Vec<ExtraName> = pin.extras.iter().cloned().collect();
            let version =
                |name: &PackageName| self.find(name, pin.root).map(|id| self.pins[id].version.clone());
            let environment = &self.target.environment;
            let extras = metadata.extras_behind(environment, &asked, &names, version, false);
            let extras: Vec<ExtraName> = extras.into_iter().collect();
            self.ask_for(asker, &extras, queue);
        }
    }

    /// Notes that a pin is asked for with these extras.
    fn ask_for(&mut self, id: PinId, extras: &[ExtraName], queue: &mut Vec<PinId>) {
        let pin = &mut self.pins[id];
        let before = pin.extras.len();
        pin.extras.extend(extras.iter().cloned());
        if !pin.is_asked_for || pin.extras.len() > before {
            pin.is_asked_for = true;
            queue.push(id);
        }
    }

    /// Asks the index about a pin, once.
    fn look_up(&mut self, id: PinId) -> Result<(), IndexError> {
        let pin = &self.pins[id];
        if pin.judged.is_some() || pin.project.is_some() {
            return Ok(());
        }
        let (mut project, mut judged) = (None, None);
        if let Some(file) = &self.line_of(pin).direct {
            judged = Some(self.judge(&pin.name, &[Arc::clone(file)]));
        } else {
            project = self.index.project(&pin.name)?;
            let release = project.as_ref().and_then(|project| project.release(&pin.version));
            judged = release
                .map(|release| self.judge(&pin.name, &release.distributions))
                .or(judged);
        }
        let file = judged.as_ref().and_then(|judged| judged.metadata_from.as_ref());
        let metadata = match file.map(|file| self.index.metadata(file)) {
            None => None,
            Some(Ok(metadata)) => Some(Ok(metadata)),
            Some(Err(MetadataError::Unusable { reason })) => Some(Err(reason.to_string())),
            Some(Err(MetadataError::Index(error))) => return Err(error),
        };
        let pin = &mut self.pins[id];
        (pin.project, pin.judged, pin.metadata) = (project, judged, metadata);
        Ok(())
    }

    fn judge(&self, name: &PackageName, files: &[Arc<Distribution>]) -> Judged {
        judge(self.target, &self.question.formats, name, files)
    }

    /// Works out what a pin demands, and of which pins.
    fn expand(&mut self, id: PinId, queue: &mut Vec<PinId>) {
        let pin = &self.pins[id];
        let Some(Ok(metadata)) = &pin.metadata else {
            return;
        };
        let (name, root) = (pin.name.clone(), pin.root);
        let wanted = self.demands_of(&Arc::clone(metadata), &pin.extras);
        let mut demands = Vec::with_capacity(wanted.len());
        for requirement in wanted {
            let by = if requirement.name == name {
                Some(id)
            } else {
                self.find(&requirement.name, root)
            };
            if let Some(by) = by {
                self.ask_for(by, &requirement.extras, queue);
            }
            demands.push(Demand { requirement, by });
        }
        self.pins[id].demands = demands;
    }

    /// What metadata demands under the target with these extras, overrides in their places.
    pub(crate) fn demands_of(
        &self,
        metadata: &CoreMetadata,
        extras: &BTreeSet<ExtraName>,
    ) -> Vec<Requirement> {
        let environment = &self.target.environment;
        let holds = |requirement: &Requirement| {
            requirement.applies(environment, &[])
                || extras
                    .iter()
                    .any(|extra| requirement.applies(environment, std::slice::from_ref(extra)))
        };
        let mut demands = Vec::new();
        for requirement in metadata.requires_dist.iter().filter(|it| holds(it)) {
            if self.question.manifest.excludes.contains(&requirement.name) {
                continue;
            }
            let overrides: Vec<&Requirement> = self.overrides(&requirement.name).collect();
            if overrides.is_empty() {
                demands.push(requirement.clone());
            }
            let applying = overrides.into_iter().filter(|it| it.applies(environment, &[]));
            demands.extend(applying.map(|it| Requirement {
                extras: if it.extras.is_empty() {
                    requirement.extras.clone()
                } else {
                    it.extras.clone()
                },
                ..it.clone()
            }));
        }
        demands
    }

    fn overrides(&self, name: &PackageName) -> impl Iterator<Item = &'a Requirement> {
        let lines = self.question.manifest.overrides.iter();
        let named = lines.filter_map(|line| match &line.requirement {
            Requested::Named(requirement) => Some(requirement),
            Requested::Unnamed { .. } => None,
        });
        named
            .filter(move |requirement| requirement.name == *name)
            .collect::<Vec<_>>()
            .into_iter()
    }

    /// The releases of a package that is not pinned.
    ///
    /// # Errors
    /// Where the index cannot be asked.
    pub(crate) fn project(&self, name: &PackageName) -> Result<Option<Arc<Project>>, IndexError> {
        self.index.project(name)
    }

    /// The known vulnerabilities of releases, as [`Index::vulnerabilities`] has them.
    ///
    /// # Errors
    /// Where the index cannot be asked.
    pub(crate) fn vulnerabilities(
        &self,
        files: &[Arc<Distribution>],
    ) -> Result<Vec<Option<Vec<Vulnerability>>>, IndexError> {
        self.index.vulnerabilities(files)
    }

    /// The metadata of a release that is not pinned; nothing where it can't be had.
    ///
    /// # Errors
    /// Where the index cannot be asked.
    pub(crate) fn metadata_of(&self, judged: &Judged) -> Result<Option<Arc<CoreMetadata>>, IndexError> {
        match judged
            .metadata_from
            .as_ref()
            .map(|file| self.index.metadata(file))
        {
            Some(Ok(metadata)) => Ok(Some(metadata)),
            Some(Err(MetadataError::Index(error))) => Err(error),
            _ => Ok(None),
        }
    }

    /// The newest release that can be installed, is no pre-release and is admitted by `admits`.
    pub(crate) fn newest(
        &self,
        project: &Project,
        admits: impl Fn(&Version) -> bool,
    ) -> Option<(Version, Judged)> {
        self.first(&project.name, project.releases.iter().rev(), admits)
    }

    /// The oldest such release.
    pub(crate) fn oldest(
        &self,
        project: &Project,
        admits: impl Fn(&Version) -> bool,
    ) -> Option<(Version, Judged)> {
        self.first(&project.name, project.releases.iter(), admits)
    }

    fn is_in_time(&self, release: &Release) -> bool {
        self.question.exclude_newer.is_none_or(|cutoff| {
            let mut uploads = release.distributions.iter().map(|file| file.upload_time);
            uploads.any(|time| time.is_some_and(|time| time < cutoff))
        })
    }

    fn first<'r>(
        &self,
        name: &PackageName,
        releases: impl Iterator<Item = &'r Release>,
        admits: impl Fn(&Version) -> bool,
    ) -> Option<(Version, Judged)> {
        let admitted = releases
            .filter(|it| self.is_in_time(it))
            .filter(|it| !it.version.any_prerelease() && admits(&it.version));
        admitted
            .map(|it| (it.version.clone(), self.judge(name, &it.distributions)))
            .find(|(_, judged)| judged.defect.is_none() && judged.yanked.is_none())
    }
}

/// By which pins each pin comes in.
pub(crate) struct Chains {
    parents: Vec<Option<PinId>>,
}

impl Chains {
    /// The shortest ways from pins that no other pin demands.
    pub(crate) fn of(board: &Board<'_>) -> Self {
        let mut is_demanded = vec![false; board.pins.len()];
        for (id, pin) in board.counting() {
            for by in pin.demands.iter().filter_map(|it| it.by).filter(|by| *by != id) {
                is_demanded[by] = true;
            }
        }
        let mut parents = vec![None; board.pins.len()];
        let mut row: Vec<PinId> = board
            .counting()
            .map(|(id, _)| id)
            .filter(|id| !is_demanded[*id])
            .collect();
        let mut seen = vec![false; board.pins.len()];
        for id in &row {
            seen[*id] = true;
        }
        while !row.is_empty() {
            let mut next = Vec::new();
            for id in row {
                for by in board.pins[id].demands.iter().filter_map(|it| it.by) {
                    if !seen[by] {
                        (seen[by], parents[by]) = (true, Some(id));
                        next.push(by);
                    }
                }
            }
            row = next;
        }
        Self { parents }
    }

    /// From what nobody else asks for to this pin.
    pub(crate) fn to(&self, board: &Board<'_>, id: PinId) -> Vec<Link> {
        let ids = std::iter::successors(Some(id), |id| self.parents[*id]);
        let mut links: Vec<Link> = ids.map(|id| link(&board.pins[id])).collect();
        links.reverse();
        links
    }
}

/// A pin as a link of a chain.
pub(crate) fn link(pin: &Pin) -> Link {
    Link {
        package: pin.name.clone(),
        version: pin.version.clone(),
    }
}

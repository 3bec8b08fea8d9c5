//! What would mend the findings: edits of the lines, each of which was applied and resolved anew.

use std::time::{Duration, Instant};

use pinfix_check::{Finding, Rule};
use pinfix_index::Index;
use pinfix_packaging::{PackageName, Requirement};
use pinfix_requirements::{Manifest, Origin};
use pinfix_resolver::conflict::Conflicts;
use pinfix_resolver::repair::{Edit, Repair, Repairs, repairs as menus};
use pinfix_resolver::{Clause, ClauseId, Outcome, Problem, Resolution, ResolveError, resolve};

use super::folders::{self, Folder};
use super::rewriting::Writer;
use super::setup::Setup;
use crate::report::Spinner;
use crate::report::check::{Mending, Rewrite};
use crate::settings::TerminalSettings;

/// How many repairs are told of one finding.
const MOST: usize = 3;

/// How much is spent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Effort {
    pub(super) conflicts: usize,
    pub(super) time: Duration,
    pub(super) terminal: TerminalSettings,
}

/// What was found out in that time.
#[derive(Debug)]
pub(super) struct Mended {
    /// The repairs of each finding.
    pub(super) repairs: Vec<Vec<Mending>>,
    /// Why there may be more.
    pub(super) unfinished: Option<String>,
}

/// The repairs of each finding, for all targets.
pub(super) fn repairs(setup: &Setup, findings: &[Finding], index: &dyn Index, effort: Effort) -> Mended {
    let mut mended = Mended {
        repairs: vec![Vec::new(); findings.len()],
        unfinished: None,
    };
    if findings.is_empty() {
        return mended;
    }
    // For all folders and targets together.
    let until = Instant::now().checked_add(effort.time);
    let folders = folders::all(setup, index, effort.conflicts);
    for folder in &folders {
        let bench = Bench {
            problem: &folder.problem,
            manifest: &folder.manifest,
            index,
            effort,
            until,
        };
        let Looked {
            groups: mut menus,
            lock,
            cut,
        } = match bench.look() {
            Err(error) => {
                // What was found stands, whatever becomes of the search for repairs.
                mended.unfinished = Some(why_unfinished(&error));
                continue;
            }
            Ok(looked) => looked,
        };
        if cut {
            mended.unfinished = Some(why_unfinished(&ResolveError::OutOfTime));
        }
        let others = folders
            .iter()
            .filter(|it| it.number == folder.number && it.target != folder.target);
        let others: Vec<&Folder> = others.collect();
        for menu in &mut menus {
            menu.repairs = bench.choices(std::mem::take(&mut menu.repairs));
            menu.repairs.truncate(MOST);
            menu.repairs
                .retain(|repair| others.iter().all(|other| bench.holds_for(other, repair)));
        }
        let repairs = findings.iter().zip(&mut mended.repairs);
        for (finding, mended) in repairs.filter(|(it, _)| it.targets.contains(&folder.target)) {
            let found = bench
                .of(finding, &menus)
                .into_iter()
                .chain(bench.addition(finding, lock.as_ref()))
                .chain(bench.own_hashes(finding));
            for mending in found {
                if mended.len() < MOST && !mended.contains(&mending) {
                    mended.push(mending);
                }
            }
        }
    }
    mended
}

fn why_unfinished(error: &ResolveError) -> String {
    match error {
        ResolveError::OutOfTime => {
            "the time for repairs was over before all were found (`--explain-timeout`)".to_owned()
        }
        other => format!("not all repairs could be looked for: {other}"),
    }
}

/// What there is for one folder and one target.
struct Looked {
    groups: Vec<Group>,
    lock: Option<Resolution>,
    /// Whether the time was over before all was looked at.
    cut: bool,
}

/// One folder and one target.
struct Bench<'a> {
    problem: &'a Problem,
    manifest: &'a Manifest,
    index: &'a dyn Index,
    effort: Effort,
    until: Option<Instant>,
}

/// Repairs, and where the lines stand that they are about.
struct Group {
    places: Vec<Origin>,
    repairs: Vec<Repair>,
}

impl Bench<'_> {
    /// The repairs, and the lock that there is with the first of each group.
    fn look(&self) -> Result<Looked, ResolveError> {
        let spinner = Spinner::new(self.effort.terminal.progress, self.effort.time).until(self.until);
        let found = self.look_with(&spinner);
        spinner.finish();
        found
    }

    fn look_with(&self, spinner: &Spinner) -> Result<Looked, ResolveError> {
        let mut conflicts = match resolve(self.problem, self.index, spinner)? {
            Outcome::Resolved(lock) => {
                return Ok(Looked {
                    groups: Vec::new(),
                    lock: Some(lock),
                    cut: false,
                });
            }
            Outcome::Conflicted(conflicts) => conflicts,
        };
        let found = menus(
            self.problem,
            self.index,
            &self.manifest.sources,
            (&conflicts, &[]),
            spinner,
        )?;
        conflicts.list.extend_from_slice(&found.beside);
        let mut cut = found.cut || found.unbuilt;
        let repaired = self.repaired(&found);
        let lock = repaired.map(|problem| resolve(&problem, self.index, spinner));
        let lock = match lock {
            Some(Ok(Outcome::Resolved(lock))) => Some(lock),
            // What was found so far is worth telling.
            Some(Err(ResolveError::OutOfTime)) => {
                cut = true;
                None
            }
            Some(Ok(Outcome::Conflicted(_))) | None => None,
            Some(Err(error)) => return Err(error),
        };
        let groups = found.menus.into_iter().map(|menu| Group {
            places: self.places(&conflicts, &menu.conflicts),
            repairs: menu.repairs,
        });
        Ok(Looked {
            groups: groups.collect(),
            lock,
            cut,
        })
    }

    /// Where the lines of some conflicts stand.
    fn places(&self, conflicts: &Conflicts, which: &[usize]) -> Vec<Origin> {
        let conflicts = which.iter().filter_map(|at| conflicts.list.get(*at));
        let clauses = conflicts.flat_map(|conflict| &conflict.clauses);
        clauses
            .flat_map(|id| self.problem.clause(*id).places.iter().cloned())
            .collect()
    }

    /// The problem with the first repair of each menu, where each has one that edits lines only.
    fn repaired(&self, repairs: &Repairs) -> Option<Problem> {
        let first = |repairs: &[Repair]| {
            let choices = self.choices(repairs.to_vec()).into_iter();
            choices
                .into_iter()
                .find(|it| !it.edits.is_empty() && it.python.is_none())
        };
        let chosen: Option<Vec<Repair>> = repairs.menus.iter().map(|menu| first(&menu.repairs)).collect();
        let edits: Vec<_> = chosen?.into_iter().flat_map(|it| it.edits).collect();
        Some(rewritten(self.problem, |id, _| {
            edits.iter().find(|edit| edit.clause == id)
        }))
    }

    /// The repairs in the order in which one would try them on pinned files: none that drops a pin which is needed all the
    /// same, and those last that drop a line.
    fn choices(&self, mut repairs: Vec<Repair>) -> Vec<Repair> {
        let loses_pin = |repair: &Repair, edit: &Edit| {
            let requirement = &self.problem.clause(edit.clause).requirement;
            let is_pin = requirement.specifiers().is_some_and(|it| it.pinned().is_some());
            edit.to.is_none() && is_pin && repair.changes.iter().any(|it| it.package == requirement.name)
        };
        repairs.retain(|repair| !repair.edits.iter().any(|edit| loses_pin(repair, edit)));
        repairs.sort_by_key(|repair| repair.edits.iter().any(|edit| edit.to.is_none()));
        repairs
    }

    /// Whether the edited lines are in no conflict for another target of the same folder.
    fn holds_for(&self, other: &Folder, repair: &Repair) -> bool {
        let edit_of = |clause: &Clause| {
            let same = |edit: &&Edit| self.problem.clause(edit.clause).places == clause.places;
            repair.edits.iter().find(same)
        };
        let problem = rewritten(&other.problem, |_, clause| edit_of(clause));
        let spinner = Spinner::new(self.effort.terminal.progress, self.effort.time).until(self.until);
        let outcome = resolve(&problem, self.index, &spinner);
        spinner.finish();
        match outcome {
            Ok(Outcome::Resolved(_)) => true,
            Ok(Outcome::Conflicted(conflicts)) => {
                let mut lines = conflicts.list.iter().flat_map(|it| &it.clauses);
                lines.all(|id| {
                    let places = &problem.clause(*id).places;
                    let edited = repair.edits.iter().map(|edit| self.problem.clause(edit.clause));
                    edited.into_iter().all(|clause| clause.places != *places)
                })
            }
            // What can't be tried is no repair.
            Err(_) => false,
        }
    }

    /// What mends a finding about pins that can't hold together.
    fn of(&self, finding: &Finding, groups: &[Group]) -> Vec<Mending> {
        let is_here =
            |place: &Origin| place.source == finding.place.source && place.span == finding.place.span;
        let group = groups.iter().find(|group| group.places.iter().any(is_here));
        let concerns = matches!(
            finding.rule,
            Rule::ConflictingPins
                | Rule::ViolatedConstraint
                | Rule::PinnedTwice
                | Rule::UnsatisfiedInput
                | Rule::RequiresPython
                | Rule::NoCompatibleWheel
                | Rule::UnknownRelease
                | Rule::HashMismatch
        );
        let repairs = group.filter(|_| concerns).map_or(&[][..], |group| &group.repairs);
        repairs.iter().map(|repair| self.mending(repair)).collect()
    }

    fn mending(&self, repair: &Repair) -> Mending {
        let mut edits: Vec<Rewrite> = Vec::new();
        let mut lacks_hashes = false;
        for edit in &repair.edits {
            let clause = self.problem.clause(edit.clause);
            let pinned = repair
                .changes
                .iter()
                .find(|it| it.package == clause.requirement.name);
            let (rewrites, lacks) = self.writer().rewrites(edit, clause, pinned);
            edits.extend(rewrites);
            lacks_hashes |= lacks;
        }
        let hashes = if lacks_hashes {
            ", with other hashes (`pinfix resolve --generate-hashes`)"
        } else {
            ""
        };
        Mending {
            summary: format!("{}{hashes}", repair.summary),
            edits,
        }
    }

    fn writer(&self) -> Writer<'_> {
        Writer {
            sources: &self.manifest.sources,
            index: self.index,
        }
    }

    /// The hashes of the release that a line pins, where those are all that is wrong with it.
    fn own_hashes(&self, finding: &Finding) -> Option<Mending> {
        if !matches!(finding.rule, Rule::HashMismatch | Rule::MissingHash) {
            return None;
        }
        let (name, version) = (finding.package.as_ref()?, finding.version.as_ref()?);
        let edit = self.writer().own_hashes(&finding.place, name, version)?;
        Some(Mending {
            summary: format!("the hashes of {name} {version}"),
            edits: vec![edit],
        })
    }

    /// The line to add for a package that is not pinned.
    fn addition(&self, finding: &Finding, lock: Option<&Resolution>) -> Option<Mending> {
        if finding.version.is_some() || !matches!(finding.rule, Rule::MissingPin | Rule::UnsatisfiedInput) {
            return None;
        }
        let name: &PackageName = finding.package.as_ref()?;
        let pin = lock?.pin(name)?;
        let file = match finding.rule {
            Rule::MissingPin => finding.place.source,
            _ => self.manifest.lines.first()?.origin.source,
        };
        Some(Mending {
            summary: format!("add `{name}=={}`", pin.version),
            edits: vec![self.writer().addition(file, name, &pin.version)],
        })
    }
}

/// The problem with some of its lines edited.
fn rewritten<'e>(problem: &Problem, edit_of: impl Fn(ClauseId, &Clause) -> Option<&'e Edit>) -> Problem {
    problem.rewritten(problem.target.clone(), |id, clause| {
        let Some(edit) = edit_of(id, clause) else {
            return Some(clause.clone());
        };
        let mut requirement = edit.to.as_ref()?.parse::<Requirement>().ok()?;
        requirement.extras.clone_from(&clause.requirement.extras);
        Some(Clause {
            requirement,
            hashes: Vec::new(),
            ..clause.clone()
        })
    })
}

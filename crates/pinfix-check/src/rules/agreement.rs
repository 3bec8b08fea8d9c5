//! Whether the pins are what the metadata of the others, the constraints and the input demand.

use pinfix_index::IndexError;
use pinfix_packaging::{PackageName, Requirement, SpecifierSet, Version};
use pinfix_requirements::Origin;
use pinfix_resolver::explain::demanded;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::board::{Board, Chains, Demand, Pin, PinId, link};
use crate::finding::{Demanded, Finding};
use crate::line::{Home, Line};
use crate::rule::Rule;

/// Adds where the pins of a folder do not agree.
///
/// # Errors
/// Where the index cannot be asked about a package that is not pinned.
pub(crate) fn check(board: &Board<'_>, found: &mut Vec<Finding>) -> Result<(), IndexError> {
    let look = Look {
        board,
        chains: Chains::of(board),
        bounds: Bounds::of(board),
        asleep: asleep(board),
    };
    // One line mends all demands on a package that none pins. Where each of them was found.
    let mut missing: FxHashMap<&PackageName, usize> = FxHashMap::default();
    for (id, pin) in board.counting() {
        look.extras(pin, found);
        let mut seen: FxHashSet<&PackageName> = FxHashSet::default();
        for demand in &pin.demands {
            let name = &demand.requirement.name;
            match (demand.by, missing.get(name)) {
                (Some(by), _) => look.pinned(id, demand, by, found),
                // Two demands of one pin, by two extras say, are one.
                (None, _) if board.is_unseen(name) || !seen.insert(name) => {}
                (None, Some(at)) => found[*at].related.push(look.asking(id, demand)),
                (None, None) => {
                    missing.insert(name, found.len());
                    found.push(look.missing(id, demand)?);
                }
            }
        }
    }
    for line in board.active.iter().map(|at| &board.lines[*at]) {
        look.line(line, found)?;
    }
    Ok(())
}

struct Look<'a> {
    board: &'a Board<'a>,
    chains: Chains,
    bounds: Bounds<'a>,
    /// Lines that would pin a package if their markers held.
    asleep: FxHashMap<&'a PackageName, &'a Line<'a>>,
}

impl Look<'_> {
    /// A demand of one pin on another.
    fn pinned(&self, id: PinId, demand: &Demand, by: PinId, found: &mut Vec<Finding>) {
        let (asking, pin) = (&self.board.pins[id], &self.board.pins[by]);
        if demand
            .requirement
            .specifiers()
            .is_none_or(|specifiers| specifiers.contains(&pin.version))
        {
            return;
        }
        let what = demanded(&demand.requirement);
        let message = format!(
            "`{}=={}` is not what {} {} asks for: `{what}`",
            pin.name, pin.version, asking.name, asking.version
        );
        let place = self.board.line_of(pin).origin();
        let mut finding =
            Finding::new(Rule::ConflictingPins, place, message).about(&pin.name, Some(&pin.version));
        finding.related.push(self.asking(id, demand));
        finding.demand = Some(Demanded {
            by: Some(link(asking)),
            requirement: what,
        });
        finding.chain = self.chains.to(self.board, id);
        finding.help = Some(self.way_out(pin, asking));
        found.push(finding);
    }

    /// What would mend a clash of two pins, as far as the pins here tell it.
    fn way_out(&self, pin: &Pin, asking: &Pin) -> String {
        match self.fitting(pin) {
            Some(version) => format!(
                "`{}=={version}` is the newest release that all lines here admit",
                pin.name
            ),
            None => format!(
                "no release of {} is what all lines here ask for: move {} as well, or run with `--repairs`",
                pin.name, asking.name
            ),
        }
    }

    /// The newest release of a pinned package that all demands and constraints admit.
    fn fitting(&self, pin: &Pin) -> Option<Version> {
        let project = pin.project.as_ref()?;
        let admitted = self
            .board
            .newest(project, |version| self.bounds.admit(&pin.name, version));
        admitted.map(|(version, _)| version)
    }

    /// The line of a pin that demands something, and what.
    fn asking(&self, id: PinId, demand: &Demand) -> (Origin, String) {
        let asking = &self.board.pins[id];
        let what = demanded(&demand.requirement);
        (
            self.board.line_of(asking).origin().clone(),
            format!("{} {} asks for `{what}`", asking.name, asking.version),
        )
    }

    /// A demand on a package that no line pins.
    fn missing(&self, id: PinId, demand: &Demand) -> Result<Finding, IndexError> {
        let asking = &self.board.pins[id];
        let name = &demand.requirement.name;
        let what = demanded(&demand.requirement);
        let by = format!("{} {}", asking.name, asking.version);
        let place = self.board.line_of(asking).origin();
        let message = format!("no line pins {name}, and {by} asks for `{what}`");
        let mut finding = Finding::new(Rule::MissingPin, place, message).about(name, None);
        finding.demand = Some(Demanded {
            by: Some(link(asking)),
            requirement: what,
        });
        finding.chain = self.chains.to(self.board, id);
        self.how_to_add(finding, &demand.requirement)
    }

    /// Says how a package that is not pinned could be.
    fn how_to_add(&self, finding: Finding, requirement: &Requirement) -> Result<Finding, IndexError> {
        let name = &requirement.name;
        if let Some(line) = self.asleep.get(name) {
            let says = "pins it, but its marker does not hold for the target";
            return Ok(finding
                .beside(line.origin(), says)
                .help("let its marker hold for the target, too"));
        }
        let project = self.board.project(name)?;
        let newest = project.and_then(|project| {
            let admits = |version: &Version| self.bounds.admit(name, version);
            self.board.newest(&project, admits).map(|(version, _)| version)
        });
        Ok(finding.help(match newest {
            Some(version) => format!("add `{name}=={version}`, the newest release that all lines here admit"),
            None => format!("no release of {name} is what all lines here ask for"),
        }))
    }

    /// The extras that the user's own lines ask of a pin.
    fn extras(&self, pin: &Pin, found: &mut Vec<Finding>) {
        let Some(Ok(metadata)) = &pin.metadata else {
            return;
        };
        for line in pin.lines.iter().map(|at| &self.board.lines[*at]) {
            for extra in line
                .extras()
                .iter()
                .filter(|extra| !metadata.provides_extra.contains(extra))
            {
                let message = format!("{} {} has no extra `{extra}`", pin.name, pin.version);
                let known: Vec<String> = metadata.provides_extra.iter().map(ToString::to_string).collect();
                let finding = Finding::new(Rule::UnknownExtra, line.origin(), message);
                found.push(
                    finding
                        .about(&pin.name, Some(&pin.version))
                        .help(match &known[..] {
                            [] => "it has no extras at all".to_owned(),
                            _ => format!("it has {}", known.join(", ")),
                        }),
                );
            }
        }
    }

    /// What the user's other lines say to the pins: constraints, the input, and lines without a version.
    fn line(&self, line: &Line<'_>, found: &mut Vec<Finding>) -> Result<(), IndexError> {
        let (Some(name), Some(requirement)) = (&line.name, &line.requirement) else {
            return Ok(());
        };
        let is_input = line.home == Home::Input;
        if !is_input && !line.is_constraint() && line.version().is_some() {
            return Ok(());
        }
        let root = match line.home {
            Home::Pins { root, .. } => Some(root),
            _ => None,
        };
        let Some(by) = self.board.find(name, root) else {
            if is_input && !line.is_constraint() && !self.board.is_unseen(name) {
                let message = format!(
                    "no line pins {name}, which the input asks for: `{}`",
                    line.written.shown()
                );
                let finding = Finding::new(Rule::UnsatisfiedInput, line.origin(), message).about(name, None);
                found.push(self.how_to_add(with_demand(finding, requirement), requirement)?);
            }
            return Ok(());
        };
        let rule = if is_input {
            Rule::UnsatisfiedInput
        } else {
            Rule::ViolatedConstraint
        };
        let pins = self
            .board
            .pins_of(name)
            .iter()
            .map(|id| (*id, &self.board.pins[*id]));
        // A constraint binds every pin of its package; a requirement is met by the one that counts.
        let bound = pins.filter(|(id, pin)| pin.is_asked_for && (line.is_constraint() || *id == by));
        for (_, pin) in bound {
            if requirement
                .specifiers()
                .is_none_or(|specifiers| specifiers.contains(&pin.version))
            {
                continue;
            }
            found.push(self.outside(rule, line, requirement, pin));
        }
        Ok(())
    }

    /// A pin that is outside of a line.
    fn outside(&self, rule: Rule, line: &Line<'_>, requirement: &Requirement, pin: &Pin) -> Finding {
        let sources = &self.board.question.manifest.sources;
        let there = place_name(&sources.get(line.origin().source).name, line.origin());
        let text = line.written.shown();
        let message = format!("`{}=={}` is outside of `{text}` ({there})", pin.name, pin.version);
        let place = self.board.line_of(pin).origin();
        let finding = Finding::new(rule, place, message).about(&pin.name, Some(&pin.version));
        let finding = with_demand(finding, requirement).beside(line.origin(), format!("`{text}`"));
        finding.help(match self.fitting(pin) {
            Some(version) => format!(
                "`{}=={version}` is the newest release that all lines here admit",
                pin.name
            ),
            None => format!("no release of {} is what all lines here ask for", pin.name),
        })
    }
}

fn with_demand(mut finding: Finding, requirement: &Requirement) -> Finding {
    finding.demand = Some(Demanded {
        by: None,
        requirement: demanded(requirement),
    });
    finding
}

fn place_name(file: &str, origin: &Origin) -> String {
    format!("{file}:{}", origin.line)
}

/// Lines of the folder that pin something for other targets only.
fn asleep<'a>(board: &Board<'a>) -> FxHashMap<&'a PackageName, &'a Line<'a>> {
    let lines = board.asleep.iter().map(|at| &board.lines[*at]);
    let pins = lines.filter(|line| !line.is_constraint() && matches!(line.home, Home::Pins { .. }));
    pins.filter_map(|line| Some((line.name.as_ref()?, line)))
        .collect()
}

/// All that is said about each package.
struct Bounds<'a> {
    by_name: FxHashMap<&'a PackageName, Vec<&'a SpecifierSet>>,
}

impl<'a> Bounds<'a> {
    fn of(board: &'a Board<'_>) -> Self {
        let demands = board.counting().flat_map(|(_, pin)| &pin.demands);
        let demands = demands.map(|demand| &demand.requirement);
        let lines = board.active.iter().map(|at| &board.lines[*at]);
        let others =
            lines.filter(|line| line.home == Home::Input || line.version().is_none() || line.is_constraint());
        let mut by_name: FxHashMap<&PackageName, Vec<&SpecifierSet>> = FxHashMap::default();
        for requirement in demands.chain(others.filter_map(|line| line.requirement.as_ref())) {
            if let Some(specifiers) = requirement.specifiers().filter(|it| !it.is_empty()) {
                by_name.entry(&requirement.name).or_default().push(specifiers);
            }
        }
        Self { by_name }
    }

    /// Whether all of it admits a version.
    fn admit(&self, name: &PackageName, version: &Version) -> bool {
        let said = self.by_name.get(name);
        said.is_none_or(|said| said.iter().all(|specifiers| specifiers.contains(version)))
    }
}

//! What is found.

use pinfix_packaging::{PackageName, Version};
use pinfix_requirements::Origin;

use crate::rule::{Rule, Severity};

/// Something that is wrong with the pins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule that it breaks.
    pub rule: Rule,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where: the line that does not hold.
    pub place: Origin,
    /// The package that it is about, where the line tells its name.
    pub package: Option<PackageName>,
    /// The version that it is pinned to.
    pub version: Option<Version>,
    /// Who demands something else.
    pub demand: Option<Demanded>,
    /// By which packages the demanding one comes in: the first is what nobody else asks for, the last demands.
    pub chain: Vec<Link>,
    /// Other lines that matter, each with what it says to this.
    pub related: Vec<(Origin, String)>,
    /// What to do about it.
    pub help: Option<String>,
    /// For which of the targets, as positions in [`Question::targets`](crate::Question::targets), in order.
    pub targets: Vec<usize>,
}

/// Who demands what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demanded {
    /// The package whose metadata demands it; `None` where a line of the user's does.
    pub by: Option<Link>,
    /// What is demanded: `urllib3 >=1.25.4,<1.27`.
    pub requirement: String,
}

/// A package at its version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The package.
    pub package: PackageName,
    /// Its pinned version.
    pub version: Version,
}

impl Finding {
    /// A finding at `place`.
    pub(crate) fn new(rule: Rule, place: &Origin, message: String) -> Self {
        Self {
            rule,
            message,
            place: place.clone(),
            package: None,
            version: None,
            demand: None,
            chain: Vec::new(),
            related: Vec::new(),
            help: None,
            targets: Vec::new(),
        }
    }

    /// About this package.
    #[must_use]
    pub(crate) fn about(mut self, package: &PackageName, version: Option<&Version>) -> Self {
        self.package = Some(package.clone());
        self.version = version.cloned();
        self
    }

    /// With what to do about it.
    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With another line that matters.
    #[must_use]
    pub(crate) fn beside(mut self, place: &Origin, says: impl Into<String>) -> Self {
        self.related.push((place.clone(), says.into()));
        self
    }

    /// How bad it is.
    pub const fn severity(&self) -> Severity {
        self.rule.severity()
    }
}

/// Findings of all targets: what is found for several is one finding.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    list: Vec<Finding>,
    /// By what makes two findings the same.
    known: rustc_hash::FxHashMap<(Rule, Origin, String), usize>,
}

impl Findings {
    /// Adds what was found for one target.
    pub(crate) fn add(&mut self, target: usize, finding: Finding) {
        let key = (finding.rule, finding.place.clone(), finding.message.clone());
        let at = *self.known.entry(key).or_insert_with(|| {
            self.list.push(finding);
            self.list.len() - 1
        });
        if let Some(finding) = self.list.get_mut(at)
            && !finding.targets.contains(&target)
        {
            finding.targets.push(target);
        }
    }

    /// All, as they stand in the files; what is missing in a file comes after what is wrong in it.
    pub(crate) fn sorted(mut self) -> Vec<Finding> {
        self.list.sort_by(|one, other| {
            let is_missing = |it: &Finding| it.rule == Rule::MissingPin;
            let key = |it: &Finding| (it.place.source, is_missing(it), it.place.span.start, it.rule);
            key(one)
                .cmp(&key(other))
                .then_with(|| one.message.cmp(&other.message))
        });
        self.list
    }
}

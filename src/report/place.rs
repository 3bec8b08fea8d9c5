//! Root lines as answers name them.

use pinfix_packaging::Requirement;
use pinfix_requirements::Sources;
use pinfix_requirements::redact::redact;
use pinfix_resolver::explain::demanded;
use pinfix_resolver::paths::Demand;
use pinfix_resolver::{Asker, ClauseId, Problem};
use serde::Serialize;

/// What names root lines: the problem that they pose, and the files that they stand in.
#[derive(Debug, Clone, Copy)]
pub struct Lines<'a> {
    /// The lines.
    pub problem: &'a Problem,
    /// The files.
    pub sources: &'a Sources,
}

/// A root line, for a program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct LineRecord {
    file: String,
    line: usize,
    requirement: String,
}

impl Lines<'_> {
    /// Where a line stands, as `requirements.txt:3`; the first place, if there are several.
    pub(super) fn place(self, id: ClauseId) -> String {
        self.problem
            .clause(id)
            .places
            .first()
            .map_or_else(String::new, |origin| {
                format!("{}:{}", self.sources.get(origin.source).name, origin.line)
            })
    }

    /// What a line says, without passwords.
    pub(super) fn text(self, id: ClauseId) -> String {
        redact(&self.problem.clause(id).text).into_owned()
    }

    /// Every place of a line.
    pub(super) fn records(self, id: ClauseId) -> Vec<LineRecord> {
        let places = self.problem.clause(id).places.iter();
        let record = |origin: &pinfix_requirements::Origin| LineRecord {
            file: self.sources.get(origin.source).name.clone(),
            line: origin.line,
            requirement: self.text(id),
        };
        places.map(record).collect()
    }

    /// Who demands what: `botocore 1.42.97 asks for urllib3 <1.27`, `requirements.in:3 asks for urllib3 <2`.
    pub(super) fn holder(self, demand: &Demand<'_>) -> String {
        let what = asked(&[demand.requirement]);
        match demand.asker {
            Asker::Line(id) => format!("{} asks for {what}", self.place(id)),
            Asker::Package(pin) => format!("{} {} asks for {what}", pin.name, pin.version),
        }
    }

    /// Who asks for what, a step for each demand.
    pub(super) fn steps(self, asker: Asker<'_>, demands: &[&Requirement]) -> Vec<Step> {
        let step = |requirement: &&Requirement| match asker {
            Asker::Line(id) => {
                let origin = self.problem.clause(id).places.first();
                Step {
                    file: origin.map(|it| self.sources.get(it.source).name.clone()),
                    line: origin.map(|it| it.line),
                    package: None,
                    version: None,
                    requirement: self.text(id),
                }
            }
            Asker::Package(pin) => Step {
                file: None,
                line: None,
                package: Some(pin.name.to_string()),
                version: Some(pin.version.to_string()),
                requirement: redact(&requirement.to_string()).into_owned(),
            },
        };
        demands.iter().map(step).collect()
    }
}

/// `urllib3 >=1.25.4,<1.27`; of several demands, each once.
pub(super) fn asked(demands: &[&Requirement]) -> String {
    let mut texts: Vec<String> = Vec::new();
    for demand in demands {
        let text = redact(&demanded(demand)).into_owned();
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts.join(" and ")
}

/// `requires-python >=3.10`, where the index says `requires-python >= 3.10`.
pub(super) fn close(why_not: &str) -> String {
    match why_not.strip_prefix("requires-python ") {
        Some(specifiers) => format!("requires-python {}", specifiers.replace(' ', "")),
        None => why_not.to_owned(),
    }
}

/// A root line, or a package, and what it asks for.
#[derive(Serialize)]
pub(super) struct Step {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    package: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    requirement: String,
}

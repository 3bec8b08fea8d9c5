//! The hashes that the user's own lines demand of a package's files (`--hash`).

use std::sync::Arc;

use pinfix_index::{Distribution, FileLocation, Index, MetadataError, MetadataProblem};
use pinfix_packaging::{PackageName, SpecifierSet};

use crate::problem::Problem;

/// The hashes that the user's own lines demand of a package's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DemandedHashes {
    lines: Vec<HashedLine>,
}

/// A line that demands hashes. They are those of what it admits: what it does not admit, it rules out by itself, and where
/// it is left out, that has nothing to do with them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct HashedLine {
    admits: Admits,
    /// As `algorithm:digest`, in small letters.
    hashes: Vec<String>,
}

/// What a line admits.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Admits {
    Versions(SpecifierSet),
    File(FileLocation),
}

impl DemandedHashes {
    /// What the lines on `name` demand.
    pub(crate) fn of(problem: &Problem, name: &PackageName) -> Self {
        let hashed = problem
            .clauses_on(name)
            .filter(|(_, clause)| !clause.hashes.is_empty());
        let lines = hashed.map(|(_, clause)| HashedLine {
            admits: match (&clause.direct, clause.requirement.specifiers()) {
                (Some(file), _) => Admits::File(file.location.clone()),
                (None, specifiers) => Admits::Versions(specifiers.cloned().unwrap_or_default()),
            },
            hashes: clause
                .hashes
                .iter()
                .map(|hash| hash.to_ascii_lowercase())
                .collect(),
        });
        Self {
            lines: lines.collect(),
        }
    }

    /// What is demanded of a file, as `algorithm:digest`; `None` where nothing is. Where several lines demand hashes, what
    /// all of them list, as pip has it.
    fn allowed(&self, file: &Distribution) -> Option<Vec<String>> {
        let admitting = self.lines.iter().filter(|line| match &line.admits {
            Admits::Versions(specifiers) => specifiers.contains(&file.version),
            Admits::File(location) => *location == file.location,
        });
        admitting.fold(None, |all: Option<Vec<String>>, line| {
            let own = line.hashes.iter();
            Some(match all {
                None => own.cloned().collect(),
                Some(others) => own.filter(|hash| others.contains(hash)).cloned().collect(),
            })
        })
    }

    /// Whether no line demands any.
    pub(crate) fn is_nothing(&self) -> bool {
        self.lines.is_empty()
    }

    /// Whether a file may be used. One of which nobody says a hash to compare may: it is known only when it is read.
    pub(crate) fn admit(&self, file: &Distribution) -> bool {
        let Some(allowed) = self.allowed(file) else {
            return true;
        };
        let comparable = |algorithm: &str| {
            allowed
                .iter()
                .any(|hash| hash.split_once(':').is_some_and(|(of, _)| of == algorithm))
        };
        let mut stated = file
            .hashes
            .iter()
            .filter(|hash| comparable(&hash.algorithm))
            .peekable();
        if stated.peek().is_none() {
            return !allowed.is_empty();
        }
        stated.any(|hash| allowed.contains(&hash.to_string()))
    }

    /// Checks that a file that a line points at has a hash that the lines demand, and the one that its URL states. The
    /// file is read for it, since nobody else vouches for it.
    pub(crate) fn check(&self, file: &Arc<Distribution>, index: &dyn Index) -> Result<(), MetadataError> {
        let of_sha256 = |hashes: Vec<String>| -> Vec<String> {
            let known = hashes.into_iter().filter(|hash| hash.starts_with("sha256:"));
            known.collect()
        };
        let stated = of_sha256(file.hashes.iter().map(ToString::to_string).collect());
        let demanded = of_sha256(self.allowed(file).unwrap_or_default());
        if stated.is_empty() && demanded.is_empty() {
            return Ok(());
        }
        let mut bare = Distribution::clone(file);
        bare.hashes.clear();
        let found = index.file_hash(&Arc::new(bare))?.to_string();
        for expected in [stated, demanded] {
            if !expected.is_empty() && !expected.contains(&found) {
                let reason = MetadataProblem::HashMismatch {
                    file: file.filename.clone(),
                    expected: expected.join(" or "),
                    found,
                };
                return Err(reason.into());
            }
        }
        Ok(())
    }
}

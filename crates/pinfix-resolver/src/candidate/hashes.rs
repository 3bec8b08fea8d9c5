//! The hashes that the user's own lines demand of a package's files (`--hash`).

use pinfix_index::Distribution;
use pinfix_packaging::PackageName;

use crate::problem::Problem;

/// The hashes that the user's own lines demand of a package's files.
#[derive(Debug, Clone)]
pub(crate) struct DemandedHashes {
    /// As `algorithm:digest`; `None` where no line demands any.
    allowed: Option<Vec<String>>,
}

impl DemandedHashes {
    /// What the lines on `name` demand: where several do, what all of them list, as pip has it.
    pub(crate) fn of(problem: &Problem, name: &PackageName) -> Self {
        let mut allowed: Option<Vec<String>> = None;
        for (_, clause) in problem
            .clauses_on(name)
            .filter(|(_, clause)| !clause.hashes.is_empty())
        {
            let own = clause.hashes.iter().map(|hash| hash.to_ascii_lowercase());
            allowed = Some(match allowed {
                None => own.collect(),
                Some(others) => own.filter(|hash| others.contains(hash)).collect(),
            });
        }
        Self { allowed }
    }

    /// Whether a file may be used. One of which nobody says a hash to compare may: it is known only when it is read.
    pub(crate) fn admit(&self, file: &Distribution) -> bool {
        let Some(allowed) = &self.allowed else {
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
}

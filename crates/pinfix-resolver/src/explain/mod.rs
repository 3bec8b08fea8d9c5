//! Conflicts in words: values that the terminal and the JSON report render, each in its way.

mod advise;
mod held_back;
mod hint;
mod join;
mod names;
mod narrate;
mod phrase;

pub use advise::{Surroundings, meant};
pub use hint::Hint;
pub use join::{Joined, Parting, joined};
pub use names::{nearest_names, unknown_name};
pub use narrate::explain;
pub use phrase::{demanded, tight};

use pinfix_requirements::Origin;

use crate::problem::ClauseId;

/// A conflict in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// One sentence that says what can't be, without a full stop.
    pub headline: String,
    /// The lines at fault, in order, each with what it contributes.
    pub lines: Vec<BlamedLine>,
    /// From each line to the clash, one chain each: `boto3 1.26.164 -> botocore >=1.29.164,<1.30 -> urllib3 <1.27`.
    pub chains: Vec<String>,
    /// Why the lines can't hold together: whole sentences, the most telling first.
    pub reasons: Vec<String>,
    /// What there is to know about it.
    pub help: Vec<Hint>,
    /// What may help where no repair is known: nobody has tried it.
    pub advice: Vec<Hint>,
    /// What it comes down to, where it can be told together with others.
    pub parting: Option<Parting>,
}

/// A root line in an [`Explanation`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlamedLine {
    /// Which line.
    pub clause: ClauseId,
    /// Where it stands; the first place, if there are several.
    pub origin: Origin,
    /// What it contributes, in a few words: `leads to urllib3 <1.27`.
    pub label: String,
    /// What it is called in a sentence: its text in backquotes, and that it is a constraint.
    pub named: String,
}

//! Checks pinned requirements from metadata alone, without installing anything: do the pins agree with each other, with
//! the target's Python and platform, with their hashes and with the file they were made from, and are they complete?
//!
//! [`check()`] takes a [`Question`] (the lines, the targets, the rules) and an [`Index`](pinfix_index::Index), and gives
//! [`Finding`]s, each with its [`Rule`], its place, who demands what, and what to do about it. It compares sets; it never
//! searches.
//!
//! ```
//! use pinfix_check::{Question, check};
//! use pinfix_index::{MemoryIndex, MemoryRelease};
//! use pinfix_packaging::Target;
//! use pinfix_requirements::{MemoryFiles, Request, read};
//!
//! let index = MemoryIndex::new()
//!     .release("botocore", "1.29.164", MemoryRelease::new().requires("urllib3<1.27,>=1.25.4"))?
//!     .release("urllib3", "1.26.20", MemoryRelease::new())?
//!     .release("urllib3", "2.0.7", MemoryRelease::new())?;
//! let files = MemoryFiles::new().with("requirements.txt", "botocore==1.29.164\nurllib3==2.0.7\n");
//! let request = Request { files: vec!["requirements.txt".into()], ..Request::default() };
//! let manifest = read(&request, &files)?;
//!
//! let targets = [Target::new("3.9".parse()?, "linux".parse()?)];
//! let found = check(&Question::new(&manifest, &targets), &index)?.findings;
//! assert_eq!(found[0].rule.id(), "conflicting-pins");
//! assert_eq!(found[0].place.line, 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod ahead;
mod board;
mod check;
mod finding;
mod line;
mod question;
mod release;
mod rule;
mod rules;

pub use check::{Checked, check};
pub use finding::{Demanded, Finding, Link};
pub use line::folders;
pub use question::Question;
pub use rule::{Rule, RuleSelector, Selection, Severity, UnknownRule};

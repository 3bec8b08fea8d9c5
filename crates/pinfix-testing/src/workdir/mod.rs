//! A folder of its own, the binary run in it, and what it said as one text to hold a snapshot against.
//!
//! ```no_run
//! # use pinfix_testing::{LocalIndex, World, Workdir};
//! let index = LocalIndex::of(&World::new().with_versions("a", ["1.0", "2.0"]));
//! let run = Workdir::new("target/debug/pinfix")
//!     .file("requirements.in", "a<2\n")
//!     .index(&index)
//!     .pinfix(&["resolve", "requirements.in", "--python-version", "3.12"]);
//! assert_eq!(run.snapshot(), "exit code: 0\n…");
//! ```

mod filter;
mod folder;
mod run;

pub use folder::Workdir;
pub use run::Run;

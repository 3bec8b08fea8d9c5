//! Scenario files: a small world, a question and the answer expected, in packse's TOML and a little more.
//!
//! What packse's files lack and ours may have: `[root] files` and `arguments`, where requirements alone do not say the
//! question; `[expected] mentions`, texts that standard error must contain; `upload_time` of a release.
//!
//! ```
//! let scenario = pinfix_testing::Scenario::parse(r#"
//!     name = "newest-wins"
//!     description = "Two versions, nothing against the newer one."
//!     [root]
//!     requires = ["a"]
//!     [expected]
//!     satisfiable = true
//!     packages = { a = "2.0" }
//!     [packages.a.versions."1.0"]
//!     [packages.a.versions."2.0"]
//! "#)?;
//! assert_eq!(scenario.world.releases.len(), 2);
//! # Ok::<(), String>(())
//! ```

mod file;
mod judge;
mod question;

pub use judge::Expected;
pub use question::{Scenario, files_below};

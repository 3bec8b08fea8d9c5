//! What pinfix's tests share. Nothing here ships, and nothing here imports a crate of pinfix: the judge must not share
//! code with the judged.
//!
//! - [`world`]: a made-up package index, described in a few words and written as a snapshot with real (tiny) wheels;
//! - [`local_index`]: serves a snapshot on localhost, well or badly;
//! - [`scenario`]: packse-like TOML files, each a small world, a question and the answer expected;
//! - [`workdir`]: a folder of its own, the binary run in it, and what it said as one text to hold a snapshot against;
//! - [`mod@reference`]: a slow resolver that is easy to believe;
//! - [`strategies`]: small worlds for property tests.
//!
//! ```
//! use pinfix_testing::{LocalIndex, Release, World};
//!
//! let world = World::new()
//!     .with(Release::new("boto3", "1.34.0").requires(["botocore>=1.34,<1.35"]))
//!     .with(Release::new("botocore", "1.34.0").requires_python(">=3.8"));
//! let index = LocalIndex::of(&world);
//! assert!(index.url().starts_with("http://127.0.0.1:"));
//! ```

#![expect(
    clippy::missing_panics_doc,
    reason = "a test that can't be set up has to stop"
)]

mod digest;
pub mod local_index;
pub mod reference;
pub mod scenario;
pub mod strategies;
pub mod workdir;
pub mod world;

pub use local_index::{Delay, Fault, LocalIndex, Metadata, Options};
pub use scenario::Scenario;
pub use workdir::{Run, Workdir};
pub use world::{Release, World};

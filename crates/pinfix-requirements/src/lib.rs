//! Reads requirements files and `pyproject.toml`, and knows where each thing was written.
//!
//! Files come in through the [`Files`] trait; what comes out is a [`Manifest`], or all mistakes of all files at once
//! ([`ReadErrors`]), each a [`miette::Diagnostic`] with a stable [`Code`], its place and what to write instead.
//!
//! ```
//! use pinfix_requirements::{MemoryFiles, Request, read};
//!
//! let files = MemoryFiles::new()
//!     .with("requirements.txt", "-r base.txt\nboto3>=1.34  # why\n")
//!     .with("base.txt", "urllib3<1.27\n");
//! let request = Request { files: vec!["requirements.txt".into()], ..Request::default() };
//!
//! let manifest = read(&request, &files)?;
//! let line = &manifest.lines[1];
//! assert_eq!(line.text, "boto3>=1.34");
//! assert_eq!((line.origin.line, line.origin.column), (2, 1));
//!
//! let files = files.with("base.txt", "urllib3=1.26\n--indexurl https://example.org/\n");
//! let errors = read(&request, &files).unwrap_err();
//! assert_eq!(errors.errors().len(), 2);
//! # Ok::<(), pinfix_requirements::ReadErrors>(())
//! ```
//!
//! # The grammar of requirements files, as implemented
//!
//! It is pip's. A text is cut into logical lines first: raw lines (ended by `\n`, `\r\n` or `\r`) are joined where one
//! ends in `\`, unless it holds only a comment; then comments are taken away, which start at a `#` at the start or behind
//! white space; then `${NAME}` is replaced by the value of the variable, if it is set.
//!
//! ```text
//! line         = requirement { " " line-option } | editable { " " line-option } | file-option { " " file-option }
//! requirement  = PEP 508 | place [ "[" extras "]" ] [ ";" marker ]
//! place        = URL | path | ( "git" | "hg" | "svn" | "bzr" ) "+" URL [ "@" revision ] [ "#" fragment ]
//! editable     = ( "-e" | "--editable" ) requirement
//! line-option  = "--hash" value | "--config-settings" value | "--global-option" value
//! file-option  = ( "-r" | "-c" | "-i" | "--extra-index-url" | "-f" | "--no-binary" | "--only-binary"
//!                | "--trusted-host" | "--use-feature" ) value
//!              | "--no-index" | "--pre" | "--prefer-binary" | "--require-hashes"
//! value        = [ "=" ] shell-word
//! ```
//!
//! A long option may be cut short where that leaves only one. What pip reads and forgets is a warning here; what pip
//! drops in silence (a second file behind `-r`, say) is an error.

mod annotation;
mod decode;
pub mod edit;
mod entry;
pub mod error;
mod excerpt;
pub mod files;
mod include;
mod line;
pub mod location;
mod lock_name;
mod lookalike;
pub mod manifest;
mod nearest;
mod option;
pub mod origin;
mod parse;
mod purpose;
mod pylock;
mod pyproject;
pub mod read;
pub mod redact;
pub mod request;
mod requested;
pub mod source;
mod traced;
mod variable;
mod words;

pub use annotation::is_users_own;
pub use error::{Code, Diagnosed, ReadErrors};
pub use files::{DiskFiles, Files, MemoryFiles};
pub use location::{Location, VcsKind, VcsLocation};
pub use lock_name::is_pylock;
pub use manifest::{
    BuildOptions, Hash, IndexOptions, LineKind, Manifest, OptionValue, ProjectTable, Requested,
    RequirementLine, RequiresPython,
};
pub use origin::Origin;
pub use read::{read, read_as_requirements};
pub use request::{GroupSpec, Request};
pub use source::{SourceFile, SourceId, Sources};

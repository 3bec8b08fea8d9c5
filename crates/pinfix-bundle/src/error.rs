//! Why there is no bundle.

use std::io;
use std::path::PathBuf;

use miette::Diagnostic;

/// Why there is no bundle.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[non_exhaustive]
pub enum BundleError {
    /// The folder holds no project that can be started.
    #[error("{} is no project that can be started: {reason}", folder.display())]
    #[diagnostic(code("bundle::no-project"), help("{help}"))]
    NoProject {
        /// The folder.
        folder: PathBuf,
        /// What is missing.
        reason: String,
        /// What to do.
        help: String,
    },
    /// Nothing says which packages are wanted.
    #[error("nothing in {} says which packages it needs", folder.display())]
    #[diagnostic(
        code("bundle::no-requirements"),
        help(
            "write a requirements.in, a requirements.txt, or `dependencies` in pyproject.toml; or name one with --requirements"
        )
    )]
    NoRequirements {
        /// The folder.
        folder: PathBuf,
    },
    /// A file of the user's is where one of the bundle's own belongs, and they are not the same.
    #[error("{path} is the project's own, and the bundle needs to write it")]
    #[diagnostic(
        code("bundle::taken"),
        help(
            "rename it (hooks run in the order of their names), or take it away; the bundle's own files hold `pinfix` in their names"
        )
    )]
    Taken {
        /// Its path in the bundle.
        path: String,
    },
    /// The bundle is larger than the platform takes.
    #[error("the bundle has {} MB; {platform} takes {} MB. The largest files in it:\n{}", size / MB, limit / MB, largest.join("\n"))]
    #[diagnostic(
        code("bundle::too-large"),
        help("leave files out by .ebignore, or put them into a bucket and fetch them")
    )]
    TooLarge {
        /// The size of the zip in bytes.
        size: u64,
        /// What the platform takes, in bytes.
        limit: u64,
        /// Its family.
        platform: String,
        /// The ten largest files, each with its size.
        largest: Vec<String>,
    },
    /// A setting that can't be followed.
    #[error("[tool.pinfix.bundle] of {} can't be used: {message}", path.display())]
    #[diagnostic(code("bundle::settings"))]
    Settings {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// A pattern that means nothing.
    #[error("`{pattern}` is no pattern: {cause}")]
    #[diagnostic(code("bundle::pattern"))]
    Pattern {
        /// As it was written.
        pattern: String,
        /// What is wrong with it.
        cause: String,
    },
    /// A file that can't be read or written.
    #[error("can't {what} {}", path.display())]
    #[diagnostic(code("bundle::file"))]
    File {
        /// What was tried.
        what: &'static str,
        /// Which file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// What was packed is no archive, or can't become one.
    #[error("the zip can't be written: {cause}")]
    #[diagnostic(code("bundle::zip"))]
    Zip {
        /// Why not.
        cause: String,
    },
}

/// A megabyte, as the platform counts.
pub(crate) const MB: u64 = 1024 * 1024;

impl BundleError {
    /// Reading or writing a file failed.
    pub(crate) fn file(what: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { what, path, source }
    }
}

//! Settings that can't be followed. All of them are usage errors (exit code 2).

use std::path::PathBuf;
use std::sync::Arc;

use miette::{Diagnostic, NamedSource, SourceSpan};

use super::setting::SetBy;

/// A text that an error points into, with its name.
pub type Text = Arc<NamedSource<String>>;

/// A setting that can't be followed.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum SettingsError {
    /// A value that is none of its setting.
    #[error("{set_by} can't be used: {message}")]
    #[diagnostic(code("settings::value"))]
    Value {
        /// Who set it.
        set_by: SetBy,
        /// What is wrong with it.
        message: String,
        /// What to write instead.
        #[help]
        help: Option<String>,
    },

    /// The same in a configuration file.
    #[error("{message}")]
    #[diagnostic(code("settings::value"))]
    ValueInFile {
        /// What is wrong.
        message: String,
        /// What to write instead.
        #[help]
        help: Option<String>,
        /// The file.
        #[source_code]
        text: Text,
        /// Where in the file.
        #[label("here")]
        span: SourceSpan,
    },

    /// A configuration file that can't be parsed.
    #[error("{message}")]
    #[diagnostic(code("settings::syntax"))]
    Syntax {
        /// What is wrong.
        message: String,
        /// The file.
        #[source_code]
        text: Text,
        /// Where in the file.
        #[label("here")]
        span: SourceSpan,
    },

    /// A key that means nothing.
    #[error("there is no setting `{key}`")]
    #[diagnostic(code("settings::unknown-key"))]
    UnknownKey {
        /// The key.
        key: String,
        /// The key that was meant, if one is near, else all.
        #[help]
        help: String,
        /// The file.
        #[source_code]
        text: Text,
        /// Where in the file.
        #[label("unknown")]
        span: SourceSpan,
    },

    /// A configuration file that exists but can't be read.
    #[error("can't read {}", path.display())]
    #[diagnostic(
        code("settings::unreadable"),
        help("it is read for its settings; see its permissions and its encoding")
    )]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },

    /// The folder to run in can't be entered.
    #[error("can't go to the folder {}", path.display())]
    #[diagnostic(
        code("settings::directory"),
        help("`--directory` names a folder that is there")
    )]
    Directory {
        /// The folder.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },

    /// Nothing says what to resolve.
    #[error(
        "there is nothing to resolve: no file was named, and there is no requirements.in, pyproject.toml or \
         requirements.txt here"
    )]
    #[diagnostic(
        code("settings::no-input"),
        help("name a requirements file, a pyproject.toml, or `-` for standard input")
    )]
    NoInput,

    /// A file of build constraints is not there.
    #[error("the build constraints {} can't be found", path.display())]
    #[diagnostic(code("settings::no-build-constraints"), help("check the path"))]
    NoBuildConstraints {
        /// The file.
        path: PathBuf,
    },

    /// Nothing says which index to use.
    #[error(
        "no package index is known: no setting names one, and no Python with pip was found whose default could be used"
    )]
    #[diagnostic(
        code("settings::no-index"),
        help(
            "name one with --index-url, in PINFIX_INDEX_URL, UV_INDEX_URL or PIP_INDEX_URL, as `index-url` in \
             [tool.pinfix], in a requirements file or in pip.conf; or use --find-links with --no-index"
        )
    )]
    NoIndex,

    /// The lock would take the place of a file that it is made from.
    #[error("the lock can't be written to `{}`: its requirements are read from there", path.display())]
    #[diagnostic(
        code("settings::output-is-input"),
        help("write the lock to a file of its own, such as `-o requirements.txt` for `requirements.in`")
    )]
    OutputIsInput {
        /// The file.
        path: PathBuf,
    },

    /// The report would take the place of a file that is read or written.
    #[error("the report can't be written to `{}`: {what}", path.display())]
    #[diagnostic(
        code("settings::report-in-place"),
        help("write the report to a file of its own, such as `--report report.json`")
    )]
    ReportInPlace {
        /// The file.
        path: PathBuf,
        /// What the file is.
        what: &'static str,
    },

    /// The lock and the report would be mixed.
    #[error("the report can't go to standard output: the lock goes there")]
    #[diagnostic(
        code("settings::report-meets-lock"),
        help(
            "write the lock to a file with -o FILE (and without --dry-run and --diff), or the report with --report FILE"
        )
    )]
    ReportMeetsLock,
    /// A lock of PEP 751 is to get a name that none may have.
    #[error("`{}` can't be the name of a pylock.toml", path.display())]
    #[diagnostic(
        code("settings::pylock-name"),
        help("installers know one by its name: `pylock.toml`, or `pylock.NAME.toml`")
    )]
    PylockName {
        /// The file.
        path: PathBuf,
    },
}

//! Why there is no target.

use std::path::PathBuf;

use miette::Diagnostic;

/// Why there is no target. All of these are usage errors (exit code 2).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Diagnostic)]
pub enum TargetError {
    /// No interpreter, and no flags that make one unnecessary.
    #[error("no Python was found to resolve for")]
    #[diagnostic(
        code("target::no-python"),
        help("name the target with --python-version (such as 3.9), or an interpreter with --python")
    )]
    NoPython,

    /// What `--python` names is not there.
    #[error("{set_by} names `{python}`, but there is no such Python")]
    #[diagnostic(
        code("target::not-found"),
        help(
            "--python takes a path, a virtual environment, a version such as 3.9 or a name on the PATH; --python-version needs no interpreter"
        )
    )]
    NotFound {
        /// What was named.
        python: String,
        /// Who named it.
        set_by: String,
    },

    /// An interpreter does not answer as Pythons do.
    #[error("{} can't be asked what it is: {reason}", path.display())]
    #[diagnostic(
        code("target::unusable"),
        help(
            "name another interpreter with --python, or the target with --python-version, which needs none"
        )
    )]
    Unusable {
        /// The program.
        path: PathBuf,
        /// What happened.
        reason: String,
    },

    /// A Python that pinfix can't resolve for.
    #[error("{} is {what}, for which pinfix can't resolve", path.display())]
    #[diagnostic(
        code("target::unsupported"),
        help(
            "pinfix resolves for CPython from 3.8 on; name another target with --python-version and --python-platform"
        )
    )]
    Unsupported {
        /// The interpreter.
        path: PathBuf,
        /// What it is.
        what: String,
    },
}

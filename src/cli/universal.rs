//! One lock for all platforms.

use clap::Args;

use super::values::ForkStrategy;

/// One lock for all platforms.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Target")]
pub struct UniversalArguments {
    /// One lock for all platforms and all Pythons from --python-version on, with markers that say what is for whom
    ///
    /// Without --python-version, the `requires-python` of the pyproject.toml counts, else the version of the interpreter.
    #[arg(long, conflicts_with_all = ["python_platform", "target"], overrides_with = "no_universal")]
    pub universal: bool,
    #[arg(long, hide = true, overrides_with = "universal")]
    pub no_universal: bool,

    /// What counts in a universal lock where not every Python can have the newest release [default: requires-python]
    #[arg(long, value_enum, value_name = "STRATEGY")]
    pub fork_strategy: Option<ForkStrategy>,
}

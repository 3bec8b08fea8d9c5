//! For whom to resolve: a Python version and a platform, or an interpreter.

use clap::Args;

use super::values::TextOrJson;

/// For whom to resolve.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Target")]
pub struct TargetArguments {
    /// The named target to resolve for, such as eb-al2023-python3.9: Python, platform and C library at once
    ///
    /// `pinfix targets` lists them.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["python_version", "python_platform"])]
    pub target: Option<String>,

    /// The Python to resolve for, such as 3.9 (its newest known patch) or 3.9.18; no interpreter is needed
    #[arg(long, value_name = "VERSION")]
    pub python_version: Option<String>,

    /// The platform to resolve for, such as linux, macos, windows, x86_64-manylinux_2_34 or aarch64-apple-darwin
    ///
    /// `linux` means x86_64 with glibc 2.28 (manylinux_2_28). Any ARCH-manylinux_X_Y and ARCH-musllinux_X_Y will do.
    #[arg(long, value_name = "PLATFORM")]
    pub python_platform: Option<String>,

    /// The interpreter to resolve for: a path, a virtual environment, a version or a name on the PATH
    ///
    /// Without it, that of the active virtual environment, of `.venv`, or `python3` or `python` on the PATH.
    #[arg(short, long, value_name = "PYTHON")]
    pub python: Option<String>,

    /// Resolve for the first Python on the PATH, whatever environment is active
    #[arg(long, conflicts_with = "python")]
    pub system: bool,
}

/// `pinfix targets`
#[derive(Debug, Clone, Args)]
#[command(after_help = "\
Examples:
  pinfix targets
  pinfix resolve --target eb-al2023-python3.9 requirements.in -o requirements.txt
  pinfix check --target eb-al2023-python3.9,lambda-python3.12 requirements.txt")]
pub struct NamedTargetsArguments {
    /// How the list is written
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub output_format: TextOrJson,
}

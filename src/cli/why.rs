//! `pinfix why` and `pinfix why-not`

use clap::Args;
use pinfix_packaging::PackageName;

use super::inputs::package_name;
use super::question::QuestionArguments;
use super::values::TextOrJson;

/// `pinfix why`
#[derive(Debug, Clone, Args)]
#[command(after_help = "\
Examples:
  pinfix why urllib3 requirements.in --python-version 3.9
      through which of your lines urllib3 comes in, and which demand keeps it at its version
  pinfix why urllib3 requirements.txt
      the same of a lock
  pinfix why six --format json
      for a program

The demand marked with * binds: were it not there, a newer release could be had.
Exit code 1: the package is not in the resolution.")]
pub struct WhyArguments {
    /// The package to ask about
    #[arg(value_name = "PACKAGE", value_parser = package_to_ask_about)]
    pub package: PackageName,

    /// Show this many paths at the most, the shortest first
    #[arg(long, value_name = "NUMBER", default_value_t = 20, help_heading = "Output")]
    pub max_paths: usize,

    /// How the answer is written
    #[arg(
        long,
        alias = "output-format",
        value_enum,
        value_name = "FORMAT",
        default_value_t,
        help_heading = "Output"
    )]
    pub format: TextOrJson,

    /// What is resolved.
    #[command(flatten)]
    pub question: QuestionArguments,
}

/// `pinfix why-not`
#[derive(Debug, Clone, Args)]
#[command(after_help = "\
Examples:
  pinfix why-not 'urllib3>=2' requirements.in --python-version 3.9
      the lines that stand against urllib3 2, or the lock with it
  pinfix why-not 'django>=5'
      the same of requirements.in, pyproject.toml or requirements.txt here
  pinfix why-not 'urllib3==2.6.3' requirements.txt
      whether this one pin of a lock can be moved

The requirement is added as a line of its own, shown as <command line>:1. Nothing is written but to standard output.
Exit code 0: it can be had, and the lock is printed; 1: it can't, and the conflicts that it causes are explained.")]
pub struct WhyNotArguments {
    /// The requirement to ask about, in quotes: 'urllib3>=2'
    #[arg(value_name = "REQUIREMENT")]
    pub requirement: String,

    /// How the answer is written
    #[arg(
        long,
        alias = "output-format",
        value_enum,
        value_name = "FORMAT",
        default_value_t,
        help_heading = "Output"
    )]
    pub format: TextOrJson,

    /// What is resolved.
    #[command(flatten)]
    pub question: QuestionArguments,
}

/// A package name; a file name in its place is told apart, since it would be a valid one.
fn package_to_ask_about(text: &str) -> Result<PackageName, String> {
    let is_file = [".txt", ".in", ".toml"].iter().any(|end| text.ends_with(end));
    if is_file || text.contains('/') {
        return Err(format!(
            "`{text}` looks like a file; the package comes first: `pinfix why PACKAGE {text}`"
        ));
    }
    package_name(text)
}

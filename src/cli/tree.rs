//! `pinfix tree`

use clap::Args;
use pinfix_packaging::PackageName;

use super::inputs::package_name;
use super::question::QuestionArguments;
use super::values::{Charset, TreeFormat};

/// `pinfix tree`
#[derive(Debug, Clone, Args)]
#[command(after_help = "\
Examples:
  pinfix tree requirements.in
      what is resolved, as a tree, with what each package demands of the next
  pinfix tree --invert --package urllib3 requirements.txt
      who asks for urllib3 in a lock, up to your own lines
  pinfix tree --depth 1
      what your lines bring in directly
  pinfix tree --format dot | dot -Tsvg > tree.svg
      a picture; --format mermaid for a Markdown file")]
pub struct TreeArguments {
    /// Turn the tree around: below each package those that ask for it
    #[arg(long, alias = "reverse", help_heading = "Output")]
    pub invert: bool,

    /// Go this deep: 0 shows the first level only
    #[arg(short, long, value_name = "N", help_heading = "Output")]
    pub depth: Option<usize>,

    /// Begin with this package; may be given several times
    #[arg(
        long,
        alias = "packages",
        value_name = "NAME",
        value_delimiter = ',',
        value_parser = package_name,
        help_heading = "Output"
    )]
    pub package: Vec<PackageName>,

    /// Leave this package and what only it brings in out of the tree; may be given several times
    #[arg(
        long,
        value_name = "NAME",
        value_delimiter = ',',
        value_parser = package_name,
        help_heading = "Output"
    )]
    pub prune: Vec<PackageName>,

    /// Show what is below a package each time, and not only the first
    #[arg(long, help_heading = "Output")]
    pub no_dedupe: bool,

    /// Say which packages have a newer release
    #[arg(long, help_heading = "Output")]
    pub outdated: bool,

    /// How the tree is written
    #[arg(
        long,
        alias = "output-format",
        value_enum,
        value_name = "FORMAT",
        default_value_t,
        help_heading = "Output"
    )]
    pub format: TreeFormat,

    /// With which characters the lines of the text are drawn
    #[arg(
        long,
        value_enum,
        value_name = "CHARSET",
        default_value_t,
        help_heading = "Output"
    )]
    pub charset: Charset,

    /// What is resolved.
    #[command(flatten)]
    pub question: QuestionArguments,
}

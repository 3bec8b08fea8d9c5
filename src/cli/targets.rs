//! `pinfix targets`

use clap::Args;

use super::values::TextOrJson;

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

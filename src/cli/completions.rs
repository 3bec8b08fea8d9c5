//! `pinfix completions`

use clap::Args;
use clap_complete::Shell;

/// `pinfix completions`
#[derive(Debug, Clone, Args)]
#[command(after_help = "\
Examples:
  pinfix completions bash > ~/.local/share/bash-completion/completions/pinfix
  pinfix completions zsh  > ~/.zfunc/_pinfix
  pinfix completions fish > ~/.config/fish/completions/pinfix.fish")]
pub struct CompletionsArguments {
    /// The shell to write the script for
    #[arg(value_enum)]
    pub shell: Shell,
}

//! What users of pip-compile have in their fingers and need not unlearn.

use clap::Args;
use clap::builder::PossibleValuesParser;

/// Flags of pip-compile that change nothing here; its command lines work as they are.
#[derive(Debug, Clone, Default, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
pub struct HabitArguments {
    #[arg(long, hide = true)]
    allow_unsafe: bool,
    #[arg(long, hide = true)]
    no_allow_unsafe: bool,
    #[arg(long, hide = true)]
    reuse_hashes: bool,
    #[arg(long, hide = true)]
    no_reuse_hashes: bool,
    #[arg(long, hide = true)]
    emit_options: bool,
    #[arg(long, hide = true)]
    no_emit_options: bool,
    #[arg(long, hide = true, value_parser = PossibleValuesParser::new(["backtracking"]))]
    resolver: Option<String>,
}

impl HabitArguments {
    /// Those that were given.
    pub fn given(&self) -> Vec<&'static str> {
        let flags = [
            ("--allow-unsafe", self.allow_unsafe),
            ("--no-allow-unsafe", self.no_allow_unsafe),
            ("--reuse-hashes", self.reuse_hashes),
            ("--no-reuse-hashes", self.no_reuse_hashes),
            ("--emit-options", self.emit_options),
            ("--no-emit-options", self.no_emit_options),
            ("--resolver", self.resolver.is_some()),
        ];
        let given = flags.into_iter().filter(|(_, given)| *given);
        given.map(|(name, _)| name).collect()
    }
}

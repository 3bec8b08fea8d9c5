//! What users of pip-compile and uv have in their fingers and need not unlearn.

use clap::Args;
use clap::builder::PossibleValuesParser;

/// Flags of pip-compile and uv that change nothing here; their command lines work as they are.
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
    #[arg(long, hide = true)]
    build_isolation: bool,
    #[arg(long, hide = true)]
    no_emit_trusted_host: bool,
    #[arg(long, hide = true, value_name = "N")]
    max_rounds: Option<String>,
    #[arg(long, hide = true, value_parser = PossibleValuesParser::new(["backtracking"]))]
    resolver: Option<String>,
    #[arg(long, hide = true, value_name = "MODE")]
    link_mode: Option<String>,
    #[arg(long, hide = true)]
    managed_python: bool,
    #[arg(long, hide = true)]
    no_managed_python: bool,
    #[arg(long, hide = true)]
    no_python_downloads: bool,
    #[arg(long, hide = true)]
    no_sources: bool,
    #[arg(long, hide = true, alias = "native-tls")]
    system_certs: bool,
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
            ("--build-isolation", self.build_isolation),
            ("--no-emit-trusted-host", self.no_emit_trusted_host),
            ("--max-rounds", self.max_rounds.is_some()),
            ("--resolver", self.resolver.is_some()),
            ("--link-mode", self.link_mode.is_some()),
            ("--managed-python", self.managed_python),
            ("--no-managed-python", self.no_managed_python),
            ("--no-python-downloads", self.no_python_downloads),
            ("--no-sources", self.no_sources),
            ("--system-certs", self.system_certs),
        ];
        let given = flags.into_iter().filter(|(_, given)| *given);
        given.map(|(name, _)| name).collect()
    }
}

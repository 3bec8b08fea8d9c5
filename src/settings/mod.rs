//! From flags, variables and configuration files to typed settings. Nothing else of pinfix reads the environment.
//!
//! A [`Configuration`] holds what lies beside the flags; its methods make settings of flags: [`Configuration::target`],
//! [`Configuration::index`], [`Configuration::client`] and so on. Each setting comes from the first place that has it: the
//! command line, its `PINFIX_` variable, `pinfix.toml` or `[tool.pinfix]`; for indexes, certificates and proxies then the
//! variables of uv and of pip, the requirements files, pip's configuration files, and the default of the installed pip.

mod check;
mod client;
mod configuration;
mod environment;
mod error;
mod explain;
mod file;
mod index;
mod ini;
mod inputs;
mod isolation;
mod keys;
mod links;
mod output;
mod pip;
mod selection;
mod setting;
mod storage;
mod target;
mod terminal;
mod universal;
mod uv;
mod written;

#[cfg(test)]
mod tests;

pub use configuration::Configuration;
pub use environment::{Environment, variable};
pub use error::SettingsError;
pub use index::IndexChoice;
pub use isolation::IsolationSettings;
pub use output::{EmitSettings, OutputSettings, ReportTo};
pub use selection::{SelectionSettings, Staleness, UPGRADE_BOUNDS, Upgrade};
pub use setting::{SetBy, Setting};
pub use target::{InterpreterSearch, TargetSettings};
pub use terminal::{TerminalSettings, Terminals, Verbosity};
pub use universal::UniversalSettings;
pub use written::WrittenOptions;

//! `pinfix bundle`

use std::path::PathBuf;

use clap::Args;

use super::build::BuildArguments;
use super::explain::ExplainArguments;
use super::index::{IndexArguments, NetworkArguments};
use super::selection::SelectionArguments;

/// `pinfix bundle`
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "\
Examples:
  pinfix bundle --target eb-al2023-python3.9 -o app.zip
      lock, check and pack the Django project of this folder
  pinfix bundle --target eb-al2023-python3.12 --list
      what goes in, and why the rest stays out
  pinfix bundle --target eb-al2023-python3.9 --rehearse --env SECRET_KEY=x
      deploy it without a cloud first: hooks, pip, migrations, server, health check
  pinfix bundle backend --target eb-al2023-python3.12 --wsgi shop.wsgi:application
      another folder, and a server of your own

Settings stand in [tool.pinfix.bundle] of pyproject.toml; see docs/bundle.md.

Exit codes:
  0  the bundle is there
  1  there is no lock, or the rehearsal failed; nothing was written
  2  the command line, the settings or a file is wrong
  3  the index, the network or the machine failed")]
pub struct BundleArguments {
    /// The project's folder [default: the current one]
    pub project: Option<PathBuf>,

    /// What goes in, and where it is written.
    #[command(flatten)]
    pub package: PackageArguments,

    /// How it is started and tried.
    #[command(flatten)]
    pub rehearsal: RehearsalArguments,

    /// Which versions are chosen.
    #[command(flatten)]
    pub selection: SelectionArguments,

    /// From where.
    #[command(flatten)]
    pub index: IndexArguments,

    /// How the index is reached.
    #[command(flatten)]
    pub network: NetworkArguments,

    /// Which kinds of distributions.
    #[command(flatten)]
    pub build: BuildArguments,

    /// How much is spent on explaining.
    #[command(flatten)]
    pub explain: ExplainArguments,
}

/// What goes in, and where it is written.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Bundle")]
pub struct PackageArguments {
    /// The named target, such as eb-al2023-python3.9; `pinfix targets` lists them
    #[arg(long, value_name = "NAME")]
    pub target: Option<String>,

    /// Where the bundle is written [default: FOLDER.zip]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// The application, where it is not found: `shop.wsgi:application`, `app:app`
    #[arg(long, value_name = "MODULE:CALLABLE")]
    pub wsgi: Option<String>,

    /// The file of requirements, where it is not requirements.in, requirements.txt or pyproject.toml
    #[arg(short, long, value_name = "FILE")]
    pub requirements: Option<PathBuf>,

    /// Resolve anew, and don't keep to the requirements.txt beside the requirements
    #[arg(long)]
    pub relock: bool,

    /// Put in what would stay out, by a pattern as in .gitignore
    #[arg(long, value_name = "PATTERN")]
    pub include: Vec<String>,

    /// Leave out what would go in
    #[arg(long, value_name = "PATTERN")]
    pub leave_out: Vec<String>,

    /// An environment property that is no secret, and so may stand in the bundle
    #[arg(long, value_name = "NAME=VALUE")]
    pub property: Vec<String>,

    /// How many bundles of before are kept [default: 3]
    #[arg(long, value_name = "NUMBER")]
    pub keep: Option<usize>,

    /// What the load balancer asks for [default: /]
    #[arg(long, value_name = "PATH")]
    pub health_check_path: Option<String>,

    /// Only list what goes in, and why the rest stays out
    #[arg(long)]
    pub list: bool,
}

/// How it is tried.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Rehearsal")]
pub struct RehearsalArguments {
    /// Deploy the bundle on this machine before it is written, as the platform would
    #[arg(long)]
    pub rehearse: bool,

    /// Rehearse this bundle as it is, and make none
    #[arg(long, value_name = "BUNDLE", conflicts_with = "rehearse")]
    pub rehearse_bundle: Option<PathBuf>,

    /// Where it is deployed; what an earlier rehearsal left there is the version before [default: a temporary folder]
    #[arg(long, value_name = "FOLDER")]
    pub scratch: Option<PathBuf>,

    /// An environment property for the rehearsal only, such as a secret
    #[arg(long, value_name = "NAME=VALUE")]
    pub env: Vec<String>,

    /// The interpreter to rehearse with, where none of the target's version is found
    #[arg(long, value_name = "PYTHON")]
    pub python: Option<String>,
}

//! What is written, and how the lock looks.

use std::path::PathBuf;

use clap::Args;
use pinfix_packaging::PackageName;

use super::inputs::package_name;
use super::values::{AnnotationStyle, LockFormat};

/// Where the lock goes.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputArguments {
    /// Write the lock to FILE, whole or not at all; its present pins are preferred
    #[arg(short, long, value_name = "FILE")]
    pub output_file: Option<PathBuf>,

    /// The format of the lock [default: pylock.toml for a FILE of that name, else requirements.txt]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<LockFormat>,

    /// Write nothing, print the lock
    #[arg(long)]
    pub dry_run: bool,

    /// Write nothing, print what would change in the output file
    #[arg(long, requires = "output_file")]
    pub diff: bool,

    /// Write nothing, exit with 1 if the output file would change
    #[arg(long, requires = "output_file")]
    pub check: bool,

    /// Write what was found as JSON to FILE, with a lock or without; `-` for standard output, then with -o
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
}

/// What stands in the lock beside the pins.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Lock format")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag or its opposite")]
pub struct EmitArguments {
    /// Add the sha256 of every file that pip could install
    #[arg(long, overrides_with = "no_generate_hashes")]
    pub generate_hashes: bool,
    #[arg(long, hide = true)]
    pub no_generate_hashes: bool,

    /// Leave PACKAGE out of the lock
    #[arg(long, alias = "unsafe-package", value_name = "PACKAGE", value_parser = package_name)]
    pub no_emit_package: Vec<PackageName>,

    /// Keep extras in the lock, as in `celery[redis]==5.3.6`
    #[arg(long, overrides_with = "strip_extras")]
    pub no_strip_extras: bool,
    #[arg(long, hide = true)]
    pub strip_extras: bool,

    /// Keep the markers of requirements in the lock
    #[arg(long, overrides_with = "strip_markers")]
    pub no_strip_markers: bool,
    #[arg(long, hide = true)]
    pub strip_markers: bool,

    /// Write the index URLs into the lock, without passwords
    #[arg(long, overrides_with = "no_emit_index_url")]
    pub emit_index_url: bool,
    #[arg(long, hide = true)]
    pub no_emit_index_url: bool,

    /// Write the --find-links into the lock
    #[arg(long, overrides_with = "no_emit_find_links")]
    pub emit_find_links: bool,
    #[arg(long, hide = true)]
    pub no_emit_find_links: bool,
}

/// The comments in the lock.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Lock format")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag or its opposite")]
pub struct AnnotationArguments {
    /// Don't say by comments why a package is there
    #[arg(long, overrides_with = "annotate")]
    pub no_annotate: bool,
    #[arg(long, hide = true)]
    pub annotate: bool,

    /// How those comments are laid out [default: split]
    #[arg(long, value_enum, value_name = "STYLE")]
    pub annotation_style: Option<AnnotationStyle>,

    /// Leave out the header that says how to make the lock again
    #[arg(long, overrides_with = "header")]
    pub no_header: bool,
    #[arg(long, hide = true)]
    pub header: bool,

    /// The command that the header names [env: PINFIX_CUSTOM_COMPILE_COMMAND, CUSTOM_COMPILE_COMMAND]
    #[arg(long, value_name = "COMMAND")]
    pub custom_compile_command: Option<String>,
}

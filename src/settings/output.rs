//! What is written, and how the lock looks.

use std::collections::BTreeSet;
use std::path::PathBuf;

use pinfix_packaging::PackageName;

use super::configuration::{Configuration, either};
use super::error::SettingsError;
use crate::cli::{AnnotationArguments, AnnotationStyle, EmitArguments, LockFormat, OutputArguments};

/// Where the lock goes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OutputSettings {
    /// The file; `None`: standard output.
    pub file: Option<PathBuf>,
    /// Its format.
    pub format: LockFormat,
    /// What is done in place of writing it.
    pub instead: Instead,
    /// Where the report goes; `None`: there is none.
    pub report: Option<ReportTo>,
}

/// Where the report goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReportTo {
    /// To a file.
    File(PathBuf),
    /// To standard output, which takes no lock then.
    StandardOutput,
}

/// What is done in place of writing the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Instead {
    /// The lock is printed.
    pub dry_run: bool,
    /// What would change is printed.
    pub diff: bool,
    /// The exit code says whether something would change.
    pub check: bool,
}

impl Instead {
    /// Whether the output file stays as it is.
    pub const fn writes_nothing(self) -> bool {
        self.dry_run || self.diff || self.check
    }
}

/// What stands in the lock beside the pins.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each stands for a flag, and all combinations make sense"
)]
pub struct EmitSettings {
    /// Hashes of the files.
    pub hashes: bool,
    /// Packages that are left out.
    pub omitted: BTreeSet<PackageName>,
    /// Extras: `celery[redis]==5.3.6`.
    pub extras: bool,
    /// Markers.
    pub markers: bool,
    /// The URLs of the indexes.
    pub index_urls: bool,
    /// The find-links.
    pub find_links: bool,
}

/// The comments in the lock.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AnnotationSettings {
    /// How the comments that say why a package is there are laid out; `None`: there are none.
    pub style: Option<AnnotationStyle>,
    /// Whether a header says how to make the lock again.
    pub header: bool,
    /// The command that the header names in place of the actual one.
    pub command: Option<String>,
}

impl Configuration {
    /// Where the lock and the report go; `-` is standard output, which takes one of them.
    pub fn output(&self, arguments: &OutputArguments) -> Result<OutputSettings, SettingsError> {
        let file = arguments
            .output_file
            .clone()
            .filter(|path| path.as_os_str() != "-");
        let instead = Instead {
            dry_run: arguments.dry_run,
            diff: arguments.diff,
            check: arguments.check,
        };
        let named = file.as_deref().is_some_and(pinfix_requirements::is_pylock);
        let format = match self.one("format", arguments.format)?.map(|setting| setting.value) {
            Some(LockFormat::Pylock) if file.is_some() && !named => {
                return Err(SettingsError::PylockName {
                    path: file.unwrap_or_default(),
                });
            }
            Some(format) => format,
            None if named => LockFormat::Pylock,
            None => LockFormat::default(),
        };
        let prints = file.is_none() || instead.dry_run || instead.diff;
        let report = match &arguments.report {
            None => None,
            Some(path) if path.as_os_str() == "-" && prints => return Err(SettingsError::ReportMeetsLock),
            Some(path) if path.as_os_str() == "-" => Some(ReportTo::StandardOutput),
            Some(path) => Some(ReportTo::File(path.clone())),
        };
        Ok(OutputSettings {
            file,
            format,
            instead,
            report,
        })
    }

    /// What stands in the lock beside the pins.
    pub fn emit(&self, arguments: &EmitArguments) -> Result<EmitSettings, SettingsError> {
        let switch = |key, on, off| -> Result<Option<bool>, SettingsError> {
            Ok(self.switch(key, either(on, off))?.map(|setting| setting.value))
        };
        let omitted = self.many("no-emit-package", arguments.no_emit_package.clone())?;
        Ok(EmitSettings {
            hashes: switch(
                "generate-hashes",
                arguments.generate_hashes,
                arguments.no_generate_hashes,
            )?
            .unwrap_or(false),
            omitted: omitted.into_iter().map(|setting| setting.value).collect(),
            extras: !switch("strip-extras", arguments.strip_extras, arguments.no_strip_extras)?
                .unwrap_or(true),
            markers: !switch(
                "strip-markers",
                arguments.strip_markers,
                arguments.no_strip_markers,
            )?
            .unwrap_or(true),
            index_urls: switch(
                "emit-index-url",
                arguments.emit_index_url,
                arguments.no_emit_index_url,
            )?
            .unwrap_or(false),
            find_links: switch(
                "emit-find-links",
                arguments.emit_find_links,
                arguments.no_emit_find_links,
            )?
            .unwrap_or(false),
        })
    }

    /// The comments in the lock.
    pub fn annotations(&self, arguments: &AnnotationArguments) -> Result<AnnotationSettings, SettingsError> {
        let annotate = self.switch("annotate", either(arguments.annotate, arguments.no_annotate))?;
        let style = self.one("annotation-style", arguments.annotation_style)?;
        let header = self.switch("header", either(arguments.header, arguments.no_header))?;
        let command = self
            .one("custom-compile-command", arguments.custom_compile_command.clone())?
            .or_else(|| self.variable(&["UV_CUSTOM_COMPILE_COMMAND", "CUSTOM_COMPILE_COMMAND"]));
        Ok(AnnotationSettings {
            style: annotate
                .is_none_or(|setting| setting.value)
                .then(|| style.map(|setting| setting.value).unwrap_or_default()),
            header: header.is_none_or(|setting| setting.value),
            command: command.map(|setting| setting.value),
        })
    }
}

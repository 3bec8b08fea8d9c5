//! The files in the archive that tell, and which of them counts.

use std::io::{BufReader, Read, Seek};
use std::ops::ControlFlow;

use pinfix_packaging::filename::SdistExtension;
use pinfix_packaging::{SdistFilename, Version};

use super::{egg_info, project_table};
use crate::archive::sparse::Sparse;
use crate::archive::{ArchiveError, tarball, zip};
use crate::metadata::{CoreMetadata, Provenance};

/// No honest file of these is larger.
const FILE_LIMIT: u64 = 16 * 1024 * 1024;

/// What a source distribution says of its dependencies without being built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Statement {
    /// What every build will say.
    Promised(CoreMetadata),
    /// What the author's own build said, of a project whose `setup.py` looks at nothing that differs from machine to machine.
    Reported(CoreMetadata),
    /// What the author's own build said; another one may say something else.
    Guessed(CoreMetadata),
    /// Nothing.
    Nothing,
}

/// What the archive states.
pub fn static_metadata<S: Read + Seek>(
    source: &mut S,
    filename: &SdistFilename,
) -> Result<Statement, ArchiveError> {
    Ok(files(source, filename.extension)?.statement(Some(&filename.version)))
}

/// What an archive promises whose name tells nothing. What an author's build left in it is not believed: such archives are
/// made of repositories, where it would be there by mistake.
pub fn anonymous_metadata<S: Read + Seek>(
    source: &mut S,
    extension: SdistExtension,
) -> Result<Option<CoreMetadata>, ArchiveError> {
    Ok(match files(source, extension)?.statement(None) {
        Statement::Promised(metadata) => Some(metadata),
        Statement::Reported(_) | Statement::Guessed(_) | Statement::Nothing => None,
    })
}

fn files<S: Read + Seek>(source: &mut S, extension: SdistExtension) -> Result<Files, ArchiveError> {
    let mut files = Files::default();
    if extension == SdistExtension::Zip {
        let entries = Sparse::drive(source, zip::entries)?;
        for entry in &entries {
            if let Some(slot) = files.slot(&entry.name) {
                *slot = Some(Sparse::drive(source, |archive| {
                    zip::read(archive, entry, FILE_LIMIT)
                })?);
            }
        }
    } else {
        source.rewind()?;
        tarball::each_file(BufReader::new(source), extension, |path, file| {
            if let Some(slot) = files.slot(path) {
                *slot = Some(tarball::read(path, file, FILE_LIMIT)?);
            }
            Ok(if files.promised().is_some() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            })
        })?;
    }
    Ok(files)
}

/// The files of a source distribution that tell its dependencies.
#[derive(Default)]
struct Files {
    pkg_info: Option<Vec<u8>>,
    pyproject: Option<Vec<u8>>,
    requires: Option<Vec<u8>>,
    egg_pkg_info: Option<Vec<u8>>,
    setup: Option<Vec<u8>>,
    /// What `pkg_info` promises, once it was read, and if it does.
    promise: Option<CoreMetadata>,
    was_read: bool,
}

impl Files {
    /// Where the content of the file at `path` belongs, if it is one of those looked for and not there yet.
    fn slot(&mut self, path: &str) -> Option<&mut Option<Vec<u8>>> {
        let mut parts = path.trim_start_matches("./").split('/').skip(1);
        let mut part = parts.next()?;
        if part == "src" {
            part = parts.next()?;
        }
        let slot = match (part, parts.next(), parts.next()) {
            ("PKG-INFO", None, None) => &mut self.pkg_info,
            ("pyproject.toml", None, None) => &mut self.pyproject,
            ("setup.py", None, None) => &mut self.setup,
            (folder, Some("requires.txt"), None) if folder.ends_with(".egg-info") => &mut self.requires,
            (folder, Some("PKG-INFO"), None) if folder.ends_with(".egg-info") => &mut self.egg_pkg_info,
            _ => return None,
        };
        slot.is_none().then_some(slot)
    }

    /// PKG-INFO, if it promises that builds don't change it.
    fn promised(&mut self) -> Option<&CoreMetadata> {
        if let (Some(pkg_info), false) = (&self.pkg_info, self.was_read) {
            self.was_read = true;
            self.promise = promised(pkg_info);
        }
        self.promise.as_ref()
    }

    fn statement(mut self, version: Option<&Version>) -> Statement {
        self.promised();
        let promise = self.promise.take().or_else(|| {
            let text = self.pyproject.as_deref()?;
            project_table::read(text, version)
        });
        if let Some(metadata) = promise {
            return Statement::Promised(metadata);
        }
        let looks_around = self.setup.as_deref().is_some_and(looks_around);
        match self.reported() {
            Some(metadata) if looks_around => Statement::Guessed(metadata),
            Some(metadata) => Statement::Reported(metadata),
            None => Statement::Nothing,
        }
    }

    /// What stands in the egg-info.
    fn reported(&self) -> Option<CoreMetadata> {
        // The PKG-INFO within the egg-info was written together with `requires.txt`.
        let pkg_info = self.egg_pkg_info.as_ref().or(self.pkg_info.as_ref())?;
        egg_info::read(pkg_info, self.requires.as_ref()?)
    }
}

/// Whether a `setup.py` looks at its machine, its Python or its environment, so that what it asks for may depend on them.
/// One that does not gives the same answer everywhere.
fn looks_around(setup: &[u8]) -> bool {
    const EYES: [&[u8]; 15] = [
        b"platform",
        b"version_info",
        b"sys.version",
        b"hexversion",
        b"os.name",
        b"environ",
        b"getenv",
        b"uname",
        b"machine",
        b"maxsize",
        b"PY2",
        b"PY3",
        b"except",
        b"subprocess",
        b"exists(",
    ];
    EYES.iter()
        .any(|eye| setup.windows(eye.len()).any(|window| window == *eye))
}

/// Reads a PKG-INFO that promises that no build changes what it says of dependencies (PEP 643).
fn promised(text: &[u8]) -> Option<CoreMetadata> {
    let metadata = CoreMetadata::parse(text, Provenance::PkgInfo).ok()?;
    let (major, minor) = metadata.metadata_version.as_deref()?.split_once('.')?;
    let since = (major.parse::<u32>().ok()?, minor.parse::<u32>().ok()?);
    let changes = ["requires-dist", "requires-python", "provides-extra"];
    let fixed = !metadata
        .dynamic
        .iter()
        .any(|field| changes.contains(&field.as_str()));
    (since >= (2, 2) && fixed).then_some(metadata)
}

//! [`Recorder`]: keeps a record of what an index was asked, and writes it as a snapshot.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use pinfix_packaging::PackageName;
use tempfile::TempDir;

use crate::distribution::{Distribution, Hash};
use crate::error::{IndexError, MetadataError};
use crate::index::{Guide, Index, Wanted};
use crate::metadata::CoreMetadata;
use crate::project::Project;
use crate::simple::write;
use crate::statistics::Statistics;

/// Wraps an index, and remembers the projects and the metadata that were asked for.
///
/// [`Recorder::finish`] writes them in the layout that [`SnapshotIndex`](crate::SnapshotIndex) reads and any static web
/// server can serve. The same answers give the same bytes, in whatever order they were asked for.
#[derive(Debug)]
pub struct Recorder<I> {
    inner: I,
    projects: Mutex<BTreeMap<PackageName, Arc<Project>>>,
    /// Header lines of METADATA by project, then by file name.
    texts: Mutex<BTreeMap<PackageName, write::Texts>>,
}

/// What a snapshot holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded {
    /// How many projects.
    pub projects: usize,
    /// How many distributions' metadata.
    pub metadata_files: usize,
}

impl<I: Index> Recorder<I> {
    /// Records what `inner` is asked.
    pub fn new(inner: I) -> Self {
        Self {
            inner,
            projects: Mutex::default(),
            texts: Mutex::default(),
        }
    }

    /// Writes the snapshot as the folder `target`, in place of whatever snapshot was there; all of it, or nothing.
    pub fn finish(&self, target: &Path) -> Result<Recorded, IndexError> {
        let target = std::path::absolute(target).map_err(|error| IndexError::io(target, &error))?;
        check_target(&target)?;
        let parent = target.parent().unwrap_or(&target);
        fs::create_dir_all(parent).map_err(|error| IndexError::io(parent, &error))?;
        let folder =
            TempDir::with_prefix_in(".snapshot-", parent).map_err(|error| IndexError::io(parent, &error))?;
        let place = folder.path().join("new");
        let recorded = self.write(&place)?;
        if target.exists() {
            // The old one goes away together with the temporary folder.
            fs::rename(&target, folder.path().join("old"))
                .map_err(|error| IndexError::io(&target, &error))?;
        }
        fs::rename(&place, &target).map_err(|error| IndexError::io(&target, &error))?;
        Ok(recorded)
    }

    fn write(&self, place: &Path) -> Result<Recorded, IndexError> {
        let projects = lock(&self.projects);
        let texts = lock(&self.texts);
        let names: Vec<&PackageName> = projects.keys().collect();
        save(place.join("index.json"), write::list_json(&names).as_bytes())?;
        save(place.join("index.html"), write::list_html(&names).as_bytes())?;
        let none = BTreeMap::new();
        let mut metadata_files = 0;
        for (name, project) in &*projects {
            let folder = place.join(name.as_ref());
            let texts = texts.get(name).unwrap_or(&none);
            for (filename, text) in texts {
                save(folder.join(format!("{filename}.metadata")), text)?;
            }
            metadata_files += texts.len();
            save(
                folder.join("index.json"),
                write::page_json(project, texts).as_bytes(),
            )?;
            save(
                folder.join("index.html"),
                write::page_html(project, texts).as_bytes(),
            )?;
        }
        Ok(Recorded {
            projects: projects.len(),
            metadata_files,
        })
    }
}

impl<I: Index> Index for Recorder<I> {
    fn project(&self, name: &PackageName) -> Result<Option<Arc<Project>>, IndexError> {
        let found = self.inner.project(name)?;
        if let Some(project) = &found {
            lock(&self.projects).insert(name.clone(), project.clone());
        }
        Ok(found)
    }

    fn metadata(&self, distribution: &Arc<Distribution>) -> Result<Arc<CoreMetadata>, MetadataError> {
        let metadata = self.inner.metadata(distribution)?;
        // Where the text is gone, one that says the same.
        let text = self
            .inner
            .metadata_text(distribution)?
            .unwrap_or_else(|| metadata.to_text().into_bytes().into());
        lock(&self.texts)
            .entry(distribution.project.clone())
            .or_default()
            .insert(distribution.filename.clone(), text);
        Ok(metadata)
    }

    fn metadata_text(&self, distribution: &Arc<Distribution>) -> Result<Option<Arc<[u8]>>, MetadataError> {
        self.inner.metadata_text(distribution)
    }

    fn file_hash(&self, distribution: &Arc<Distribution>) -> Result<Hash, MetadataError> {
        self.inner.file_hash(distribution)
    }

    fn follow(&self, wanted: Vec<Wanted>, guide: Arc<dyn Guide>) {
        self.inner.follow(wanted, guide);
    }

    fn prefetch(&self, distributions: &[Arc<Distribution>]) {
        self.inner.prefetch(distributions);
    }

    fn wait_until(&self, end: Option<Instant>, last: Option<Instant>) {
        self.inner.wait_until(end, last);
    }

    fn statistics(&self) -> Statistics {
        self.inner.statistics()
    }
}

/// Whether a snapshot may be written to `target`: there is nothing, an empty folder, or a snapshot.
pub fn may_hold_snapshot(target: &Path) -> std::io::Result<bool> {
    match fs::read_dir(target) {
        Ok(mut entries) => Ok(entries.next().is_none() || target.join("index.json").is_file()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => Ok(false),
        Err(error) => Err(error),
    }
}

/// Refuses to replace anything that is no snapshot.
fn check_target(target: &Path) -> Result<(), IndexError> {
    if may_hold_snapshot(target).map_err(|error| IndexError::io(target, &error))? {
        return Ok(());
    }
    let cause = "there is something else than a snapshot".to_owned();
    Err(IndexError::Io {
        path: target.to_owned(),
        cause,
    })
}

/// Writes a file, and the folders above it.
fn save(path: PathBuf, bytes: &[u8]) -> Result<(), IndexError> {
    let folder = path.parent().unwrap_or(&path);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&path, bytes))
        .map_err(|error| IndexError::io(path, &error))
}

/// A record is whole after each insertion, so another thread's panic does not spoil it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

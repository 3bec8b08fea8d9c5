//! Where things are kept.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use pinfix_packaging::PackageName;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use url::Url;

use super::atomic;
use super::pack::Pack;
use super::page::{self, StoredPage};

/// How the names of our folders begin; what follows is the schema's number.
pub(super) const FOLDER_PREFIX: &str = "index-v";

/// The schema of everything that is written here. Count it up with every change: old folders are then left alone.
pub(super) const SCHEMA: u32 = 4;

/// Marks the folder for backup programs (<https://bford.info/cachedir/>).
pub(super) const TAG_FILE: &str = "CACHEDIR.TAG";
const TAG: &str = "Signature: 8a477f597d28d172789f06886806bc55\n# This folder is pinfix's cache: it can be deleted at any time.\n";

/// Where builds keep their environments and logs, in the cache folder `root`.
pub fn builds(root: &Path) -> PathBuf {
    root.join(format!("{FOLDER_PREFIX}{SCHEMA}")).join("builds")
}

/// Where clones of repositories are kept, in the cache folder `root`.
pub fn repositories(root: &Path) -> PathBuf {
    root.join(format!("{FOLDER_PREFIX}{SCHEMA}")).join("git")
}

/// A cache folder.
#[derive(Debug, Clone)]
pub struct Cache {
    root: PathBuf,
}

impl Cache {
    /// The cache in the folder `root`, which need not exist.
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
        }
    }

    /// Makes the folder and marks it as a cache, where that was not done before.
    pub fn prepare(&self) -> io::Result<()> {
        let tag = self.root.join(TAG_FILE);
        if !tag.exists() {
            fs::create_dir_all(&self.root)?;
            fs::write(tag, TAG)?;
        }
        Ok(())
    }

    /// The part for one index. Credentials, query and fragment of its URL play no part.
    pub fn index(&self, url: &Url) -> IndexCache {
        let mut bare = url.clone();
        // Both fail only for URLs that have no user anyway.
        let _ = bare.set_username("");
        let _ = bare.set_password(None);
        bare.set_query(None);
        bare.set_fragment(None);
        let digest = Sha256::digest(bare.as_str().trim_end_matches('/').as_bytes());
        let mut hash = String::with_capacity(16);
        for byte in digest.iter().take(8) {
            // Writing to a string can't fail.
            let _ = write!(hash, "{byte:02x}");
        }
        IndexCache::new(self.schema().join(hash))
    }

    /// The part for distributions that are of no index: those named by a URL.
    pub fn direct(&self) -> IndexCache {
        IndexCache::new(self.schema().join("direct"))
    }

    fn schema(&self) -> PathBuf {
        self.root.join(format!("{FOLDER_PREFIX}{SCHEMA}"))
    }
}

/// The part of a cache that belongs to one index.
#[derive(Debug, Clone)]
pub struct IndexCache {
    folder: PathBuf,
    /// The packs that are in use, each read once.
    packs: Arc<Mutex<FxHashMap<PackageName, Arc<Pack>>>>,
    /// Whether nothing was kept when it was first asked.
    new: Arc<OnceLock<bool>>,
}

impl IndexCache {
    fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            packs: Arc::default(),
            new: Arc::default(),
        }
    }

    /// Whether nothing was kept when it was first asked: then nothing has to be looked for.
    pub fn is_new(&self) -> bool {
        *self.new.get_or_init(|| !self.folder.exists())
    }

    /// The page of a project, if it is there in good order. `index` is the index's name as it may be shown.
    pub fn read_page(&self, name: &PackageName, index: &str) -> Option<StoredPage> {
        page::read(&self.page_path(name), name, index)
    }

    /// Keeps the page of a project, by its bytes.
    pub fn write_page(&self, name: &PackageName, bytes: &[u8]) -> io::Result<()> {
        atomic::write(&self.page_path(name), &[bytes])
    }

    /// The metadata of the distributions of a project.
    pub fn pack(&self, name: &PackageName) -> Arc<Pack> {
        let mut packs = self.packs.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = self.is_new();
        let new = || Arc::new(Pack::new(self.folder.join(format!("{name}.pack")), is_new));
        Arc::clone(packs.entry(name.clone()).or_insert_with(new))
    }

    fn page_path(&self, name: &PackageName) -> PathBuf {
        // Normalised names consist of a-z, 0-9 and `-`; they are safe as file names.
        self.folder.join(format!("{name}.page"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_play_no_part_in_the_place() {
        let cache = Cache::new(Path::new("/cache"));
        let folder = |url: &str| cache.index(&Url::parse(url).unwrap()).folder;
        let plain = folder("https://example.org/simple");
        assert_eq!(plain, folder("https://me:secret@example.org/simple/"));
        assert_eq!(plain, folder("https://example.org/simple/?token=secret#x"));
        assert_ne!(plain, folder("https://example.org/other"));
        assert_ne!(plain, folder("http://example.org/simple"));
    }

    #[test]
    fn prepare_marks_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(&folder.path().join("deep/er"));
        cache.prepare().unwrap();
        cache.prepare().unwrap();
        assert!(
            fs::read_to_string(folder.path().join("deep/er/CACHEDIR.TAG"))
                .unwrap()
                .starts_with("Signature: ")
        );
    }
}

//! [`Files`]: the distributions of a release, read when somebody looks at them first.

use std::fmt;
use std::ops::{Deref, Range};
use std::sync::{Arc, OnceLock};

use crate::distribution::Distribution;

/// The files of one release, in the index's order.
///
/// A page of the cache names thousands, of which few are looked at: they stay as they were written down until then.
/// A copy is the same files, which are read once for all copies.
#[derive(Clone)]
pub struct Files(Arc<Lazy>);

struct Lazy {
    read: OnceLock<Vec<Arc<Distribution>>>,
    kept: Option<(Arc<dyn Shelf>, Range<usize>)>,
}

/// Where files are written down.
pub(crate) trait Shelf: Send + Sync {
    /// The files that are written down there; nothing where that makes no sense.
    fn read(&self, place: Range<usize>) -> Vec<Arc<Distribution>>;
}

impl Files {
    /// Files that are kept somewhere.
    #[cfg_attr(not(feature = "http"), expect(dead_code, reason = "only the cache keeps any"))]
    pub(crate) fn kept(shelf: Arc<dyn Shelf>, place: Range<usize>) -> Self {
        Self(Arc::new(Lazy {
            read: OnceLock::new(),
            kept: Some((shelf, place)),
        }))
    }
}

impl Deref for Files {
    type Target = [Arc<Distribution>];

    fn deref(&self) -> &Self::Target {
        self.0.read.get_or_init(|| match &self.0.kept {
            Some((home, place)) => home.read(place.clone()),
            None => Vec::new(),
        })
    }
}

impl From<Vec<Arc<Distribution>>> for Files {
    fn from(files: Vec<Arc<Distribution>>) -> Self {
        Self(Arc::new(Lazy {
            read: OnceLock::from(files),
            kept: None,
        }))
    }
}

impl FromIterator<Arc<Distribution>> for Files {
    fn from_iter<I: IntoIterator<Item = Arc<Distribution>>>(files: I) -> Self {
        Self::from(files.into_iter().collect::<Vec<_>>())
    }
}

impl<'a> IntoIterator for &'a Files {
    type Item = &'a Arc<Distribution>;
    type IntoIter = std::slice::Iter<'a, Arc<Distribution>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl PartialEq for Files {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Files {}

impl fmt::Debug for Files {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self).finish()
    }
}

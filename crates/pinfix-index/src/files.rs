//! [`Files`]: the distributions of a release, read when somebody looks at them first.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use crate::distribution::Distribution;

/// The files of one release, in the index's order.
///
/// A page of the cache names thousands, of which few are looked at: they stay as they were written down until then.
/// A copy is the same files, which are read once for all copies.
#[derive(Clone)]
pub struct Files(Place);

#[derive(Clone)]
enum Place {
    Here(Arc<[Arc<Distribution>]>),
    /// On a shelf, and where.
    Shelf(Arc<dyn Shelf>, u32),
}

/// Where files are written down.
pub(crate) trait Shelf: Send + Sync {
    /// The files at this place; nothing where there is no such.
    fn files(&self, place: u32) -> &[Arc<Distribution>];
}

impl Files {
    /// Files that are kept somewhere.
    #[cfg_attr(not(feature = "http"), expect(dead_code, reason = "only the cache keeps any"))]
    pub(crate) fn kept(home: Arc<dyn Shelf>, place: u32) -> Self {
        Self(Place::Shelf(home, place))
    }
}

impl Deref for Files {
    type Target = [Arc<Distribution>];

    fn deref(&self) -> &Self::Target {
        match &self.0 {
            Place::Here(files) => files,
            Place::Shelf(home, place) => home.files(*place),
        }
    }
}

impl From<Vec<Arc<Distribution>>> for Files {
    fn from(files: Vec<Arc<Distribution>>) -> Self {
        Self(Place::Here(files.into()))
    }
}

impl FromIterator<Arc<Distribution>> for Files {
    fn from_iter<I: IntoIterator<Item = Arc<Distribution>>>(files: I) -> Self {
        Self(Place::Here(files.into_iter().collect()))
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

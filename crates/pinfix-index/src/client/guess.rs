//! What will probably be asked about a project.

use std::sync::Arc;

use crate::project::Project;

/// Starts to ask for the metadata of what will probably be chosen of a part of a page; false where that is not among it.
pub(super) type Guess = Arc<dyn Fn(&Project) -> bool + Send + Sync>;

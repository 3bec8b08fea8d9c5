//! What is answered at once, on the thread that asks: what is known already, and what the cache may be believed.
//!
//! To hand such a question to another thread takes longer than to answer it.

use std::sync::Arc;

use pinfix_packaging::PackageName;

use super::answers::{Answers, slot};
use super::metadata::{self, Known};
use crate::cache::MetadataKey;
use crate::distribution::{Distribution, FileLocation};
use crate::error::{IndexError, MetadataError};
use crate::metadata::CoreMetadata;
use crate::project::Project;
use crate::timeline::Subject;

impl Answers {
    /// The releases of a project; `None` where an index has to be asked.
    pub(super) fn project_at_hand(
        &self,
        name: &PackageName,
    ) -> Option<Result<Option<Arc<Project>>, IndexError>> {
        let slot = slot(&self.pages, name);
        if let Some(answer) = slot.answer.get() {
            return Some(answer.clone());
        }
        let page = if let Some(kept) = slot.kept.get() {
            kept.clone().ok()??
        } else {
            let page = self.sites.first()?.kept_at_hand(name)?;
            // Where somebody else is at it, it comes to the same.
            let _ = slot.kept.set(Ok(Some(page.clone())));
            page
        };
        if !self.session.may_use(&page, name) {
            return None;
        }
        // Where the first index does not know the name, another one may.
        let project = page.project?;
        let answer = Ok(Some(project));
        if slot.answer.set(answer.clone()).is_ok() {
            let journal = &self.session.journal;
            journal.hits.add(1);
            journal.pages.add(1);
            journal.answered(|| Subject::Page(name.clone()));
        }
        Some(answer)
    }

    /// The metadata of a distribution; `None` where someone has to be asked, or something built.
    pub(super) fn metadata_at_hand(
        &self,
        distribution: &Distribution,
    ) -> Option<Result<Arc<CoreMetadata>, MetadataError>> {
        let slot = slot(&self.metadata, &MetadataKey::new(distribution));
        if slot.stated.get().is_none() {
            let FileLocation::Url(_) = &distribution.location else {
                return None;
            };
            let from = (self.site(distribution), &self.build);
            let known = metadata::at_hand(distribution, from, &self.session)?;
            let is_metadata = matches!(known, Known::Metadata(..));
            if slot.stated.set(Ok(known)).is_ok() && is_metadata {
                let journal = &self.session.journal;
                journal.hits.add(1);
                journal.metadata.add(1);
                journal.answered(|| Subject::of_metadata(distribution));
            }
        }
        match slot.stated.get()? {
            Ok(Known::Metadata(metadata, _)) => Some(Ok(Arc::clone(metadata))),
            Ok(Known::NeedsBuild(_)) => slot.built.get().cloned(),
            Err(error) => Some(Err(error.clone())),
        }
    }
}

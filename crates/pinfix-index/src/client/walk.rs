//! What is fetched ahead: from each page to the likely metadata, and on to the pages of its dependencies.
//!
//! So a run that starts with an empty cache waits for two round trips per level of the graph, not for two per package.

use std::sync::Arc;

use super::answers::Answers;
use crate::index::{Guide, Wanted};

/// Starts to fetch `wanted` and what comes after it. Must be called within the runtime.
pub(super) fn start(answers: Arc<Answers>, wanted: Wanted, guide: Arc<dyn Guide>) {
    tokio::spawn(walk(answers, wanted, guide));
}

/// Errors end the walk in silence: they are remembered, and whoever really asks will hear of them.
async fn walk(answers: Arc<Answers>, wanted: Wanted, guide: Arc<dyn Guide>) {
    let Ok(Some(project)) = answers.project(&wanted.name).await else {
        return;
    };
    let wanted = Arc::new(wanted);
    let picked = {
        let (wanted, guide) = (Arc::clone(&wanted), Arc::clone(&guide));
        answers.session.work(move || guide.pick(&wanted, &project)).await
    };
    let Ok(Some(distribution)) = picked else { return };
    let Ok(Some(metadata)) = answers.stated(&distribution).await else {
        return;
    };
    for wanted in guide.next(&wanted, &metadata) {
        start(Arc::clone(&answers), wanted, Arc::clone(&guide));
    }
}

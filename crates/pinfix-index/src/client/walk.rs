//! What is fetched ahead: from each page to the likely metadata, and on to the pages of its dependencies.
//!
//! So a run that starts with an empty cache waits for two round trips per level of the graph, not for two per package; and
//! one that finds all pages out of date for one in all: while a page is asked about, the walk goes on as it did last time.

use std::collections::VecDeque;
use std::sync::Arc;

use super::answers::{Answers, slot};
use super::guess::Guess;
use crate::distribution::Distribution;
use crate::index::{Guide, Wanted};
use crate::project::Project;
use crate::timeline::Subject;

/// Follows `wanted` through the cache, as far as that is to be believed, on this thread; and starts to fetch what is not.
/// Must be called within the runtime.
pub(super) fn through(answers: &Arc<Answers>, wanted: Vec<Wanted>, guide: &Arc<dyn Guide>) {
    // Who asks begins at the front: so each of the two reads half of what is in the cache.
    let mut queue: VecDeque<(Wanted, Option<Subject>)> =
        wanted.into_iter().rev().map(|it| (it, None)).collect();
    while let Some((wanted, after)) = queue.pop_front() {
        let journal = &answers.session.journal;
        let page = || Subject::Page(wanted.name.clone());
        let Some(answer) = answers.project_at_hand(&wanted.name) else {
            start(Arc::clone(answers), wanted, Arc::clone(guide), after.as_ref());
            continue;
        };
        journal.ahead(page, after.as_ref());
        let Ok(Some(project)) = answer else { continue };
        let Some(distribution) = guide.pick(&wanted, &project) else {
            continue;
        };
        let Some(answer) = answers.metadata_at_hand(&distribution) else {
            let (answers, guide) = (Arc::clone(answers), Arc::clone(guide));
            tokio::spawn(async move { from_metadata(&answers, &wanted, &distribution, &guide).await });
            continue;
        };
        let subject = journal.timeline.as_ref().map(|timeline| {
            let subject = Subject::of_metadata(&distribution);
            timeline.ahead(subject.clone(), Some(&page()));
            subject
        });
        if let Ok(metadata) = answer {
            let next = guide.next(&wanted, &metadata);
            queue.extend(next.into_iter().map(|it| (it, subject.clone())));
        }
    }
}

/// Starts to fetch `wanted` and what comes after it; `after` is the answer that led there. Must be called within the runtime.
fn start(answers: Arc<Answers>, wanted: Wanted, guide: Arc<dyn Guide>, after: Option<&Subject>) {
    let journal = &answers.session.journal;
    journal.ahead(|| Subject::Page(wanted.name.clone()), after);
    let wanted = Arc::new(wanted);
    if guide.wants_newest(&wanted) {
        let guess = guess(&answers, &wanted, &guide);
        // Where there is one already, it is as good.
        let _ = slot(&answers.pages, &wanted.name).guess.set(guess);
    }
    tokio::spawn(walk(answers, wanted, guide));
}

/// Asks for the metadata of what the guide picks of a part of a page.
fn guess(answers: &Arc<Answers>, wanted: &Arc<Wanted>, guide: &Arc<dyn Guide>) -> Guess {
    let (answers, wanted, guide) = (Arc::downgrade(answers), Arc::clone(wanted), Arc::clone(guide));
    Arc::new(move |part| {
        let Some(picked) = guide.pick_of_part(&wanted, part) else {
            return false;
        };
        if let Some(answers) = answers.upgrade() {
            let journal = &answers.session.journal;
            journal.ahead(
                || Subject::of_metadata(&picked),
                Some(&Subject::Page(wanted.name.clone())),
            );
            // An error is remembered, and whoever really asks will hear of it.
            tokio::spawn(async move { answers.stated(&picked).await.is_ok() });
        }
        true
    })
}

/// Errors end the walk in silence: they are remembered, and whoever really asks will hear of them.
async fn walk(answers: Arc<Answers>, wanted: Arc<Wanted>, guide: Arc<dyn Guide>) {
    let last_time = answers.outdated_project(&wanted.name).await;
    let as_it_was = async {
        if let Some(project) = &last_time {
            step(&answers, &wanted, Arc::clone(project), &guide).await;
        }
    };
    let as_it_is = async {
        let Ok(Some(project)) = answers.project(&wanted.name).await else {
            return;
        };
        // A page that has not changed leads where it led before.
        if !last_time.as_ref().is_some_and(|last| Arc::ptr_eq(last, &project)) {
            step(&answers, &wanted, project, &guide).await;
        }
    };
    tokio::join!(as_it_was, as_it_is);
}

/// From a page to the likely metadata, and to what that asks for.
async fn step(answers: &Arc<Answers>, wanted: &Arc<Wanted>, project: Arc<Project>, guide: &Arc<dyn Guide>) {
    let picked = {
        let (wanted, guide) = (Arc::clone(wanted), Arc::clone(guide));
        answers.session.work(move || guide.pick(&wanted, &project)).await
    };
    let Ok(Some(distribution)) = picked else { return };
    from_metadata(answers, wanted, &distribution, guide).await;
}

/// From the likely metadata of a page to what that asks for.
async fn from_metadata(
    answers: &Arc<Answers>,
    wanted: &Wanted,
    distribution: &Arc<Distribution>,
    guide: &Arc<dyn Guide>,
) {
    let subject = answers.session.journal.timeline.as_ref().map(|timeline| {
        let subject = Subject::of_metadata(distribution);
        timeline.ahead(subject.clone(), Some(&Subject::Page(wanted.name.clone())));
        subject
    });
    let Ok(Some(metadata)) = answers.stated(distribution).await else {
        return;
    };
    for wanted in guide.next(wanted, &metadata) {
        start(Arc::clone(answers), wanted, Arc::clone(guide), subject.as_ref());
    }
}

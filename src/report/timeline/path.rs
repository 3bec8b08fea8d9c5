//! The critical path: the answers without which the run could not have ended earlier.

use std::time::Duration;

use pinfix_index::timeline::{Asker, Question, Story};

/// The places of the questions on the critical path, the first first: each was asked because the one before it had been
/// answered, and the resolver stood still for the last.
pub(super) fn critical(story: &Story) -> Vec<usize> {
    let mut path = Vec::new();
    let mut here = last_wait(story, |_| true);
    while let Some(place) = here {
        path.push(place);
        let question = &story.questions[place];
        let earlier = |place: &usize| story.questions[*place].asked < question.asked;
        here = cause(story, question).filter(earlier);
    }
    path.reverse();
    path
}

/// What follows an answer at once is asked for before that. Where it takes longer, somebody had to come there first.
const AT_ONCE: Duration = Duration::from_millis(15);

/// The question whose answer led to this one.
fn cause(story: &Story, question: &Question) -> Option<usize> {
    let before = || last_wait(story, |(_, to)| to <= question.asked);
    match &question.asker {
        Asker::Ahead { after: Some(subject) } => {
            let place = story.questions.iter().position(|it| it.subject == *subject)?;
            let answered = story.questions[place].answered.unwrap_or(story.elapsed);
            if question.asked.saturating_sub(answered) > AT_ONCE {
                before()
            } else {
                Some(place)
            }
        }
        // Until the resolver asked or hinted, it stood still for something else, or worked.
        Asker::Ahead { after: None } | Asker::Resolver => before(),
    }
}

/// The question whose wait ended last among those that count.
fn last_wait(story: &Story, counts: impl Fn((Duration, Duration)) -> bool) -> Option<usize> {
    let ends = story
        .questions
        .iter()
        .enumerate()
        .filter_map(|(place, question)| {
            let waits = question.waits.iter().copied().filter(|wait| counts(*wait));
            Some((waits.map(|(_, to)| to).max()?, place))
        });
    ends.max().map(|(_, place)| place)
}

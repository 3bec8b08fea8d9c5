//! Where the time of a run went.

use std::fmt::Write as _;
use std::time::Duration;

use pinfix_index::timeline::{Story, Subject};

use super::figures::{size, time};
use super::path::critical;

/// How many slow answers are named.
const SLOWEST: usize = 3;

/// An answer below this is never called slow.
const SLOW: Duration = Duration::from_millis(200);

/// The sum, the critical path, and the slowest answers.
pub(super) fn summary(story: &Story) -> String {
    let waited = standstill(story);
    let bytes = story.requests.iter().map(|(request, _)| request.bytes).sum();
    let requests = story.requests.len();
    let asked = |place: usize| story.requests.iter().any(|(_, of)| *of == Some(place));
    let cached = (0..story.questions.len())
        .filter(|place| story.questions[*place].answered.is_some() && !asked(*place))
        .count();
    let mut text = format!(
        "{} in all: {} waiting for answers, {} of work; {requests} request{}, {}; {cached} answer{} from the cache\n",
        time(story.elapsed),
        time(waited),
        time(story.elapsed.saturating_sub(waited)),
        plural(requests),
        size(bytes),
        plural(cached),
    );
    path(story, &mut text);
    slowest(story, &mut text);
    text
}

/// For how long the resolver stood still.
fn standstill(story: &Story) -> Duration {
    let mut waits: Vec<_> = story
        .questions
        .iter()
        .flat_map(|it| it.waits.iter().copied())
        .collect();
    waits.sort_unstable();
    let mut until = Duration::ZERO;
    let mut sum = Duration::ZERO;
    for (from, to) in waits {
        sum += to.saturating_sub(from.max(until));
        until = until.max(to);
    }
    sum
}

fn path(story: &Story, text: &mut String) {
    let places = critical(story);
    let (Some(first), Some(last)) = (places.first(), places.last()) else {
        return;
    };
    text.push_str("The critical path, where each answer led to the next question:\n");
    let mut row = |from: Duration, to: Duration, what: &str| {
        let took = to.saturating_sub(from);
        // Writing to a string can't fail.
        let _ = writeln!(text, "{:>8}{:>9}  {what}", time(from), time(took));
    };
    let begin = story.questions[*first].asked;
    row(
        Duration::ZERO,
        begin,
        "until the first question: settings, files, the interpreter",
    );
    for place in &places {
        let question = &story.questions[*place];
        let answered = question.answered.unwrap_or(story.elapsed);
        let network = network(story, *place);
        let how = if network.is_zero() {
            "cache".to_owned()
        } else {
            format!("network {}", time(network))
        };
        row(question.asked, answered, &format!("{} ({how})", question.subject));
    }
    let end = story.questions[*last].answered.unwrap_or(story.elapsed);
    row(end, story.elapsed, "after the last answer");
}

/// For how long a question's requests were on their way.
fn network(story: &Story, place: usize) -> Duration {
    let own = story.requests.iter().filter(|(_, of)| *of == Some(place));
    own.map(|(request, _)| request.end.saturating_sub(request.start))
        .sum()
}

fn slowest(story: &Story, text: &mut String) {
    let taken = story.requests.iter().filter_map(|(request, place)| {
        let took = request.end.saturating_sub(request.start);
        Some((took, (*place)?))
    });
    let mut slow: Vec<(Duration, usize)> = taken.filter(|(took, _)| *took >= SLOW).collect();
    slow.sort_unstable_by(|one, other| other.cmp(one));
    for (took, place) in slow.into_iter().take(SLOWEST) {
        let what = match &story.questions[place].subject {
            Subject::Page(name) => format!("for `{name}`"),
            subject => format!("for the {subject}"),
        };
        // Writing to a string can't fail.
        let _ = writeln!(text, "Slow: the index took {} to answer {what}", time(took));
    }
}

fn plural(number: usize) -> &'static str {
    if number == 1 { "" } else { "s" }
}

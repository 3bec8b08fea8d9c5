//! A line for each request, and for each answer that the cache gave, with a bar.

use std::fmt::Write as _;
use std::time::Duration;

use pinfix_index::timeline::{Question, RequestRecord, Story};

use super::figures::{size, time};

/// The narrowest and the widest bar.
const NARROW: usize = 20;
const WIDE: usize = 60;

/// What stands beside the bar, with the longest subject that still leaves a wide bar on a wide terminal.
const BESIDE: usize = 80;

/// The key to the bars.
const KEY: &str = "\
`#` the resolver stands still for it   `-` on its way   `.` waits for its turn   `+` being read
";

/// A request, or an answer of the cache.
struct Row<'a> {
    start: Duration,
    end: Duration,
    size: Option<u64>,
    answer: String,
    subject: String,
    question: Option<&'a Question>,
}

/// The lines, in the order in which their requests began.
pub(super) fn picture(story: &Story, width: usize) -> String {
    let bar = width.saturating_sub(BESIDE).clamp(NARROW, WIDE);
    let last = format!("{:>1$}", time(story.elapsed), bar - 4);
    let mut text = format!(
        "{:>8}{:>9}{:>9}{:>10}  {:<7} 0 ms{last}\n",
        "start", "took", "waited", "size", "answer"
    );
    for row in rows(story) {
        let waited: Duration = row.question.map(waited).unwrap_or_default();
        let waited = if waited.is_zero() {
            String::new()
        } else {
            time(waited)
        };
        // Writing to a string can't fail.
        let _ = writeln!(
            text,
            "{:>8}{:>9}{:>9}{:>10}  {:<7}|{}| {}",
            time(row.start),
            time(row.end.saturating_sub(row.start)),
            waited,
            row.size.map(size).unwrap_or_default(),
            row.answer,
            row.bar(bar, story.elapsed),
            row.subject
        );
    }
    text.push_str(KEY);
    text
}

/// For how long the resolver stood still for an answer.
pub(super) fn waited(question: &Question) -> Duration {
    question
        .waits
        .iter()
        .map(|(from, to)| to.saturating_sub(*from))
        .sum()
}

fn rows(story: &Story) -> Vec<Row<'_>> {
    let mut asked_anybody = vec![false; story.questions.len()];
    let mut rows = Vec::new();
    for (request, place) in &story.requests {
        let question = place.and_then(|place| story.questions.get(place));
        if let Some(place) = place {
            asked_anybody[*place] = true;
        }
        rows.push(Row {
            start: request.start,
            end: request.end,
            size: Some(request.bytes),
            answer: answer(request),
            subject: question.map_or_else(|| request.url.to_string(), |it| it.subject.to_string()),
            question,
        });
    }
    let quiet = story
        .questions
        .iter()
        .zip(asked_anybody)
        .filter(|(_, asked)| !asked);
    rows.extend(quiet.map(|(question, _)| {
        Row {
            start: question.asked,
            end: question.answered.unwrap_or(story.elapsed),
            size: None,
            answer: if question.answered.is_some() {
                "cache"
            } else {
                "none"
            }
            .to_owned(),
            subject: question.subject.to_string(),
            question: Some(question),
        }
    }));
    rows.sort_by_key(|row| row.start);
    rows
}

fn answer(request: &RequestRecord) -> String {
    let status = request
        .status
        .map_or_else(|| "failed".to_owned(), |status| status.to_string());
    match request.attempt {
        1 => status,
        attempt => format!("{status} #{attempt}"),
    }
}

impl Row<'_> {
    fn bar(&self, width: usize, whole: Duration) -> String {
        let whole = whole.as_secs_f64().max(f64::MIN_POSITIVE);
        let cells = f64::from(u32::try_from(width).unwrap_or(u32::MAX));
        let mut drawn = false;
        let mut bar = String::with_capacity(width);
        for cell in 0..u32::try_from(width).unwrap_or(u32::MAX) {
            let middle = Duration::from_secs_f64((f64::from(cell) + 0.5) / cells * whole);
            let mark = self.mark(middle);
            drawn |= mark != ' ';
            bar.push(mark);
        }
        if drawn {
            return bar;
        }
        // Too short to be seen otherwise.
        let mark = if self.question.is_some_and(|it| !it.waits.is_empty()) {
            '#'
        } else {
            '-'
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is between zero and the width of a terminal"
        )]
        let cell = (self.start.as_secs_f64() / whole * cells) as usize;
        let cell = cell.min(width.saturating_sub(1));
        (0..width).map(|at| if at == cell { mark } else { ' ' }).collect()
    }

    fn mark(&self, moment: Duration) -> char {
        let within = |from: Duration, to: Duration| from <= moment && moment < to;
        let question = self.question;
        let asked = question.map_or(self.start, |it| it.asked.min(self.start));
        let read = question.and_then(|it| it.answered).unwrap_or(self.end);
        let mut waits = question.into_iter().flat_map(|it| &it.waits);
        if within(asked, read.max(self.end)) && waits.any(|(from, to)| within(*from, *to)) {
            '#'
        } else if within(self.start, self.end) {
            '-'
        } else if within(asked, self.start) {
            '.'
        } else if within(self.end, read) {
            '+'
        } else {
            ' '
        }
    }
}

//! A made-up run: one package, and what it asks for.

use std::time::Duration;

use pinfix_index::RedactedUrl;
use pinfix_index::timeline::{Asker, Question, RequestKind, RequestRecord, Story, Subject};

use super::timeline;

fn ms(number: u64) -> Duration {
    Duration::from_millis(number)
}

fn page(name: &str) -> Subject {
    Subject::Page(name.parse().unwrap())
}

fn metadata(file: &str) -> Subject {
    Subject::Metadata(file.to_owned())
}

fn request(kind: RequestKind, path: &str, (start, end): (u64, u64), bytes: u64) -> RequestRecord {
    RequestRecord {
        kind,
        url: RedactedUrl::from_text(&format!(
            "https://me:secret@example.org/simple/{path}?token=secret"
        )),
        start: ms(start),
        end: ms(end),
        status: Some(200),
        bytes,
        attempt: 1,
    }
}

fn question(subject: Subject, asker: Asker, (from, to): (u64, u64), waits: &[(u64, u64)]) -> Question {
    Question {
        subject,
        asker,
        asked: ms(from),
        answered: Some(ms(to)),
        waits: waits.iter().map(|(start, end)| (ms(*start), ms(*end))).collect(),
    }
}

fn story() -> Story {
    let after = |subject| Asker::Ahead { after: Some(subject) };
    let demo = "demo-1.0-py3-none-any.whl";
    let other = "other-1.0-py3-none-any.whl";
    Story {
        questions: vec![
            question(
                page("demo"),
                Asker::Ahead { after: None },
                (10, 330),
                &[(12, 330)],
            ),
            question(metadata(demo), after(page("demo")), (330, 400), &[(332, 400)]),
            question(page("other"), after(metadata(demo)), (400, 460), &[(401, 460)]),
            question(page("unneeded"), after(metadata(demo)), (400, 450), &[]),
            question(metadata(other), after(page("other")), (460, 461), &[(460, 461)]),
        ],
        requests: vec![
            (request(RequestKind::Page, "demo/", (30, 320), 1_700_000), Some(0)),
            (
                request(RequestKind::Metadata, "demo.metadata", (330, 390), 2_345),
                Some(1),
            ),
            (request(RequestKind::Page, "other/", (400, 455), 999), Some(2)),
            (
                RequestRecord {
                    attempt: 2,
                    ..request(RequestKind::Page, "unneeded/", (400, 440), 10)
                },
                Some(3),
            ),
            (
                RequestRecord {
                    status: None,
                    ..request(RequestKind::JsonApi, "api", (470, 475), 0)
                },
                None,
            ),
        ],
        elapsed: ms(480),
    }
}

#[test]
fn shows_what_was_waited_for_and_the_critical_path() {
    let text = timeline(&story(), 120);
    assert!(!text.contains("secret"), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn nothing_asked_nothing_told() {
    let empty = Story {
        questions: Vec::new(),
        requests: Vec::new(),
        elapsed: ms(5),
    };
    assert_eq!(timeline(&empty, 120), "");
}

#[test]
fn who_comes_to_a_page_again_much_later_came_there_by_another_way() {
    let mut story = story();
    let again = "demo-0.9-py3-none-any.whl";
    let after = Asker::Ahead {
        after: Some(page("demo")),
    };
    let late = question(metadata(again), after, (462, 478), &[(463, 478)]);
    story.questions.push(late);
    let places: Vec<String> = super::path::critical(&story)
        .into_iter()
        .map(|place| story.questions[place].subject.to_string())
        .collect();
    let last_two = &places[places.len() - 2..];
    assert_eq!(
        last_two,
        [
            "metadata of other-1.0-py3-none-any.whl",
            "metadata of demo-0.9-py3-none-any.whl"
        ]
    );
}

//! [`Timeline`]: what a run asked for, when, on whose behalf, and who waited for it. Kept only where someone wants to see
//! it: the client tells whoever [`ClientSettings::timeline`](crate::ClientSettings::timeline) names, and else nobody.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use percent_encoding::percent_decode_str;
use pinfix_packaging::PackageName;
use rustc_hash::FxHashMap;

#[cfg(feature = "http")]
use crate::distribution::Distribution;
use crate::redact::RedactedUrl;

/// Notes what happens from the moment on that it is made. Copies share what they noted.
#[derive(Clone)]
pub struct Timeline(Arc<Notes>);

struct Notes {
    begin: Instant,
    log: Mutex<Log>,
}

#[derive(Default)]
struct Log {
    questions: Vec<Question>,
    places: FxHashMap<Subject, usize>,
    requests: Vec<RequestRecord>,
}

/// What a question is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Subject {
    /// The page of a project.
    Page(PackageName),
    /// The metadata of a distribution, by its file name.
    Metadata(String),
    /// A distribution itself, by its file name.
    File(String),
    /// Anything else, in a few words.
    Other(&'static str),
}

impl Subject {
    /// The metadata of a distribution.
    #[cfg(feature = "http")]
    pub(crate) fn of_metadata(distribution: &Distribution) -> Self {
        Self::Metadata(distribution.filename.clone())
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page(name) => write!(formatter, "page of {name}"),
            Self::Metadata(file) => write!(formatter, "metadata of {file}"),
            Self::File(file) => formatter.write_str(file),
            Self::Other(words) => formatter.write_str(words),
        }
    }
}

/// On whose behalf a question was asked first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asker {
    /// The resolver, which then waits.
    Resolver,
    /// The walk ahead of it.
    Ahead {
        /// The answer that led there; `None`: a hint of the resolver.
        after: Option<Subject>,
    },
}

/// A question that the client was asked. Times count from when the timeline was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// What it is about.
    pub subject: Subject,
    /// Who asked first.
    pub asker: Asker,
    /// When it was asked first.
    pub asked: Duration,
    /// When the answer was there, read and ready; `None`: it never was.
    pub answered: Option<Duration>,
    /// From when until when the resolver stood still for the answer.
    pub waits: Vec<(Duration, Duration)>,
}

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RequestKind {
    /// A project's page.
    Page,
    /// The metadata beside a distribution.
    Metadata,
    /// A piece of a wheel.
    Range,
    /// A whole distribution.
    File,
    /// The JSON API.
    JsonApi,
}

/// One attempt of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestRecord {
    /// What it was for.
    pub kind: RequestKind,
    /// What was asked for.
    pub url: RedactedUrl,
    /// When it began; waiting for its turn does not count.
    pub start: Duration,
    /// When its body was there in full, or it had failed.
    pub end: Duration,
    /// The status; `None` where there was no answer.
    pub status: Option<u16>,
    /// Bytes of body.
    pub bytes: u64,
    /// Which attempt it was, from 1.
    pub attempt: u32,
}

impl RequestRecord {
    /// The subjects that it may have been sent for, the likeliest first.
    fn subjects(&self) -> Vec<Subject> {
        let path = self.url.as_str().trim_end_matches('/');
        let path = path.strip_suffix("/index.json").unwrap_or(path);
        let last = path.rsplit('/').next().unwrap_or_default();
        let last = percent_decode_str(last).decode_utf8_lossy().into_owned();
        match self.kind {
            RequestKind::Page => last.parse().map(Subject::Page).into_iter().collect(),
            RequestKind::Metadata => vec![Subject::Metadata(
                last.strip_suffix(".metadata").unwrap_or(&last).to_owned(),
            )],
            RequestKind::Range | RequestKind::File => {
                vec![Subject::Metadata(last.clone()), Subject::File(last)]
            }
            RequestKind::JsonApi => Vec::new(),
        }
    }
}

/// All that was noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// The questions, in the order in which they were asked.
    pub questions: Vec<Question>,
    /// The requests in the order in which they began, and the question that each was sent for, by its place.
    pub requests: Vec<(RequestRecord, Option<usize>)>,
    /// The time that has passed.
    pub elapsed: Duration,
}

impl Default for Timeline {
    fn default() -> Self {
        Self::new()
    }
}

impl Timeline {
    /// An empty timeline that begins now.
    pub fn new() -> Self {
        Self(Arc::new(Notes {
            begin: Instant::now(),
            log: Mutex::default(),
        }))
    }

    /// What was noted so far.
    pub fn story(&self) -> Story {
        let log = self.log();
        let of = |request: &RequestRecord| {
            let mut subjects = request.subjects().into_iter();
            subjects.find_map(|subject| log.places.get(&subject).copied())
        };
        let mut requests: Vec<_> = log
            .requests
            .iter()
            .map(|request| (request.clone(), of(request)))
            .collect();
        requests.sort_by_key(|(request, _)| (request.start, request.end));
        Story {
            questions: log.questions.clone(),
            requests,
            elapsed: self.elapsed(),
        }
    }

    fn elapsed(&self) -> Duration {
        self.0.begin.elapsed()
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        // A panic elsewhere leaves at worst a note less.
        self.0.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the client tells.
#[cfg(feature = "http")]
impl Timeline {
    /// The moment `instant`.
    pub(crate) fn at(&self, instant: Instant) -> Duration {
        instant.saturating_duration_since(self.0.begin)
    }

    /// The walk ahead is about to ask.
    pub(crate) fn ahead(&self, subject: Subject, after: Option<&Subject>) {
        let after = after.cloned();
        self.asked(subject, Asker::Ahead { after });
    }

    /// The answer is there.
    pub(crate) fn answered(&self, subject: Subject) {
        // Whoever asked without a word before did so on behalf of the resolver.
        let place = self.asked(subject, Asker::Resolver);
        let now = self.elapsed();
        if let Some(question) = self.log().questions.get_mut(place) {
            question.answered = Some(now);
        }
    }

    /// The resolver begins to stand still; until the answer is there, and the guard is dropped.
    pub(crate) fn waiting(&self, subject: Subject) -> Waiting {
        let start = self.elapsed();
        Waiting {
            place: self.asked(subject, Asker::Resolver),
            timeline: self.clone(),
            start,
        }
    }

    /// A request has ended.
    pub(crate) fn sent(&self, request: RequestRecord) {
        self.log().requests.push(request);
    }

    /// Notes a question unless it was asked before; its place.
    fn asked(&self, subject: Subject, asker: Asker) -> usize {
        let now = self.elapsed();
        let mut log = self.log();
        if let Some(place) = log.places.get(&subject) {
            return *place;
        }
        let place = log.questions.len();
        log.places.insert(subject.clone(), place);
        log.questions.push(Question {
            subject,
            asker,
            asked: now,
            answered: None,
            waits: Vec::new(),
        });
        place
    }
}

/// The resolver stands still.
#[cfg(feature = "http")]
pub(crate) struct Waiting {
    timeline: Timeline,
    place: usize,
    start: Duration,
}

#[cfg(feature = "http")]
impl Drop for Waiting {
    fn drop(&mut self) {
        let end = self.timeline.elapsed();
        if let Some(question) = self.timeline.log().questions.get_mut(self.place) {
            question.waits.push((self.start, end));
            // What is no page and no metadata is not told of otherwise.
            question.answered.get_or_insert(end);
        }
    }
}

/// Two are equal where they are the same.
impl PartialEq for Timeline {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Timeline {}

impl fmt::Debug for Timeline {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Timeline").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    fn request(kind: RequestKind, url: &str) -> RequestRecord {
        RequestRecord {
            kind,
            url: RedactedUrl::new(&Url::parse(url).unwrap()),
            start: Duration::ZERO,
            end: Duration::ZERO,
            status: Some(200),
            bytes: 0,
            attempt: 1,
        }
    }

    #[test]
    fn a_request_is_of_what_its_address_names() {
        let subject = |kind, url: &str| {
            let subjects = request(kind, url).subjects();
            subjects.first().map(ToString::to_string)
        };
        let wheel = "https://me:secret@example.org/files/a/demo-1.0%2Blocal-py3-none-any.whl";
        for (kind, url, text) in [
            (
                RequestKind::Page,
                "https://example.org/simple/demo/".to_owned(),
                "page of demo",
            ),
            (
                RequestKind::Page,
                "https://example.org/simple/demo/index.json?token=secret".to_owned(),
                "page of demo",
            ),
            (
                RequestKind::Metadata,
                format!("{wheel}.metadata"),
                "metadata of demo-1.0+local-py3-none-any.whl",
            ),
            (
                RequestKind::Range,
                wheel.to_owned(),
                "metadata of demo-1.0+local-py3-none-any.whl",
            ),
        ] {
            assert_eq!(subject(kind, &url).as_deref(), Some(text));
        }
    }
}

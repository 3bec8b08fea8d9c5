//! What the index answers to a request when nothing is made to go wrong.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::options::Metadata;
use super::page;
use super::request::Request;
use super::shared::Shared;
use crate::digest::sha256;

/// A whole answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// An answer that is only a status.
    pub(super) fn status(status: u16) -> Self {
        let headers = vec![("Content-Type", "text/plain".to_owned())];
        Self {
            status,
            headers,
            body: format!("{status}\n").into_bytes(),
        }
    }

    /// This answer and one more header.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// The answer to a request.
pub(super) fn answer(shared: &Shared, request: &Request) -> Answer {
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        return Answer::status(405);
    }
    let found = if request.path.starts_with("/pypi/") {
        api(shared, &request.path)
    } else {
        request
            .path
            .strip_prefix("/simple/")
            .and_then(|path| simple(shared, request, path))
    };
    let Some(found) = found else {
        return Answer::status(404);
    };
    validated(shared, request, found)
}

/// An answer of the JSON API.
fn api(shared: &Shared, path: &str) -> Option<Answer> {
    let body = shared.options.json_api.then(|| shared.api.get(path)).flatten()?;
    let headers = vec![("Content-Type", "application/json".to_owned())];
    Some(Answer {
        status: 200,
        headers,
        body: body.clone().into_bytes(),
    })
}

/// A page or a file below `/simple/`.
fn simple(shared: &Shared, request: &Request, path: &str) -> Option<Answer> {
    let target = below(&shared.root, path)?;
    if target.is_dir() {
        if !request.path.ends_with('/') {
            return Some(Answer::status(301).with("Location", format!("{}/", request.path)));
        }
        return project_page(shared, request, &target);
    }
    if target
        .extension()
        .is_some_and(|extension| extension == "metadata")
    {
        let served = matches!(
            shared.options.metadata,
            Metadata::Advertised | Metadata::Unadvertised
        );
        return served.then(|| file(shared, request, &target)).flatten();
    }
    file(shared, request, &target)
}

/// The page of a folder in the form that the client prefers; `None` where the snapshot lacks it.
fn project_page(shared: &Shared, request: &Request, folder: &Path) -> Option<Answer> {
    let json = page::wants_json(shared.options.pages, request.header("accept"));
    let (name, kind) = if json {
        ("index.json", page::JSON)
    } else {
        ("index.html", page::HTML)
    };
    let body = page::adapted(fs::read(folder.join(name)).ok()?, json, shared.options.metadata);
    let mut answer = Answer {
        status: 200,
        headers: vec![("Content-Type", kind.to_owned())],
        body,
    };
    answer = answer.with("Vary", "Accept");
    Some(match shared.options.max_age {
        Some(seconds) => answer.with("Cache-Control", format!("max-age={seconds}, public")),
        None => answer,
    })
}

/// A file, or the part of it that is asked for.
fn file(shared: &Shared, request: &Request, path: &Path) -> Option<Answer> {
    let body = fs::read(path).ok()?;
    let headers = vec![("Content-Type", "application/octet-stream".to_owned())];
    let whole = Answer {
        status: 200,
        headers,
        body,
    };
    if !shared.options.ranges {
        return Some(whole);
    }
    let whole = whole.with("Accept-Ranges", "bytes");
    let length = whole.body.len();
    Some(match request.header("range").map(|text| range(text, length)) {
        None | Some(Range::Ignored) => whole,
        Some(Range::Unsatisfiable) => Answer::status(416).with("Content-Range", format!("bytes */{length}")),
        Some(Range::Part(first, last)) => Answer {
            status: 206,
            body: whole.body.get(first..=last).unwrap_or_default().to_vec(),
            headers: whole.headers,
        }
        .with("Content-Range", format!("bytes {first}-{last}/{length}")),
    })
}

/// The answer with its ETag, or 304 where the client has it already.
fn validated(shared: &Shared, request: &Request, answer: Answer) -> Answer {
    if !shared.options.validators || answer.status != 200 {
        return answer;
    }
    let tag = format!("\"{}\"", sha256(&answer.body));
    let answer = answer.with("ETag", tag.clone());
    let known = request.header("if-none-match").unwrap_or_default();
    if known
        .split(',')
        .any(|known| known.trim().trim_start_matches("W/") == tag)
    {
        return Answer {
            status: 304,
            body: Vec::new(),
            ..answer
        };
    }
    answer
}

#[derive(Debug, PartialEq, Eq)]
enum Range {
    /// One this server may ignore.
    Ignored,
    Unsatisfiable,
    /// First and last byte.
    Part(usize, usize),
}

fn range(text: &str, length: usize) -> Range {
    let Some((first, last)) = text
        .strip_prefix("bytes=")
        .and_then(|range| range.split_once('-'))
    else {
        return Range::Ignored;
    };
    match (first.parse::<usize>(), last.parse::<usize>()) {
        (Err(_), Ok(0)) => Range::Unsatisfiable,
        (Err(_), Ok(count)) if first.is_empty() && length > 0 => {
            Range::Part(length.saturating_sub(count), length - 1)
        }
        (Ok(first), _) if first >= length => Range::Unsatisfiable,
        (Ok(first), Ok(last)) if first <= last => Range::Part(first, last.min(length - 1)),
        (Ok(first), Err(_)) if last.is_empty() => Range::Part(first, length - 1),
        _ => Range::Ignored,
    }
}

/// A path below `root`, unless it leads out of it.
fn below(root: &Path, path: &str) -> Option<PathBuf> {
    let path = Path::new(path);
    let inside = path.components().all(|part| matches!(part, Component::Normal(_)));
    inside.then(|| root.join(path))
}

#[cfg(test)]
mod tests {
    use super::{Range, range};

    #[test]
    fn ranges_are_read() {
        assert_eq!(range("bytes=0-9", 100), Range::Part(0, 9));
        assert_eq!(range("bytes=90-", 100), Range::Part(90, 99));
        assert_eq!(range("bytes=-10", 100), Range::Part(90, 99));
        assert_eq!(range("bytes=-1000", 100), Range::Part(0, 99));
        assert_eq!(range("bytes=50-1000", 100), Range::Part(50, 99));
        assert_eq!(range("bytes=100-", 100), Range::Unsatisfiable);
        assert_eq!(range("bytes=-0", 100), Range::Unsatisfiable);
        assert_eq!(range("lines=0-9", 100), Range::Ignored);
        assert_eq!(range("bytes=0-1,5-6", 100), Range::Ignored);
    }
}

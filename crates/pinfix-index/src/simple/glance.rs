//! The newest wheels of a JSON page, seen before the page is read.
//!
//! To read a page of thousands of files takes longer than to ask for the metadata of the one that will probably be chosen,
//! which is mostly among the newest. A glance is a guess: it passes over what is unusual, and whatever comes of it is
//! asked again when the page has been read.

use std::cmp::Reverse;

use memchr::memmem;
use serde::Deserialize as _;

use super::collect::{Collector, Page};
use super::json::File;
use crate::project::Project;

/// How many parts of a version are compared.
const PARTS: usize = 4;

/// How many files are read at first, and how many times as many each time that it was not enough.
const FIRST: usize = 32;
const MORE: usize = 4;

/// How many files are read at the most.
const MOST: usize = 1024;

/// How far in front of its name the description of a file begins at the most, in bytes.
const BEFORE_NAME: usize = 2048;

/// The numbers of a version, as far as they are compared.
type Numbers = [u32; PARTS];

/// Calls `pick` with the newest wheels of a page, then with those before them, until it picks something or enough was
/// looked at.
pub(crate) fn newest<T>(bytes: &[u8], page: Page<'_>, pick: impl Fn(&Project) -> Option<T>) -> Option<T> {
    let mut wheels = wheels(bytes);
    wheels.sort_unstable_by_key(|(numbers, _)| Reverse(*numbers));
    let mut rest = &wheels[..wheels.len().min(MOST)];
    let mut size = FIRST;
    while !rest.is_empty() {
        let mut end = size.min(rest.len());
        // All wheels of a release, or none.
        while end < rest.len() && rest[end].0 == rest[end - 1].0 {
            end += 1;
        }
        let (now, later) = rest.split_at(end);
        let mut collector = Collector::new(page);
        for (_, at) in now {
            let (link, url) = file(bytes, *at)?.link();
            collector.follow(link, &url);
        }
        if let Some(picked) = pick(&collector.finish()) {
            return Some(picked);
        }
        rest = later;
        size *= MORE;
    }
    None
}

/// The wheels of final releases: their versions, and where their names stand.
fn wheels(bytes: &[u8]) -> Vec<(Numbers, usize)> {
    const NAME: &[u8] = b"\"filename\"";
    let names = memmem::find_iter(bytes, NAME).filter_map(|at| {
        let rest = bytes.get(at + NAME.len()..)?;
        let start = rest.iter().position(|byte| *byte == b'"')? + 1;
        let text = rest.get(start..)?;
        let name = &text[..memchr::memchr(b'"', text)?];
        let version = name.strip_suffix(b".whl")?.split(|byte| *byte == b'-').nth(1)?;
        Some((numbers(version)?, at))
    });
    names.collect()
}

/// The numbers of a final release; nothing of what is less common.
fn numbers(version: &[u8]) -> Option<Numbers> {
    let mut numbers = Numbers::default();
    let text = std::str::from_utf8(version).ok()?;
    for (at, part) in text.split('.').enumerate() {
        *numbers.get_mut(at)? = part.parse().ok()?;
    }
    Some(numbers)
}

/// The description of a file, whose name stands at `at`.
fn file(bytes: &[u8], at: usize) -> Option<File<'_>> {
    let mut inner = 0_usize;
    let before = &bytes[at.saturating_sub(BEFORE_NAME)..at];
    let back = before.iter().rev().position(|byte| match byte {
        b'}' => {
            inner += 1;
            false
        }
        b'{' if inner == 0 => true,
        b'{' => {
            inner -= 1;
            false
        }
        _ => false,
    })?;
    let mut reader = serde_json::Deserializer::from_slice(&bytes[at - back - 1..]);
    File::deserialize(&mut reader).ok()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use pinfix_packaging::PackageName;
    use url::Url;

    use super::*;

    fn page(files: &[String]) -> String {
        format!(
            "{{\"meta\": {{}}, \"files\": [{}], \"name\": \"apple\"}}",
            files.join(", ")
        )
    }

    fn wheel(version: &str) -> String {
        format!(
            "{{\"core-metadata\": {{\"sha256\": \"00\"}}, \"filename\": \"apple-{version}-py3-none-any.whl\", \
             \"hashes\": {{}}, \"url\": \"files/apple-{version}-py3-none-any.whl\"}}"
        )
    }

    /// The versions that are shown with each call, where only `wanted` would be picked.
    fn shown(text: &str, wanted: &str) -> (Vec<Vec<String>>, bool) {
        let url: Url = "https://example.org/simple/apple/".parse().unwrap();
        let project: PackageName = "apple".parse().unwrap();
        let index: Arc<str> = "example".into();
        let page = Page {
            url: &url,
            project: &project,
            index: &index,
        };
        let calls = std::cell::RefCell::new(Vec::new());
        let picked = newest(text.as_bytes(), page, |project| {
            let mut versions: Vec<String> =
                project.distributions().map(|it| it.version.to_string()).collect();
            versions.sort();
            let found = versions.iter().any(|it| it == wanted).then_some(());
            calls.borrow_mut().push(versions);
            found
        });
        (calls.into_inner(), picked.is_some())
    }

    #[test]
    fn the_newest_come_first_whatever_their_order() {
        let files: Vec<String> = ["1.9", "1.10", "1.2"].iter().map(|it| wheel(it)).collect();
        let (calls, picked) = shown(&page(&files), "1.10");
        assert_eq!((calls.len(), picked), (1, true));
        let many: Vec<String> = (0..200).map(|number| wheel(&format!("1.{number}"))).collect();
        let (calls, picked) = shown(&page(&many), "1.100");
        assert!(picked);
        assert_eq!(calls.iter().map(Vec::len).collect::<Vec<_>>(), [32, 128]);
        assert!(calls[0].contains(&"1.199".to_owned()) && calls[0].contains(&"1.168".to_owned()));
    }

    #[test]
    fn what_is_unusual_is_passed_over() {
        let odd = [
            "2.0rc1",
            "2.0+local",
            "1!3.0",
            "3.0.dev1",
            "1.2.3.4.5",
            "99999999999",
        ];
        let mut files: Vec<String> = odd.iter().map(|it| wheel(it)).collect();
        files.push("{\"filename\": \"apple-4.0.tar.gz\", \"url\": \"files/apple-4.0.tar.gz\"}".to_owned());
        files.push(wheel("1.0"));
        assert_eq!(shown(&page(&files), "1.0").0, [["1.0"]]);
        for text in [
            "",
            "{}",
            "\"filename\"",
            "\"filename\": \"apple-1.0-x.whl\"",
            "{\"filename\": \"a-1-b.whl\"",
        ] {
            assert_eq!(shown(text, "1.0"), (Vec::new(), false), "{text}");
        }
    }
}

//! HTML pages (PEP 503), with metadata (PEP 658, PEP 714) and yanks (PEP 592).

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use url::Url;

use super::collect::{Collector, Page};
use super::link::{Link, LinkHashes, LinkMetadata};
use super::tag::{Tag, tags};
use super::{PageError, check_api_version};
use crate::distribution::{Hash, Yanked};
use crate::project::Project;

/// Reads an HTML page.
pub fn parse(bytes: &[u8], page: Page<'_>) -> Result<Project, PageError> {
    let mut collector = Collector::new(page);
    for (link, url) in links(bytes, page.url)? {
        collector.add(link, url);
    }
    Ok(collector.finish())
}

/// All links to files of any page, with the URL that each leads to.
pub(crate) fn links(bytes: &[u8], page: &Url) -> Result<Vec<(Link<'static>, Option<Url>)>, PageError> {
    let text = String::from_utf8_lossy(bytes);
    let mut base = Cow::Borrowed(page);
    let mut links = Vec::new();
    let mut any = false;
    let mut is_for_people = false;
    for tag in tags(&text) {
        any = true;
        is_for_people |= FOR_PEOPLE.iter().any(|name| tag.name.eq_ignore_ascii_case(name));
        if tag.name.eq_ignore_ascii_case("a") {
            links.extend(link(&base, &tag));
        } else if tag.name.eq_ignore_ascii_case("base") {
            if let Some(Ok(url)) = tag.attribute("href").map(|href| page.join(href.trim())) {
                base = Cow::Owned(url);
            }
        } else if tag.name.eq_ignore_ascii_case("meta")
            && tag.attribute("name").as_deref() == Some("pypi:repository-version")
        {
            check_api_version(&tag.attribute("content").unwrap_or_default())?;
        }
    }
    if !any && !bytes.trim_ascii().is_empty() {
        return Err(PageError::new("it is no HTML"));
    }
    if is_for_people && !links.iter().any(|(link, _)| is_file(&link.filename)) {
        return Err(PageError::new(
            "it is a page for people, such as one to log in, and links to no distribution",
        ));
    }
    Ok(links)
}

/// What a list of links has no use for. A project without files is a page without them.
const FOR_PEOPLE: [&str; 4] = ["form", "input", "script", "iframe"];

/// Whether a name ends like that of a distribution, usable or not.
fn is_file(name: &str) -> bool {
    const ENDINGS: [&str; 12] = [
        "whl", "gz", "zip", "egg", "tgz", "bz2", "tar", "xz", "z", "exe", "msi", "rpm",
    ];
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// Reads an `<a>`; `None` where it leads to no file.
fn link(base: &Url, tag: &Tag<'_>) -> Option<(Link<'static>, Option<Url>)> {
    let href = tag.attribute("href")?;
    let Ok(mut url) = base.join(href.trim()) else {
        let filename = Cow::Owned(href.into_owned());
        return Some((
            Link {
                filename,
                ..Link::default()
            },
            None,
        ));
    };
    let filename = filename(&url);
    // Links to folders (the parent, the index itself) are no files.
    if filename.is_empty() {
        return None;
    }
    let hashes = url.fragment().map(hashes).unwrap_or_default();
    url.set_fragment(None);
    let link = Link {
        filename: Cow::Owned(filename),
        hashes,
        requires_python: tag
            .attribute("data-requires-python")
            .map(|text| Cow::Owned(text.into_owned())),
        yanked: tag.attribute("data-yanked").map(|reason| {
            let reason = reason.trim();
            Yanked {
                reason: (!reason.is_empty()).then(|| reason.to_owned()),
            }
        }),
        metadata: tag
            .attribute("data-core-metadata")
            .or_else(|| tag.attribute("data-dist-info-metadata"))
            .map_or(LinkMetadata::No, |value| metadata(&value)),
        ..Link::default()
    };
    Some((link, Some(url)))
}

/// The last part of a URL's path.
pub(crate) fn filename(url: &Url) -> String {
    let last = url
        .path_segments()
        .and_then(|mut segments| segments.next_back())
        .unwrap_or_default();
    percent_decode_str(last).decode_utf8_lossy().into_owned()
}

/// The hashes in a link's fragment: `sha256=…`, perhaps with other things around `&`.
fn hashes(fragment: &str) -> LinkHashes<'static> {
    fragment.split('&').filter_map(hash).map(Into::into).collect()
}

/// A hash as HTML pages write it: `sha256=…`.
fn hash(text: &str) -> Option<Hash> {
    let (algorithm, digest) = text.split_once('=')?;
    let algorithm = algorithm.trim().to_ascii_lowercase();
    let known = algorithm.starts_with("sha") || algorithm.starts_with("blake2") || algorithm == "md5";
    let digest = digest.trim().to_ascii_lowercase();
    let is_digest = !digest.is_empty() && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    (known && is_digest).then_some(Hash { algorithm, digest })
}

fn metadata(value: &str) -> LinkMetadata<'static> {
    match value.trim() {
        "false" => LinkMetadata::No,
        value => LinkMetadata::Yes(hash(value).map(Into::into)),
    }
}

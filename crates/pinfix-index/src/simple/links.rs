//! Where the links of a page lead. A page has thousands, most of which nobody follows.

use std::borrow::Cow;

use url::Url;

use crate::distribution::FileLocation;
use crate::file_url::{FileUrl, is_plain_part};

/// Why a link is passed over that leads nowhere.
pub(crate) const NO_URL: &str = "its link is no URL";

/// Resolves the links of one page.
pub(crate) struct Links<'a> {
    page: &'a Url,
    /// The folder of the last link, as it was written and as it is: links tend to lead to the same one.
    folder: Option<(String, String)>,
}

impl<'a> Links<'a> {
    pub(crate) fn of(page: &'a Url) -> Self {
        Self { page, folder: None }
    }

    /// Where a link leads, as it is written; the error is the reason to skip the file.
    pub(crate) fn resolve(&mut self, link: &str) -> Result<FileLocation, String> {
        if FileUrl::is_plain(link) {
            return Ok(FileLocation::Url(FileUrl::unparsed(link.to_owned())));
        }
        if let Some(url) = self.beside(link) {
            return Ok(FileLocation::Url(FileUrl::unparsed(url)));
        }
        let url = self.page.join(link).map_err(|_| NO_URL.to_owned())?;
        self.location(url)
    }

    /// The URL that a link on a page from the network leads to, as it is written; the error is the reason to skip the
    /// file.
    #[cfg_attr(
        not(feature = "http"),
        expect(dead_code, reason = "only the cache writes pages down")
    )]
    pub(crate) fn url<'l>(&mut self, link: Cow<'l, str>) -> Result<Cow<'l, str>, String> {
        if FileUrl::is_plain(&link) {
            return Ok(link);
        }
        if let Some(url) = self.beside(&link) {
            return Ok(Cow::Owned(url));
        }
        let url = self.page.join(&link).map_err(|_| NO_URL.to_owned())?;
        from_network(url).map(|url| Cow::Owned(url.into()))
    }

    /// Where a URL leads; a page from the network may not point into this machine.
    pub(crate) fn location(&self, url: Url) -> Result<FileLocation, String> {
        if let ("file", "file") = (url.scheme(), self.page.scheme()) {
            let path = url.to_file_path();
            return path
                .map(FileLocation::Path)
                .map_err(|()| "its link is no path".to_owned());
        }
        from_network(url).map(|url| FileLocation::Url(url.into()))
    }

    /// A link into the folder of the last one, or into another: only the folder takes a parser.
    fn beside(&mut self, link: &str) -> Option<String> {
        let (folder, name) = link.split_at(link.rfind('/')? + 1);
        if !is_plain_part(name) || folder.contains(['?', '#']) {
            return None;
        }
        if self.folder.as_ref().is_none_or(|(written, _)| written != folder) {
            let url = self.page.join(folder).ok()?;
            if !matches!(url.scheme(), "http" | "https") {
                return None;
            }
            self.folder = Some((folder.to_owned(), url.into()));
        }
        let (_, folder) = self.folder.as_ref()?;
        Some([folder, name].concat())
    }
}

/// A URL that a page from the network may name.
pub(crate) fn from_network(url: Url) -> Result<Url, String> {
    match url.scheme() {
        "http" | "https" => Ok(url),
        scheme => Err(format!("its link is a `{scheme}:` URL")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_where_a_parser_takes_them() {
        let page = Url::parse("https://me:secret@example.org/simple/foo/?x#y").unwrap();
        let mut links = Links::of(&page);
        for link in [
            "../../files/foo-1.0.tar.gz",
            "../../files/foo-1.1.tar.gz",
            "../../files/foo-1.1.tar.gz#sha256=00",
            "/files/../more/foo-1.0.tar.gz",
            "foo-1.0.tar.gz",
            "./foo-1.0.tar.gz",
            "..",
            "../..",
            "//Elsewhere.example.org/foo-1.0.tar.gz",
            "https://example.org/foo-1.0.tar.gz",
            "https://EXAMPLE.org/foo-1.0.tar.gz",
            "..\\..\\files/foo 1.0.tar.gz",
            "..\\files/foo-1.0.tar.gz",
            "?foo/foo-1.0.tar.gz",
            "#foo/foo-1.0.tar.gz",
        ] {
            let expected = FileLocation::Url(page.join(link).unwrap().into());
            assert!(links.resolve(link) == Ok(expected), "{link}");
            assert_eq!(links.url(link.into()).unwrap(), page.join(link).unwrap().as_str());
        }
        for link in [
            "file:///etc/foo-1.0.tar.gz",
            "data:foo/foo-1.0.tar.gz",
            "https://:0:/x",
        ] {
            assert!(links.resolve(link).is_err(), "{link}");
            assert!(links.url(link.into()).is_err(), "{link}");
        }
    }
}

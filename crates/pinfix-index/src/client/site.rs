//! One index: its pages, negotiated, cached and parsed.

use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, OnceLock};

use pinfix_packaging::PackageName;
use reqwest::header;
use sha2::{Digest, Sha256};
use url::Url;

use super::fetch::{Request, Response};
use super::guess::Guess;
use super::record::RequestKind;
use super::session::Session;
use crate::cache::{Freshness, IndexCache, StoredPage, Terms, Validators, now};
use crate::compact::{Writer, Written};
use crate::error::IndexError;
use crate::project::Project;
use crate::redact::RedactedUrl;
use crate::settings::IndexLocation;
use crate::simple::{self, Page, PageError};

/// No honest page is larger (the largest known have 30 MB).
pub(super) const PAGE_LIMIT: u64 = 256 << 20;

/// The size of a page, in bytes, that takes some milliseconds to read.
const WORTH_A_GLANCE: usize = 256 << 10;

/// For how many seconds it is believed that an index does not know a name: whoever published it tries again soon.
const UNKNOWN_LIFETIME: u64 = 60;

/// One index.
pub(super) struct Site {
    /// Ends in `/`, without credentials.
    root: Url,
    shown: Arc<str>,
    pub(super) cache: Option<IndexCache>,
    dialect: AtomicU8,
    lacks_json_api: AtomicBool,
}

/// How an index wants to be asked. Found out with the first page, and remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Dialect {
    /// Not found out yet.
    Unknown = 0,
    /// `NAME/`.
    Folder = 1,
    /// `NAME/index.json`: a static server that does not negotiate.
    JsonFile = 2,
}

/// What came of asking for a page.
enum Fetched {
    Page(Response),
    Unchanged(Response),
    Missing(Response),
}

impl Site {
    /// The index at `root`, which must be without credentials.
    pub(super) fn new(mut root: Url, session: &Session) -> Self {
        if !root.path().ends_with('/') {
            root.set_path(&format!("{}/", root.path()));
        }
        let cache = session.cache.as_ref().map(|cache| cache.index(&root));
        let shown = IndexLocation::new(root.clone()).redacted().as_str().into();
        Self {
            root,
            shown,
            cache,
            dialect: AtomicU8::new(0),
            lacks_json_api: AtomicBool::new(false),
        }
    }

    /// Its name, as it may be shown.
    pub(super) fn shown(&self) -> &Arc<str> {
        &self.shown
    }

    /// What the cache holds of a project.
    pub(super) async fn kept(
        &self,
        name: &PackageName,
        session: &Session,
    ) -> Result<Option<StoredPage>, IndexError> {
        let Some(cache) = self.cache.clone().filter(|cache| !cache.is_new()) else {
            return Ok(None);
        };
        let (name, shown) = (name.clone(), Arc::clone(&self.shown));
        session.work(move || cache.read_page(&name, &shown)).await
    }

    /// What the cache holds of a project, read on the thread that asks.
    pub(super) fn kept_at_hand(&self, name: &PackageName) -> Option<StoredPage> {
        let cache = self.cache.as_ref().filter(|cache| !cache.is_new())?;
        cache.read_page(name, &self.shown)
    }

    /// All releases of a project, of which the cache holds `kept`.
    pub(super) async fn project(
        &self,
        name: &PackageName,
        kept: Option<StoredPage>,
        guess: &OnceLock<Guess>,
        session: &Session,
    ) -> Result<Option<Arc<Project>>, IndexError> {
        if let Some(page) = kept.as_ref().filter(|page| session.may_use(page, name)) {
            session.journal.hits.add(1);
            session.journal.pages.add(1);
            return Ok(page.project.clone());
        }
        let validators = kept.as_ref().map(|page| page.terms.validators.clone());
        let fetched = self.fetch(name, &validators.unwrap_or_default(), session).await?;
        let (page, may_be_kept) = match fetched {
            Fetched::Unchanged(response) => {
                // Otherwise nobody asked whether it had changed.
                let Some(page) = kept else {
                    return Err(response.error(&self.folder(name)?));
                };
                session.journal.hits.add(1);
                let (mut terms, may_be_kept) = terms(&response, None);
                if terms.validators.is_empty() {
                    terms.validators.clone_from(&page.terms.validators);
                }
                terms.digest = page.terms.digest;
                (page.again(terms), may_be_kept)
            }
            Fetched::Missing(response) => {
                let (mut terms, may_be_kept) = terms(&response, None);
                terms.freshness.lifetime = terms.freshness.lifetime.min(UNKNOWN_LIFETIME);
                (StoredPage::unknown(terms), may_be_kept)
            }
            Fetched::Page(response) => {
                let response = Arc::new(response);
                if let Some(guess) = guess.get().filter(|_| is_worth_a_glance(&response)) {
                    self.glance(name, Arc::clone(&response), Arc::clone(guess));
                }
                self.read(name, response, kept, session).await?
            }
        };
        let page = page.ok_or_else(|| IndexError::Malformed {
            url: RedactedUrl::new(&self.root),
            cause: format!("the page of `{name}` is too large"),
        })?;
        session.journal.pages.add(1);
        if let Some(cache) = self.cache.clone().filter(|_| may_be_kept) {
            let (name, bytes) = (name.clone(), Arc::clone(page.bytes()));
            session.write(move || cache.write_page(&name, &bytes));
        }
        Ok(page.project)
    }

    /// Where the JSON API has a release, unless it was found out that there is none: beside the simple index.
    pub(super) fn json_api(&self, name: &PackageName, version: &str) -> Option<Url> {
        if self.lacks_json_api.load(Ordering::Relaxed) {
            return None;
        }
        let mut url = self.root.join("..").ok()?;
        url.path_segments_mut()
            .ok()?
            .pop_if_empty()
            .extend(["pypi", name.as_ref(), version, "json"]);
        Some(url)
    }

    /// There is no JSON API here.
    pub(super) fn learn_no_json_api(&self) {
        self.lacks_json_api.store(true, Ordering::Relaxed);
    }

    fn folder(&self, name: &PackageName) -> Result<Url, IndexError> {
        self.root
            .join(&format!("{name}/"))
            .map_err(|error| IndexError::BadUrl {
                url: RedactedUrl::new(&self.root),
                cause: error.to_string(),
            })
    }

    async fn fetch(
        &self,
        name: &PackageName,
        validators: &Validators,
        session: &Session,
    ) -> Result<Fetched, IndexError> {
        let folder = self.folder(name)?;
        let dialect = self.dialect();
        if dialect == Dialect::JsonFile {
            let response = self.ask(&json_file(&folder)?, validators, session).await?;
            return fetched(response, &folder);
        }
        let response = self.ask(&folder, validators, session).await?;
        if dialect == Dialect::Unknown {
            let negotiates = response.status == 304 || (response.status == 200 && is_json(&response));
            // A static server gives a list of files, says 403 where it gives none, or 404.
            if !negotiates && (matches!(response.status, 200 | 403) || response.is_missing()) {
                let file = self.ask(&json_file(&folder)?, validators, session).await;
                // Only a better answer counts; there is one already.
                if let Ok(file) = file
                    && (file.status == 304 || (file.status == 200 && is_json(&file)))
                {
                    self.learn(Dialect::JsonFile);
                    return fetched(file, &folder);
                }
            }
            if matches!(response.status, 200 | 304) {
                self.learn(Dialect::Folder);
            }
        }
        fetched(response, &folder)
    }

    async fn ask(
        &self,
        url: &Url,
        validators: &Validators,
        session: &Session,
    ) -> Result<Response, IndexError> {
        let mut request = Request::new(url, RequestKind::Page, PAGE_LIMIT);
        request.accept = Some(simple::ACCEPT);
        request.validators = (!validators.is_empty()).then_some(validators);
        session.get(request).await
    }

    /// Writes the page down, unless it is the one that the cache holds; and says whether it may be kept.
    async fn read(
        &self,
        name: &PackageName,
        response: Arc<Response>,
        cached: Option<StoredPage>,
        session: &Session,
    ) -> Result<(Option<StoredPage>, bool), IndexError> {
        let (name, shown) = (name.clone(), Arc::clone(&self.shown));
        let read = session.work(move || {
            let (terms, kept) = terms(&response, Some(&response.body));
            if let Some(cached) =
                cached.filter(|page| terms.digest.is_some() && page.terms.digest == terms.digest)
            {
                return Ok((cached.again(terms), kept));
            }
            let page = Page {
                url: &response.url,
                project: &name,
                index: &shown,
            };
            let written = written(&response, page).map_err(|error| IndexError::Malformed {
                url: RedactedUrl::new(&response.url),
                cause: error.to_string(),
            })?;
            let stored = written.and_then(|written| StoredPage::known(terms, written, &name, &shown));
            Ok((stored, kept))
        });
        read.await?
    }

    /// Guesses what will be chosen of a page while that is being read.
    fn glance(&self, name: &PackageName, response: Arc<Response>, guess: Guess) {
        let (name, shown) = (name.clone(), Arc::clone(&self.shown));
        tokio::task::spawn_blocking(move || {
            let page = Page {
                url: &response.url,
                project: &name,
                index: &shown,
            };
            simple::glance::newest(&response.body, page, |part| guess(part).then_some(()))
        });
    }

    fn dialect(&self) -> Dialect {
        match self.dialect.load(Ordering::Relaxed) {
            1 => Dialect::Folder,
            2 => Dialect::JsonFile,
            _ => Dialect::Unknown,
        }
    }

    fn learn(&self, dialect: Dialect) {
        self.dialect.store(dialect as u8, Ordering::Relaxed);
    }
}

/// Whether it takes as long to read a page as to ask for metadata on a quick line.
fn is_worth_a_glance(response: &Response) -> bool {
    response.body.len() >= WORTH_A_GLANCE && is_json(response)
}

/// The project of a page, written down; `None` where it is too large for that.
fn written<'a>(response: &'a Response, page: Page<'_>) -> Result<Option<Written<'a>>, PageError> {
    let mut writer = Writer::new(page);
    if is_json(response) {
        simple::json::each_link(&response.body, |link, url| writer.follow(link, url))?;
    } else {
        for (link, url) in simple::html::links(&response.body, page.url)? {
            writer.add(link, url);
        }
    }
    Ok(writer.finish())
}

/// What an answer comes with, and whether it may be kept. The digest is that of `body`, where nothing else will tell
/// whether it changed.
fn terms(response: &Response, body: Option<&[u8]>) -> (Terms, bool) {
    let cache_control = response.header(header::CACHE_CONTROL);
    let freshness = Freshness::from_headers(now(), cache_control, response.header(header::AGE));
    let text = |name| response.header(name).map(str::to_owned);
    let validators = Validators {
        etag: text(header::ETAG),
        last_modified: text(header::LAST_MODIFIED),
    };
    let digest = body.filter(|_| validators.is_empty()).map(|body| {
        // Its links are relative to where it came from.
        let digest = Sha256::new_with_prefix(response.url.as_str());
        digest.chain_update(body).finalize().into()
    });
    let terms = Terms {
        freshness: freshness.unwrap_or_default(),
        validators,
        digest,
    };
    (terms, freshness.is_some())
}

fn json_file(folder: &Url) -> Result<Url, IndexError> {
    folder.join("index.json").map_err(|error| IndexError::BadUrl {
        url: RedactedUrl::new(folder),
        cause: error.to_string(),
    })
}

fn fetched(response: Response, asked: &Url) -> Result<Fetched, IndexError> {
    match response.status {
        200 => Ok(Fetched::Page(response)),
        304 => Ok(Fetched::Unchanged(response)),
        _ if response.is_missing() => Ok(Fetched::Missing(response)),
        _ => Err(response.error(asked)),
    }
}

/// By its type; by its first character where the server does not know the type.
fn is_json(response: &Response) -> bool {
    let content_type = response.header(header::CONTENT_TYPE).unwrap_or_default();
    let content_type = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    if content_type.ends_with("json") {
        return true;
    }
    let first = response.body.iter().find(|byte| !byte.is_ascii_whitespace());
    !content_type.ends_with("html") && first == Some(&b'{')
}

//! The metadata of a wheel: from the file beside it, else out of a few pieces of it, else out of the whole of it.

use std::time::Duration;

use pinfix_packaging::WheelFilename;
use reqwest::header;
use tokio::sync::Notify;
use url::Url;

use super::fetch::{Request, Response};
use super::record::RequestKind;
use super::session::{Habits, Session, off_the_reactor};
use crate::archive::sparse::{Halt, Sparse};
use crate::direct::DIRECT;
use crate::distribution::{Distribution, Hash};
use crate::error::{IndexError, MetadataError, MetadataProblem};
use crate::metadata::{CoreMetadata, Provenance};
use crate::verify::{check_hash, check_identity};
use crate::wheel;

/// No honest metadata is larger.
const METADATA_LIMIT: u64 = 16 << 20;

/// A larger file is not loaded to look for its metadata.
pub(super) const FILE_LIMIT: u64 = 1 << 30;

/// The end of a wheel that is asked for first: mostly the whole directory, and METADATA, which stands right before it.
const TAIL: u64 = 64 << 10;

/// What is asked for beyond what was enough for another wheel of the project: directories grow from release to release.
const MORE_TAIL: u64 = 4 << 10;

/// A longer end is not asked for: what stands between METADATA and the end of the directory, where METADATA is named,
/// takes longer than a second request, at the latest where many wheels are asked for at once.
const LONGEST_TAIL: u64 = 128 << 10;

/// The end that is asked for instead: METADATA is named among the last files of the directory.
const SHORT_TAIL: u64 = 16 << 10;

/// How long metadata that nobody promised may take, before the wheel itself is asked.
const HEAD_START: Duration = Duration::from_millis(25);

/// What is read in front of a large directory, where METADATA likely is: cheaper than another request.
const BEFORE_DIRECTORY: u64 = 32 << 10;

/// No wheel needs more pieces than that.
const MOST_PIECES: usize = 12;

/// The text of METADATA, read, and where it was found.
pub(super) struct Found {
    pub(super) metadata: CoreMetadata,
    pub(super) text: Vec<u8>,
}

/// Finds the metadata of the wheel at `url`.
pub(super) async fn fetch(
    distribution: &Distribution,
    filename: &WheelFilename,
    url: &Url,
    session: &Session,
) -> Result<Found, MetadataError> {
    let habits = session.habits(url);
    let pieces = match beside_or_pieces(distribution, filename, url, &habits, session).await? {
        Either::Beside(found) => return Ok(found),
        Either::Pieces(pieces) => pieces,
    };
    session.journal.wheels.add(1);
    match pieces {
        Some(Pieces::Text(text)) => {
            if let Some(hash) = distribution.metadata_hashes.hash() {
                check_hash(&metadata_name(distribution), &text, hash)?;
            }
            checked(text, Provenance::WheelRange, distribution)
        }
        Some(Pieces::Whole(body)) => {
            habits.learn_no_ranges();
            open(body, distribution, filename).await
        }
        unsupported => {
            if unsupported.is_some() {
                habits.learn_no_ranges();
            }
            let body = whole(distribution, url, session).await?;
            open(body, distribution, filename).await
        }
    }
}

/// What came of the two ways that do without the whole wheel.
enum Either {
    Beside(Found),
    /// `None`: this server is not asked for pieces.
    Pieces(Option<Pieces>),
}

/// Asks for the metadata beside the wheel, then for pieces of the wheel.
///
/// Where nobody promised that there is anything beside it, the second question does not wait for a slow answer to the
/// first: some indexes take long to find out that they have nothing.
async fn beside_or_pieces(
    distribution: &Distribution,
    filename: &WheelFilename,
    url: &Url,
    habits: &Habits,
    session: &Session,
) -> Result<Either, MetadataError> {
    let beside = beside(distribution, url, habits, session);
    if !habits.may_serve_ranges() {
        return Ok(beside.await?.map_or(Either::Pieces(None), Either::Beside));
    }
    if distribution.metadata_hashes.is_advertised() {
        return Ok(match beside.await? {
            Some(found) => Either::Beside(found),
            None => Either::Pieces(Some(pieces(filename, url, session).await?)),
        });
    }
    let nothing_beside = Notify::new();
    let pieces = async {
        // Either way it is time to ask.
        let _ = tokio::time::timeout(HEAD_START, nothing_beside.notified()).await;
        pieces(filename, url, session).await
    };
    tokio::pin!(beside, pieces);
    let pieces = tokio::select! {
        biased;
        found = &mut beside => {
            if let Some(found) = found? {
                return Ok(Either::Beside(found));
            }
            nothing_beside.notify_one();
            pieces.await?
        }
        pieces = &mut pieces => {
            habits.learn_metadata(false);
            pieces?
        }
    };
    Ok(Either::Pieces(Some(pieces)))
}

/// The whole file of a distribution.
pub(super) async fn whole(
    distribution: &Distribution,
    url: &Url,
    session: &Session,
) -> Result<Vec<u8>, MetadataError> {
    let response = session
        .get(Request::new(url, RequestKind::File, FILE_LIMIT))
        .await?;
    match response.status {
        200 => Ok(response.body),
        _ if response.is_missing() => Err(missing(distribution)),
        _ => Err(response.error(url).into()),
    }
}

/// The metadata beside the wheel (PEP 658), also where the page does not say that there is any.
async fn beside(
    distribution: &Distribution,
    url: &Url,
    habits: &Habits,
    session: &Session,
) -> Result<Option<Found>, MetadataError> {
    let advertised = distribution.metadata_hashes.is_advertised();
    if !advertised && !habits.may_have_metadata() {
        return Ok(None);
    }
    let mut at = url.clone();
    at.set_path(&format!("{}.metadata", url.path()));
    let mut request = Request::new(&at, RequestKind::Metadata, METADATA_LIMIT);
    request.retry = advertised;
    let response = match session.get(request).await {
        Ok(response) => response,
        // Nobody promised it, and the next way is tried with more patience.
        Err(_) if !advertised => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    if response.status != 200 {
        if matches!(response.status, 401) {
            return Err(response.error(&at).into());
        }
        // 403 is how some stores say that there is nothing.
        habits.learn_metadata(false);
        return Ok(None);
    }
    if let Some(hash) = distribution.metadata_hashes.hash() {
        check_hash(&metadata_name(distribution), &response.body, hash)?;
    }
    match checked(response.body, Provenance::MetadataFile, distribution) {
        // A page that says "not found" in many words, with status 200.
        Err(_) if !advertised => {
            habits.learn_metadata(false);
            Ok(None)
        }
        found => {
            habits.learn_metadata(true);
            found.map(Some)
        }
    }
}

/// What came of asking for pieces of a wheel.
enum Pieces {
    /// METADATA.
    Text(Vec<u8>),
    /// The server gave all of it.
    Whole(Vec<u8>),
    /// The server can't give pieces.
    Unsupported,
}

async fn pieces(filename: &WheelFilename, url: &Url, session: &Session) -> Result<Pieces, MetadataError> {
    let tail = match session.tail(&filename.name) {
        None => TAIL,
        Some(enough) if enough > LONGEST_TAIL => SHORT_TAIL,
        Some(enough) => enough + enough / 16 + MORE_TAIL,
    };
    let response = ask(url, format!("bytes=-{tail}"), session).await?;
    let Some((start, size)) = content_range(&response) else {
        return match response.status {
            200 => Ok(Pieces::Whole(response.body)),
            401 | 403 => Err(response.error(url).into()),
            // Also for a file that is not there: the next request will say so.
            _ => Ok(Pieces::Unsupported),
        };
    };
    let mut sparse = Sparse::new(size);
    sparse.supply(start, response.body);
    for _ in 0..MOST_PIECES {
        let range = match wheel::metadata(&sparse, filename) {
            Ok(text) => {
                session.learn_tail(&filename.name, sparse.end_read());
                return Ok(Pieces::Text(text));
            }
            Err(Halt::Need(range)) => range,
            Err(Halt::Broken(error)) => {
                return Err(MetadataProblem::BadArchive {
                    cause: error.to_string(),
                }
                .into());
            }
        };
        // A directory that was not in the tail: METADATA stands in front of it.
        let front = if range.end + TAIL > size {
            BEFORE_DIRECTORY
        } else {
            0
        };
        let from = range.start.saturating_sub(front);
        let response = ask(url, format!("bytes={from}-{}", range.end - 1), session).await?;
        match content_range(&response) {
            Some((start, same)) if same == size && start == from => sparse.supply(start, response.body),
            _ if response.status == 200 => return Ok(Pieces::Whole(response.body)),
            _ => return Ok(Pieces::Unsupported),
        }
    }
    Ok(Pieces::Unsupported)
}

async fn ask(url: &Url, range: String, session: &Session) -> Result<Response, IndexError> {
    let mut request = Request::new(url, RequestKind::Range, FILE_LIMIT);
    request.range = Some(range);
    session.get(request).await
}

/// Where the piece in this answer starts, and the size of the whole; `None` where it is no piece, or not as it says.
fn content_range(response: &Response) -> Option<(u64, u64)> {
    if response.status != 206 {
        return None;
    }
    let (start, end, size) = parse_content_range(response.header(header::CONTENT_RANGE)?)?;
    (end - start + 1 == response.body.len() as u64).then_some((start, size))
}

/// Reads `bytes START-END/SIZE`.
fn parse_content_range(text: &str) -> Option<(u64, u64, u64)> {
    let (range, size) = text.trim().strip_prefix("bytes")?.trim_start().split_once('/')?;
    let (start, end) = range.split_once('-')?;
    let (start, end, size) = (start.parse().ok()?, end.parse().ok()?, size.parse().ok()?);
    (start <= end && end < size).then_some((start, end, size))
}

/// METADATA out of a whole wheel.
async fn open(
    body: Vec<u8>,
    distribution: &Distribution,
    filename: &WheelFilename,
) -> Result<Found, MetadataError> {
    let hash = distribution.sha256().map(Hash::sha256);
    let file = distribution.filename.clone();
    let filename = filename.clone();
    let text = off_the_reactor(move || {
        if let Some(hash) = hash {
            check_hash(&file, &body, &hash)?;
        }
        wheel::metadata(&Sparse::whole(body), &filename).map_err(|halt| MetadataProblem::BadArchive {
            cause: match halt {
                Halt::Broken(error) => error.to_string(),
                Halt::Need(_) => "it is cut off".to_owned(),
            },
        })
    })
    .await??;
    checked(text, Provenance::WheelFile, distribution)
}

/// The metadata in `text`, if it is that of the distribution.
fn checked(
    text: Vec<u8>,
    provenance: Provenance,
    distribution: &Distribution,
) -> Result<Found, MetadataError> {
    let metadata = CoreMetadata::parse(&text, provenance).map_err(|error| MetadataProblem::Unparsable {
        cause: error.to_string(),
    })?;
    check_identity(&metadata, distribution)?;
    Ok(Found { metadata, text })
}

fn metadata_name(distribution: &Distribution) -> String {
    format!("{}.metadata", distribution.filename)
}

fn missing(distribution: &Distribution) -> MetadataError {
    MetadataProblem::Missing {
        file: distribution.filename.clone(),
        listed: &*distribution.index != DIRECT,
    }
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_content_range() {
        assert_eq!(parse_content_range("bytes 10-19/100"), Some((10, 19, 100)));
        for text in [
            "bytes 10-19/*",
            "bytes */100",
            "bytes 19-10/100",
            "bytes 90-100/100",
            "items 1-2/3",
            "",
        ] {
            assert_eq!(parse_content_range(text), None, "{text}");
        }
    }
}

//! The metadata of a wheel: from the file beside it, else out of a few pieces of it, else out of the whole of it.

use pinfix_packaging::WheelFilename;
use reqwest::header;
use url::Url;

use super::fetch::{Request, Response};
use super::record::RequestKind;
use super::session::{Habits, Session, off_the_reactor};
use crate::archive::sparse::{Halt, Sparse};
use crate::distribution::{Distribution, Hash};
use crate::error::{IndexError, MetadataError, MetadataProblem};
use crate::metadata::{CoreMetadata, Provenance};
use crate::verify::{check_hash, check_identity};
use crate::wheel;

/// No honest metadata is larger.
const METADATA_LIMIT: u64 = 16 << 20;

/// A larger file is not loaded to look for its metadata.
pub(super) const FILE_LIMIT: u64 = 1 << 30;

/// The end of a wheel that is asked for first: mostly the whole directory, and often METADATA, which stands last.
const TAIL: u64 = 16 << 10;

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
    if let Some(found) = beside(distribution, url, &habits, session).await? {
        return Ok(found);
    }
    session.journal.wheels.add(1);
    if habits.may_serve_ranges() {
        match pieces(filename, url, session).await? {
            Pieces::Text(text) => {
                if let Some(hash) = distribution.metadata_hashes.hash() {
                    check_hash(&metadata_name(distribution), &text, hash)?;
                }
                return checked(text, Provenance::WheelRange, distribution);
            }
            Pieces::Whole(body) => {
                habits.learn_no_ranges();
                return open(body, distribution, filename).await;
            }
            Pieces::Unsupported => habits.learn_no_ranges(),
        }
    }
    let body = whole(distribution, url, session).await?;
    open(body, distribution, filename).await
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
        // Nobody promised it, and some servers answer with a 500 to what they don't expect.
        Err(IndexError::Status { .. } | IndexError::Malformed { .. }) if !advertised => return Ok(None),
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
    let response = ask(url, format!("bytes=-{TAIL}"), session).await?;
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
            Ok(text) => return Ok(Pieces::Text(text)),
            Err(Halt::Need(range)) => range,
            Err(Halt::Broken(error)) => {
                return Err(MetadataProblem::BadArchive {
                    cause: error.to_string(),
                }
                .into());
            }
        };
        let response = ask(url, format!("bytes={}-{}", range.start, range.end - 1), session).await?;
        match content_range(&response) {
            Some((start, same)) if same == size && start == range.start => {
                sparse.supply(start, response.body)
            }
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

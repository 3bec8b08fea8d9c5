//! The hash of a file for which its index states none: of the whole file, by way of the cache.

use std::sync::Arc;

use url::Url;

use super::metadata::{UNSURE_LIFETIME, pack};
use super::session::{Session, off_the_reactor};
use super::site::Site;
use super::wheel_metadata::whole;
use crate::cache::{MetadataEntry, MetadataKey, Pack, now};
use crate::distribution::{Distribution, Hash};
use crate::error::{IndexError, MetadataError};
use crate::metadata::Provenance;
use crate::verify;

/// The SHA-256 of the file at `url`. What the cache says is believed as long as metadata from there would be.
pub(super) async fn fetch(
    distribution: &Arc<Distribution>,
    url: &Url,
    site: Option<&Site>,
    session: &Session,
) -> Result<Hash, MetadataError> {
    let pack = pack(distribution, site, session);
    if let Some(hash) = cached(distribution, pack.clone(), session).await? {
        session.journal.hits.add(1);
        return Ok(hash);
    }
    if session.offline {
        return Err(IndexError::Offline { url: url.into() }.into());
    }
    let body = whole(distribution, url, session).await?;
    let hash = off_the_reactor(move || verify::sha256(&body)).await?;
    if let Some(pack) = pack {
        let key = MetadataKey::of_file_hash(distribution);
        let entry = MetadataEntry {
            headers: hash.digest.clone().into_bytes(),
            provenance: Provenance::WheelFile,
            fetched: now(),
            leniencies: Vec::new(),
        };
        session.write(move || pack.append(&key, &entry));
    }
    Ok(hash)
}

async fn cached(
    distribution: &Arc<Distribution>,
    pack: Option<Arc<Pack>>,
    session: &Session,
) -> Result<Option<Hash>, IndexError> {
    let Some(pack) = pack else { return Ok(None) };
    let key = MetadataKey::of_file_hash(distribution);
    let (anything, refreshes) = (session.offline, session.refreshes(&distribution.project));
    off_the_reactor(move || {
        let entry = pack.get(&key)?;
        let age = now().checked_sub(entry.fetched);
        let believed = age.is_some_and(|age| age < UNSURE_LIFETIME) && !refreshes;
        let digest = String::from_utf8(entry.headers).ok()?;
        (anything || believed).then(|| Hash::sha256(digest))
    })
    .await
}

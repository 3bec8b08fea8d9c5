//! The metadata of a distribution, by way of the cache.

use std::fmt::Write as _;
use std::sync::Arc;

use url::Url;

use super::sdist_metadata::{self, Stated};
use super::session::{Belief, Session};
use super::site::Site;
use super::wheel_metadata;
use crate::build::BuildSettings;
use crate::cache::{MetadataEntry, MetadataKey, Pack, now};
use crate::distribution::{Distribution, DistributionKind};
use crate::error::{IndexError, MetadataError};
use crate::metadata::{CoreMetadata, Provenance};
use crate::verify::check_identity;

/// For how many seconds metadata is believed that was kept for a file without a stated hash: it may be replaced.
pub(super) const UNSURE_LIFETIME: u64 = 600;

/// What is known without a build.
pub(super) enum Known {
    /// The metadata, with its header lines where it was served as such.
    Metadata(Arc<CoreMetadata>, Option<Arc<[u8]>>),
    /// A build of this source distribution must tell. It was not fetched where that was known before.
    NeedsBuild(Option<Arc<Vec<u8>>>),
}

/// Finds the metadata of the distribution at `url`, as far as that goes without a build.
pub(super) async fn stated(
    distribution: &Arc<Distribution>,
    url: &Url,
    (site, settings): (Option<&Site>, &BuildSettings),
    session: &Session,
) -> Result<Known, MetadataError> {
    let pack = pack(distribution, site, session);
    if let Some((metadata, headers)) = cached(distribution, pack.clone(), settings, session).await? {
        session.journal.hits.add(1);
        session.journal.metadata.add(1);
        return Ok(Known::Metadata(Arc::new(metadata), headers));
    }
    if session.offline {
        return Err(IndexError::Offline { url: url.into() }.into());
    }
    if needs_build(distribution, pack.as_deref(), settings, session) {
        return Ok(Known::NeedsBuild(None));
    }
    let (metadata, headers) = match &distribution.kind {
        DistributionKind::Wheel(filename) => {
            let found = wheel_metadata::fetch(distribution, filename, url, session).await?;
            let headers: Arc<[u8]> = CoreMetadata::headers(&found.text).into();
            (found.metadata, Some(headers))
        }
        DistributionKind::Sdist(filename) => {
            match sdist_metadata::fetch(distribution, filename, url, (site, settings), session).await? {
                Stated::Metadata(metadata) => (metadata, None),
                // Not to be kept: where something can be built, it is not good enough.
                Stated::Guess(metadata) => return Ok(Known::Metadata(Arc::new(metadata), None)),
                Stated::NeedsBuild(archive) => {
                    keep_need(distribution, pack, session);
                    return Ok(Known::NeedsBuild(Some(archive)));
                }
            }
        }
    };
    session.journal.metadata.add(1);
    let key = MetadataKey::new(distribution);
    keep(key, pack, &metadata, headers.clone(), session);
    Ok(Known::Metadata(Arc::new(metadata), headers))
}

/// Whether it is known that only a build can tell the metadata, and nothing may be built: then the archive, which may have
/// fifty megabytes, is of no use.
fn needs_build(
    distribution: &Distribution,
    pack: Option<&Pack>,
    settings: &BuildSettings,
    session: &Session,
) -> bool {
    let key = MetadataKey::of_need(distribution);
    let believed = key.is_immutable() && !matches!(session.believes(&distribution.project), Belief::Nothing);
    let is_kept = || pack.is_some_and(|pack| !pack.is_new() && pack.get(&key).is_some());
    let is_of_no_use = !settings.may_build() && !settings.lacks_interpreter();
    !distribution.is_wheel() && is_of_no_use && believed && is_kept()
}

/// Keeps that only a build can tell the metadata.
fn keep_need(distribution: &Distribution, pack: Option<Arc<Pack>>, session: &Session) {
    let key = MetadataKey::of_need(distribution);
    let Some(pack) = pack.filter(|_| key.is_immutable()) else {
        return;
    };
    let entry = MetadataEntry {
        headers: Vec::new(),
        provenance: Provenance::Build,
        fetched: now(),
        leniencies: Vec::new(),
    };
    session.write(move || pack.append(&key, &entry));
}

/// Builds the metadata of a source distribution that states none.
pub(super) async fn build(
    distribution: &Arc<Distribution>,
    archive: Option<Arc<Vec<u8>>>,
    site: Option<&Site>,
    settings: &BuildSettings,
    session: &Session,
) -> Result<Arc<CoreMetadata>, MetadataError> {
    let metadata = sdist_metadata::build(distribution, archive, settings, session).await?;
    session.journal.metadata.add(1);
    let key = MetadataKey::of_build(distribution, settings.python.as_deref());
    keep(key, pack(distribution, site, session), &metadata, None, session);
    Ok(Arc::new(metadata))
}

/// Where what is known of a distribution is kept.
pub(super) fn pack(distribution: &Distribution, site: Option<&Site>, session: &Session) -> Option<Arc<Pack>> {
    let cache = match site {
        Some(site) => site.cache.clone(),
        None => session.direct.clone(),
    };
    Some(cache?.pack(&distribution.project))
}

async fn cached(
    distribution: &Arc<Distribution>,
    pack: Option<Arc<Pack>>,
    settings: &BuildSettings,
    session: &Session,
) -> Result<Option<(CoreMetadata, Option<Arc<[u8]>>)>, IndexError> {
    let Some(pack) = pack.filter(|pack| !pack.is_new()) else {
        return Ok(None);
    };
    let distribution = Arc::clone(distribution);
    let believes = session.believes(&distribution.project);
    let settings = settings.clone();
    session
        .work(move || read(&distribution, &pack, &settings, believes))
        .await
}

/// What the cache knows of a distribution, read on the thread that asks.
pub(super) fn at_hand(
    distribution: &Distribution,
    (site, settings): (Option<&Site>, &BuildSettings),
    session: &Session,
) -> Option<Known> {
    let pack = pack(distribution, site, session).filter(|pack| !pack.is_new())?;
    let believes = session.believes(&distribution.project);
    if let Some((metadata, headers)) = read(distribution, &pack, settings, believes) {
        return Some(Known::Metadata(Arc::new(metadata), headers));
    }
    needs_build(distribution, Some(&pack), settings, session).then_some(Known::NeedsBuild(None))
}

/// What a pack knows of a distribution, with the headers where they were served.
fn read(
    distribution: &Distribution,
    pack: &Pack,
    settings: &BuildSettings,
    belief: Belief,
) -> Option<(CoreMetadata, Option<Arc<[u8]>>)> {
    let (key, entry) = kept(distribution, pack, settings)?;
    let recent = match belief {
        Belief::Anything => true,
        Belief::Recent => now()
            .checked_sub(entry.fetched)
            .is_some_and(|age| age < UNSURE_LIFETIME),
        Belief::Nothing => false,
    };
    if !(key.is_immutable() || recent) {
        return None;
    }
    let mut metadata = CoreMetadata::parse(&entry.headers, entry.provenance).ok()?;
    check_identity(&metadata, distribution).ok()?;
    metadata.leniencies.extend(entry.leniencies);
    let headers = was_served(entry.provenance).then(|| entry.headers.into());
    Some((metadata, headers))
}

/// What is kept of a distribution and holds here, too: not what was built with another interpreter.
fn kept(
    distribution: &Distribution,
    pack: &Pack,
    settings: &BuildSettings,
) -> Option<(MetadataKey, MetadataEntry)> {
    let stated = MetadataKey::new(distribution);
    let holds = |entry: &MetadataEntry| entry.provenance != Provenance::Build;
    if let Some(entry) = pack.get(&stated).filter(holds) {
        return Some((stated, entry));
    }
    if distribution.is_wheel() || !settings.enabled {
        return None;
    }
    let built = MetadataKey::of_build(distribution, settings.python.as_deref());
    let entry = pack.get(&built)?;
    Some((built, entry))
}

/// Keeps the metadata: its headers, or headers made from it.
fn keep(
    key: MetadataKey,
    pack: Option<Arc<Pack>>,
    metadata: &CoreMetadata,
    headers: Option<Arc<[u8]>>,
    session: &Session,
) {
    let Some(pack) = pack else { return };
    let (headers, leniencies) = match headers {
        Some(headers) => (headers.to_vec(), Vec::new()),
        None => (written(metadata).into_bytes(), metadata.leniencies.clone()),
    };
    let entry = MetadataEntry {
        headers,
        provenance: metadata.provenance,
        fetched: now(),
        leniencies,
    };
    session.write(move || pack.append(&key, &entry));
}

/// Whether metadata from there is kept word for word.
fn was_served(provenance: Provenance) -> bool {
    matches!(
        provenance,
        Provenance::MetadataFile | Provenance::WheelRange | Provenance::WheelFile
    )
}

/// The metadata as headers, where it does not come from any.
fn written(metadata: &CoreMetadata) -> String {
    let mut text = String::new();
    let mut field = |name: &str, value: &dyn std::fmt::Display| {
        let value = value.to_string().replace(['\r', '\n'], " ");
        // Writing to a string can't fail.
        let _ = writeln!(text, "{name}: {value}");
    };
    if let Some(version) = &metadata.metadata_version {
        field("Metadata-Version", version);
    }
    field("Name", &metadata.name);
    field("Version", &metadata.version);
    for name in &metadata.dynamic {
        field("Dynamic", name);
    }
    if let Some(python) = &metadata.requires_python {
        field("Requires-Python", python);
    }
    for extra in &metadata.provides_extra {
        field("Provides-Extra", extra);
    }
    for requirement in &metadata.requires_dist {
        field("Requires-Dist", requirement);
    }
    for text in &metadata.unreadable {
        field("Requires-Dist", text);
    }
    text
}

//! The metadata of a source distribution: what it states, else what the JSON API knows, else what a build tells.

use std::io::{Cursor, Write};
use std::sync::Arc;

use pinfix_packaging::SdistFilename;

use super::fetch::Request;
use super::record::RequestKind;
use super::session::{Session, off_the_reactor};
use super::site::Site;
use super::wheel_metadata::whole;
use crate::archive::ArchiveError;
use crate::build::{self, BuildSettings};
use crate::distribution::{Distribution, FileLocation, Hash};
use crate::error::{IndexError, MetadataError, MetadataProblem};
use crate::metadata::{CoreMetadata, Provenance};
use crate::sdist::Statement;
use crate::verify::{check_hash, check_identity};
use crate::{json_api, sdist};

/// No honest answer of the JSON API about one release is larger.
pub(super) const JSON_LIMIT: u64 = 64 << 20;

/// What can be said without a build.
pub(super) enum Stated {
    /// The metadata.
    Metadata(CoreMetadata),
    /// What stands in for the metadata where nothing can be built.
    Guess(CoreMetadata),
    /// Nothing: a build of this archive must tell.
    NeedsBuild(Arc<Vec<u8>>),
}

/// What the source distribution at `url` states, or the JSON API of its index `site`.
pub(super) async fn fetch(
    distribution: &Distribution,
    filename: &SdistFilename,
    url: &url::Url,
    (site, settings): (Option<&Site>, &BuildSettings),
    session: &Session,
) -> Result<Stated, MetadataError> {
    let archive = Arc::new(whole(distribution, url, session).await?);
    session.journal.sdists.add(1);
    let stated = read(Arc::clone(&archive), distribution, filename).await?;
    match &stated {
        Ok(Statement::Promised(metadata)) => {
            check_identity(metadata, distribution)?;
            return Ok(Stated::Metadata(metadata.clone()));
        }
        // One that was left in the archive by mistake is that of another release.
        Ok(Statement::Reported(metadata)) if check_identity(metadata, distribution).is_ok() => {
            return Ok(Stated::Metadata(metadata.clone()));
        }
        Ok(Statement::Guessed(metadata))
            if settings.lacks_interpreter() && check_identity(metadata, distribution).is_ok() =>
        {
            return Ok(Stated::Guess(metadata.clone()));
        }
        _ => {}
    }
    if let Some(site) = site
        && let Some(metadata) = ask_json_api(distribution, site, session).await?
    {
        return Ok(Stated::Metadata(metadata));
    }
    match stated {
        // What we can't open no build can, but for formats that we don't know.
        Err(error) if !matches!(error, ArchiveError::Unsupported(_)) => Err(MetadataProblem::BadArchive {
            cause: error.to_string(),
        }
        .into()),
        _ => Ok(Stated::NeedsBuild(archive)),
    }
}

/// Builds the metadata of a source distribution. Takes as long as it takes; nothing is built ahead.
pub(super) async fn build(
    distribution: &Distribution,
    archive: Option<Arc<Vec<u8>>>,
    settings: &BuildSettings,
    session: &Session,
) -> Result<CoreMetadata, MetadataError> {
    if !settings.may_build() {
        let why = "builds are switched off".to_owned();
        let possible = settings.might_build();
        return Err(MetadataProblem::BuildNeeded { why, possible }.into());
    }
    if let Some(failures) = settings.workshop.hopeless(&distribution.project) {
        let why = format!("{failures} other releases failed to build");
        let possible = false;
        return Err(MetadataProblem::BuildNeeded { why, possible }.into());
    }
    let archive = match archive {
        Some(archive) => archive,
        None => fetched(distribution, session).await?,
    };
    session.journal.builds.add(1);
    let (filename, settings) = (distribution.filename.clone(), settings.clone());
    let project = distribution.project.clone();
    let built = off_the_reactor(move || {
        let folder = tempfile::tempdir().map_err(|error| IndexError::io(std::env::temp_dir(), &error))?;
        let path = folder.path().join(&filename);
        std::fs::File::create_new(&path)
            .and_then(|mut file| file.write_all(&archive))
            .map_err(|error| IndexError::io(path.clone(), &error))?;
        let text = build::build_metadata(&path, None, &settings).inspect_err(|error| {
            if matches!(error, MetadataError::Unusable { .. }) {
                settings.workshop.failed(&project);
            }
        })?;
        let metadata = CoreMetadata::parse(&text, Provenance::Build);
        Ok::<_, MetadataError>(metadata.map_err(|error| MetadataProblem::Unparsable {
            cause: error.to_string(),
        })?)
    });
    let metadata = built.await??;
    check_identity(&metadata, distribution)?;
    Ok(metadata)
}

/// The archive, where it was not fetched since nothing could be built at first.
async fn fetched(distribution: &Distribution, session: &Session) -> Result<Arc<Vec<u8>>, MetadataError> {
    let FileLocation::Url(url) = &distribution.location else {
        let why = "its archive was not read".to_owned();
        return Err(MetadataProblem::BuildNeeded { why, possible: true }.into());
    };
    let archive = whole(distribution, url.url()?, session).await?;
    if let Some(hash) = distribution.sha256().map(Hash::sha256) {
        check_hash(&distribution.filename, &archive, &hash)?;
    }
    Ok(Arc::new(archive))
}

/// Reads the archive, once it is sure that it is the right one.
async fn read(
    archive: Arc<Vec<u8>>,
    distribution: &Distribution,
    filename: &SdistFilename,
) -> Result<Result<Statement, ArchiveError>, MetadataError> {
    let hash = distribution.sha256().map(Hash::sha256);
    let file = distribution.filename.clone();
    let filename = filename.clone();
    let read = off_the_reactor(move || {
        if let Some(hash) = hash {
            check_hash(&file, &archive, &hash)?;
        }
        let stated = sdist::static_metadata(&mut Cursor::new(archive.as_slice()), &filename);
        Ok::<_, MetadataProblem>(stated)
    });
    Ok(read.await??)
}

/// What the JSON API says of the release. It is a courtesy: what it does not know, or says badly, is no error.
async fn ask_json_api(
    distribution: &Distribution,
    site: &Site,
    session: &Session,
) -> Result<Option<CoreMetadata>, IndexError> {
    let version = distribution.version.to_string();
    let Some(url) = site.json_api(&distribution.project, &version) else {
        return Ok(None);
    };
    let mut request = Request::new(&url, RequestKind::JsonApi, JSON_LIMIT);
    request.accept = Some("application/json");
    request.retry = false;
    let Ok(response) = session.get(request).await else {
        return Ok(None);
    };
    if response.status != 200 {
        site.learn_no_json_api();
        return Ok(None);
    }
    let metadata = off_the_reactor(move || json_api::parse(&response.body)).await?;
    Ok(metadata
        .ok()
        .flatten()
        .filter(|metadata| check_identity(metadata, distribution).is_ok()))
}

//! Distributions that a line points at, told by their file names.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use pinfix_index::direct::DIRECT;
use pinfix_index::{Advertised, Distribution, DistributionKind, FileLocation, Hash};
use pinfix_packaging::{PackageName, SdistFilename, WheelFilename};
use pinfix_requirements::Location;
use url::Url;

/// The distribution at a location, told by its file name; else what stands there.
pub(super) fn file_at(
    location: &Location,
    expected: Option<&PackageName>,
) -> Result<Distribution, &'static str> {
    match location {
        Location::Vcs(_) => Err("a requirement from a repository"),
        Location::Path { path, .. } if path.extension().is_none() => Err("a requirement on a folder"),
        Location::Path { path, verbatim } => {
            let fragment = verbatim.rsplit_once('#').map(|(_, fragment)| fragment);
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default()
                .to_owned();
            distribution(&name, FileLocation::Path(path.clone()), fragment, expected)
        }
        Location::Url(text) if VCS.iter().any(|tool| text.starts_with(tool)) => {
            Err("a requirement from a repository")
        }
        Location::Url(text) => {
            let mut url = Url::parse(text).map_err(|_| "a requirement by a URL that can't be read")?;
            let fragment = url.fragment().map(str::to_owned);
            url.set_fragment(None);
            // A URL of another scheme has a path, too, if its host is this one.
            let path = (url.scheme() == "file").then(|| url.to_file_path().ok());
            if let Some(path) = path.flatten() {
                return file_at(
                    &Location::Path {
                        path,
                        verbatim: text.clone(),
                    },
                    expected,
                );
            }
            let name = Path::new(url.path())
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            let name = percent_encoding::percent_decode_str(name)
                .decode_utf8_lossy()
                .into_owned();
            distribution(
                &name,
                FileLocation::Url(url.into()),
                fragment.as_deref(),
                expected,
            )
        }
    }
}

const VCS: [&str; 4] = ["git+", "hg+", "svn+", "bzr+"];

fn distribution(
    filename: &str,
    location: FileLocation,
    fragment: Option<&str>,
    expected: Option<&PackageName>,
) -> Result<Distribution, &'static str> {
    const NEITHER: &str = "a file whose name is neither a wheel's nor a source distribution's";
    let (project, version, kind) = if let Ok(wheel) = WheelFilename::from_str(filename) {
        (
            wheel.name.clone(),
            wheel.version.clone(),
            DistributionKind::Wheel(wheel),
        )
    } else {
        // `name-1.0.tar.gz` without a name to go by: all before the last hyphen.
        let guess = filename
            .rsplit_once('-')
            .and_then(|(name, _)| PackageName::from_str(name).ok());
        let name = expected.or(guess.as_ref()).ok_or(NEITHER)?;
        let sdist = SdistFilename::parse(filename, name).map_err(|_| NEITHER)?;
        (
            sdist.name.clone(),
            sdist.version.clone(),
            DistributionKind::Sdist(sdist),
        )
    };
    if expected.is_some_and(|name| *name != project) {
        return Err("a requirement whose name is not that of the file it points at");
    }
    Ok(Distribution {
        project,
        version,
        kind,
        filename: filename.to_owned(),
        location,
        hashes: hashes_in(fragment),
        requires_python: None,
        yanked: None,
        size: None,
        upload_time: None,
        metadata_hashes: Advertised::No,
        index: Arc::from(DIRECT),
    })
}

/// The hash in a URL's fragment: `sha256=…`, among others.
fn hashes_in(fragment: Option<&str>) -> Vec<Hash> {
    const ALGORITHMS: [&str; 5] = ["sha256", "sha384", "sha512", "sha1", "md5"];
    let pairs = fragment
        .unwrap_or_default()
        .split('&')
        .filter_map(|pair| pair.split_once('='));
    let known = pairs.filter(|(algorithm, _)| ALGORITHMS.contains(algorithm));
    known
        .map(|(algorithm, digest)| Hash {
            algorithm: algorithm.to_owned(),
            digest: digest.to_ascii_lowercase(),
        })
        .collect()
}

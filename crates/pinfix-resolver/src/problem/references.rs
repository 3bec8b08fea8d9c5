//! What lines that name a place point at, and what those projects point at in turn.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;

use pinfix_index::direct::{FindError, Finder, Place, Repository};
use pinfix_index::{CoreMetadata, Distribution, FileLocation, Hash, Index, MetadataError, MetadataProblem};
use pinfix_packaging::{ExtraName, Marker, PackageName, Target};
use pinfix_requirements::{Location, Manifest, Origin, RequirementLine, VcsKind, VcsLocation};
use rustc_hash::FxHashMap;
use url::Url;

use super::file::file_at;
use super::fork::{Fork, holds};

/// What places stand for: each place as its line or a package's metadata writes it, with what is there.
#[derive(Debug, Clone, Default)]
pub struct References {
    found: FxHashMap<String, Reference>,
}

/// What is at a place.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The project there.
    pub file: Arc<Distribution>,
    /// What a lock says of the place: as written, without passwords, a repository at its commit.
    pub locked_as: String,
    /// Whether the line asks for it to be installed as it lies there.
    pub editable: bool,
    /// The places of the lines that lead here, by way of others or at once.
    pub roots: Vec<String>,
}

/// A place of which nothing can be said.
#[derive(Debug, Clone)]
pub struct BadReference {
    /// Why.
    pub error: FindError,
    /// The place, as it may be shown.
    pub place: String,
    /// The line that leads there.
    pub origin: Origin,
}

/// Whom places are looked into for: lines and dependencies whose markers don't hold there are left out.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// For whom.
    pub target: &'a Target,
    /// The environments that are resolved for, where they are many.
    pub fork: Option<&'a Fork>,
    /// Whether dependencies are left aside.
    pub no_dependencies: bool,
}

impl Scope<'_> {
    fn holds(self, marker: Option<&Marker>, extras: &[ExtraName]) -> bool {
        holds(self.fork, self.target, marker, extras)
    }
}

impl References {
    /// Looks into every place that the lines name, and into those that the projects there name.
    ///
    /// # Errors
    /// Every line that leads to a place of which nothing can be said.
    pub fn gather(
        manifest: &Manifest,
        scope: Scope<'_>,
        finder: &dyn Finder,
        index: &dyn Index,
    ) -> Result<Self, Vec<BadReference>> {
        let mut search = Search {
            scope,
            finder,
            index,
            references: Self::default(),
            bad: Vec::new(),
            queue: VecDeque::new(),
        };
        for line in manifest
            .lines
            .iter()
            .filter(|line| scope.holds(line.requirement.marker(), &[]))
        {
            search.queue.extend(Asked::by_line(line));
        }
        while let Some(asked) = search.queue.pop_front() {
            search.look(&asked);
        }
        if search.bad.is_empty() {
            Ok(search.references)
        } else {
            Err(search.bad)
        }
    }

    /// What is at the place that is written so.
    pub fn get(&self, written: &str) -> Option<&Reference> {
        self.found.get(written)
    }

    /// All, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Reference> {
        self.found.values()
    }
}

/// A place that is still to be looked into.
struct Asked {
    /// As written, with variables filled in.
    text: String,
    location: Location,
    name: Option<PackageName>,
    extras: Vec<ExtraName>,
    hash: Option<Hash>,
    locked_as: String,
    editable: bool,
    root: String,
    origin: Origin,
}

impl Asked {
    fn by_line(line: &RequirementLine) -> Option<Self> {
        let location = line.requirement.location()?;
        let text = location.to_string();
        let written = line.written_place().unwrap_or_else(|| text.clone());
        let hash = match &line.hashes[..] {
            [only] => Some(Hash {
                algorithm: only.algorithm.to_ascii_lowercase(),
                digest: only.digest.to_ascii_lowercase(),
            }),
            _ => None,
        };
        Some(Self {
            root: text.clone(),
            name: match &line.requirement {
                pinfix_requirements::Requested::Named(requirement) => Some(requirement.name.clone()),
                pinfix_requirements::Requested::Unnamed { .. } => location.name(),
            },
            extras: line.requirement.extras().to_vec(),
            hash,
            locked_as: written,
            editable: line.editable,
            origin: line.origin.clone(),
            location,
            text,
        })
    }
}

struct Search<'a> {
    scope: Scope<'a>,
    finder: &'a dyn Finder,
    index: &'a dyn Index,
    references: References,
    bad: Vec<BadReference>,
    queue: VecDeque<Asked>,
}

impl Search<'_> {
    fn look(&mut self, asked: &Asked) {
        if let Some(known) = self.references.found.get_mut(&asked.text) {
            known.editable |= asked.editable;
            let new_root = !known.roots.contains(&asked.root);
            if new_root {
                known.roots.push(asked.root.clone());
            }
            // Its own dependencies may come in by other extras now.
            if !new_root && asked.extras.is_empty() {
                return;
            }
            let file = Arc::clone(&known.file);
            if let Ok(metadata) = self.index.metadata(&file) {
                self.follow(asked, &metadata);
            }
            return;
        }
        match self.found(asked) {
            Ok((file, metadata, commit)) => {
                let reference = Reference {
                    file,
                    locked_as: locked(asked, commit.as_deref()),
                    editable: asked.editable,
                    roots: vec![asked.root.clone()],
                };
                self.references.found.insert(asked.text.clone(), reference);
                if let Some(metadata) = metadata {
                    self.follow(asked, &metadata);
                }
            }
            Err(error) => self.bad.push(BadReference {
                error,
                place: pinfix_requirements::redact::redact(&asked.text).into_owned(),
                origin: asked.origin.clone(),
            }),
        }
    }

    /// What is at a place: told by its file's name, where that tells; else by looking.
    fn found(&self, asked: &Asked) -> Result<Looked, FindError> {
        if let Some(file) = named_file(asked) {
            match self.index.metadata(&file) {
                Ok(metadata) => return Ok((file, Some(metadata), None)),
                // Archives of repositories are named by tags, which need not be what the project says.
                Err(MetadataError::Unusable {
                    reason: MetadataProblem::NameMismatch { .. } | MetadataProblem::VersionMismatch { .. },
                }) if !file.is_wheel() && asked.name.is_none() => {}
                // Whoever needs it will hear of it, with all that depends on it.
                Err(_) => return Ok((file, None, None)),
            }
        }
        let found = self.finder.find(&place(&asked.location)?, asked.hash.as_ref())?;
        if let Some(name) = asked.name.as_ref().filter(|name| **name != found.file.project) {
            return Err(FindError::OtherName {
                found: found.file.project.clone(),
                expected: name.clone(),
            });
        }
        Ok((found.file, Some(found.metadata), found.commit))
    }

    /// What the project at a place asks for by place.
    fn follow(&mut self, asked: &Asked, metadata: &CoreMetadata) {
        if self.scope.no_dependencies {
            return;
        }
        for requirement in &metadata.requires_dist {
            let Some(url) = requirement.url() else { continue };
            if !self.scope.holds(requirement.marker.as_ref(), &asked.extras) {
                continue;
            }
            let Ok(location) = Location::from_url(url) else {
                continue;
            };
            self.queue.push_back(Asked {
                text: url.to_owned(),
                location,
                name: Some(requirement.name.clone()),
                extras: requirement.extras.clone(),
                hash: None,
                locked_as: url.to_owned(),
                editable: false,
                root: asked.root.clone(),
                origin: asked.origin.clone(),
            });
        }
    }
}

/// A wheel, or a source distribution that is named as such.
fn named_file(asked: &Asked) -> Option<Arc<Distribution>> {
    if asked.editable || inside(&asked.location).is_some() {
        return None;
    }
    let mut file = file_at(&asked.location, asked.name.as_ref()).ok()?;
    if let FileLocation::Path(path) = &file.location
        && path.is_dir()
    {
        return None;
    }
    if let (Some(hash), true) = (&asked.hash, file.hashes.is_empty()) {
        file.hashes.push(hash.clone());
    }
    Some(Arc::new(file))
}

type Looked = (Arc<Distribution>, Option<Arc<CoreMetadata>>, Option<String>);

/// The folder of the project below its place.
fn inside(location: &Location) -> Option<PathBuf> {
    let text = location.to_string();
    let (_, fragment) = text.split_once('#')?;
    let pairs = fragment.split('&').filter_map(|pair| pair.split_once('='));
    let mut values = pairs
        .filter(|(key, _)| *key == "subdirectory")
        .map(|(_, value)| value);
    values.next().map(PathBuf::from)
}

fn place(location: &Location) -> Result<Place, FindError> {
    let unusable = |cause: String| FindError::Unusable {
        reason: MetadataProblem::BadArchive { cause },
    };
    match location {
        Location::Path { path, .. } => Ok(Place::Path {
            path: path.clone(),
            subdirectory: inside(location),
        }),
        Location::Url(text) => {
            let mut url = Url::parse(text).map_err(|error| unusable(error.to_string()))?;
            url.set_fragment(None);
            Ok(Place::Url {
                url,
                subdirectory: inside(location),
            })
        }
        Location::Vcs(VcsLocation {
            kind: VcsKind::Git,
            url,
            revision,
            subdirectory,
            ..
        }) => Ok(Place::Git(Repository {
            url: url.clone(),
            revision: revision.clone(),
            subdirectory: subdirectory.as_ref().map(PathBuf::from),
        })),
        Location::Vcs(_) => Err(FindError::Git {
            cause: "git is the only version control that pinfix speaks".to_owned(),
            unreached: false,
        }),
    }
}

/// What a lock says of a place.
fn locked(asked: &Asked, commit: Option<&str>) -> String {
    let text = pinfix_requirements::redact::without_secrets(&asked.locked_as);
    match commit {
        Some(commit) => at_commit(&text, commit, asked.editable),
        None => text,
    }
}

/// `git+https://host/repository@branch#egg=name` at a commit. Only lines with `-e` need the name in the fragment.
fn at_commit(text: &str, commit: &str, keeps_name: bool) -> String {
    let (place, fragment) = text.split_once('#').unwrap_or((text, ""));
    let path = place.find("://").map_or(0, |scheme| {
        let authority = scheme + "://".len();
        let slash = place[authority..].find('/');
        slash.map_or(place.len(), |slash| authority + slash)
    });
    let bare = place[path..].rfind('@').map_or(place, |at| &place[..path + at]);
    let kept: Vec<&str> = fragment
        .split('&')
        .filter(|part| !part.is_empty() && (keeps_name || !part.starts_with("egg=")))
        .collect();
    let mut text = format!("{bare}@{commit}");
    if !kept.is_empty() {
        text.push('#');
        text.push_str(&kept.join("&"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repositories_are_locked_at_their_commit() {
        for (text, keeps, expected) in [
            (
                "git+https://example.org/a.git@main#egg=a",
                false,
                "git+https://example.org/a.git@C",
            ),
            (
                "git+https://example.org/a.git#egg=a",
                true,
                "git+https://example.org/a.git@C#egg=a",
            ),
            (
                "git+ssh://git@example.org/a@v1#egg=a&subdirectory=b",
                false,
                "git+ssh://git@example.org/a@C#subdirectory=b",
            ),
            (
                "git+https://${TOKEN}@example.org/a",
                false,
                "git+https://${TOKEN}@example.org/a@C",
            ),
        ] {
            assert_eq!(at_commit(text, "C", keeps), expected);
        }
    }
}

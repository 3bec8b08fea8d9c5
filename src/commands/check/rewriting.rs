//! How a repair is written into pinned files: as pins again, and with hashes where there are hashes.

use pinfix_index::{Index, Release};
use pinfix_packaging::{PackageName, Requirement, Span, Version};
use pinfix_requirements::{Origin, SourceId, Sources, edit};
use pinfix_resolver::Clause;
use pinfix_resolver::repair::{Change, Edit};

use crate::lock::hashes;
use crate::report::check::Rewrite;

/// Where it is written, and who knows the hashes.
#[derive(Clone, Copy)]
pub(super) struct Writer<'a> {
    pub(super) sources: &'a Sources,
    pub(super) index: &'a dyn Index,
}

impl Writer<'_> {
    /// What an edit does to each place of its line, and whether hashes are wanting.
    pub(super) fn rewrites(
        self,
        change: &Edit,
        clause: &Clause,
        pinned: Option<&Change>,
    ) -> (Vec<Rewrite>, bool) {
        let to = change.to.as_deref().map(|to| as_pin(to, clause, pinned));
        let mut lacks_hashes = false;
        let places = clause.places.iter();
        // The same line may stand in several files.
        let rewrites = places.map(|origin| {
            let plain = Rewrite {
                origin: origin.clone(),
                from: change.from.clone(),
                to: to.clone(),
            };
            let text = &self.sources.get(origin.source).text;
            let Some(span) = edit::hashed(text, origin.span) else {
                return plain;
            };
            let Some(to) = &to else {
                // The line goes, and its hashes with it.
                return Rewrite {
                    from: text[span.start..span.end].to_owned(),
                    origin: Origin::new(self.sources, origin.source, span, &origin.included_from),
                    to: None,
                };
            };
            let hashed = self.with_hashes(origin, to);
            lacks_hashes |= hashed.is_none();
            hashed.unwrap_or(plain)
        });
        (rewrites.collect(), lacks_hashes)
    }

    /// The line `name==version` at the end of a file, with hashes where other lines of it have some.
    pub(super) fn addition(self, file: SourceId, name: &PackageName, version: &Version) -> Rewrite {
        let text = &self.sources.get(file).text;
        let is_open = !(text.is_empty() || text.ends_with('\n'));
        let mut line = format!("{name}=={version}");
        if text.contains("--hash=") {
            line = hashed(text, &line, self.hashes(name, version).unwrap_or_default());
        }
        let before = if is_open { "\n" } else { "" };
        Rewrite {
            origin: Origin::new(self.sources, file, Span::new(text.len(), text.len()), &[]),
            from: String::new(),
            to: Some(format!("{before}{line}\n")),
        }
    }

    /// A requirement with the hashes of its release in the place of those that stand there, in the same style.
    fn with_hashes(self, origin: &Origin, to: &str) -> Option<Rewrite> {
        let requirement: Requirement = to.parse().ok()?;
        let version = pinned_version(&requirement)?;
        let fresh = self.hashes(&requirement.name, version)?;
        let text = &self.sources.get(origin.source).text;
        let span = edit::hashed(text, origin.span)?;
        Some(Rewrite {
            origin: Origin::new(self.sources, origin.source, span, &origin.included_from),
            from: text.get(span.start..span.end)?.to_owned(),
            to: Some(edit::with_hashes(text, origin.span, to, fresh)?),
        })
    }

    /// A line that pins this release with its hashes, where it has none, or those of another release. Where files were
    /// replaced, nobody writes the hashes of what took their place unseen.
    pub(super) fn own_hashes(
        self,
        origin: &Origin,
        name: &PackageName,
        version: &Version,
    ) -> Option<Rewrite> {
        let text = &self.sources.get(origin.source).text;
        let requirement = text.get(origin.span.start..origin.span.end)?;
        let Some(span) = edit::hashed(text, origin.span) else {
            return Some(Rewrite {
                origin: origin.clone(),
                from: requirement.to_owned(),
                to: Some(hashed(text, requirement, self.hashes(name, version)?)),
            });
        };
        let words = text
            .get(span.start..span.end)?
            .split(['=', ' ', '\\', '\n', '\r']);
        let stated: Vec<&str> = words.filter(|word| word.contains(':')).collect();
        let project = self.index.project(name).ok()??;
        let has = |release: &Release, hash: &str| {
            let mut files = release.distributions.iter();
            files.any(|file| file.hashes.iter().any(|own| own.to_string() == hash))
        };
        let mut others = project.releases.iter().filter(|it| it.version != *version);
        let is_of_another = others.any(|release| stated.iter().all(|hash| has(release, hash)));
        is_of_another
            .then(|| self.with_hashes(origin, requirement))
            .flatten()
    }

    /// The hashes of all files of a release, as a lock has them; `None` where the index does not state them all.
    fn hashes(self, name: &PackageName, version: &Version) -> Option<Vec<String>> {
        let project = self.index.project(name).ok()??;
        let files = &project.release(version)?.distributions;
        let stated = files.iter().all(|file| !file.hashes.is_empty());
        stated.then(|| hashes(files).into_iter().collect())
    }
}

/// A requirement with hashes behind it, each in a line, as lines end in the file with this text.
fn hashed(text: &str, requirement: &str, hashes: Vec<String>) -> String {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let hashes = hashes.into_iter();
    hashes.fold(requirement.to_owned(), |line, hash| {
        format!("{line} \\{end}    --hash={hash}")
    })
}

/// What a repair writes for a line that pins: the pin of the lock that the repair gives.
fn as_pin(to: &str, clause: &Clause, pinned: Option<&Change>) -> String {
    let pin = pinned.filter(|_| pinned_version(&clause.requirement).is_some());
    let place = pin.and_then(|_| edit::specifiers(to));
    match (pin, place) {
        (Some(pin), Some(place)) => edit::replace(to, place, &format!("=={}", pin.version)),
        _ => to.to_owned(),
    }
}

fn pinned_version(requirement: &Requirement) -> Option<&Version> {
    requirement.specifiers()?.pinned()
}

//! Fetches projects and what they depend on from an index, and says how long it took.
//!
//! ```text
//! cargo run --release --example fetch -- INDEX_URL [--cache FOLDER] [--log] NAME...
//! ```

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::collections::BTreeSet;
use std::error::Error;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use pinfix_index::client::HttpIndex;
use pinfix_index::{
    BuildSettings, ClientSettings, CoreMetadata, Distribution, Guide, Index, IndexLocation, Project,
    Timeline, Wanted,
};
use pinfix_packaging::{PackageName, SpecifierSet};
use url::Url;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let index = IndexLocation::new(Url::parse(&arguments.next().ok_or("which index?")?)?);
    let mut settings = ClientSettings::default();
    let mut names = Vec::new();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--cache" => settings.cache_dir = Some(PathBuf::from(arguments.next().ok_or("which folder?")?)),
            "--cert" => {
                settings
                    .certificates
                    .push(PathBuf::from(arguments.next().ok_or("which file?")?));
            }
            "--offline" => settings.offline = true,
            "--log" => settings.timeline = Some(Timeline::new()),
            name => names.push(PackageName::from_str(name)?),
        }
    }

    let start = Instant::now();
    let client = HttpIndex::new(&[index], &settings, &BuildSettings::default())?;
    let newest = Arc::new(Newest {
        seen: Mutex::new(names.iter().cloned().collect()),
    });
    let wanted = names.iter().map(|name| Wanted {
        name: name.clone(),
        extras: Vec::new(),
        specifiers: SpecifierSet::default(),
    });
    let guide: Arc<dyn Guide> = newest.clone();
    client.follow(wanted.collect(), guide);

    let mut asked = BTreeSet::new();
    while let Some(name) = newest.next_but(&asked) {
        let project = client.project(&name)?;
        asked.insert(name.clone());
        let Some(project) = project else {
            println!("{:>8.1?}  {name}: unknown", start.elapsed());
            continue;
        };
        let Some(picked) = pick(&project) else { continue };
        let metadata = client.metadata(&picked)?;
        // What the walk found may not have reached the guide yet.
        newest.see(&metadata);
        println!(
            "{:>8.1?}  {} {}: {} releases, {} dependencies from {}",
            start.elapsed(),
            name,
            metadata.version,
            project.releases.len(),
            metadata.requires_dist.len(),
            metadata.provenance.describe(),
        );
    }
    println!("{:>8.1?}  in all: {:?}", start.elapsed(), client.statistics());
    drop(client);
    println!("{:>8.1?}  the cache is written", start.elapsed());
    for (request, _) in settings
        .timeline
        .iter()
        .flat_map(|timeline| timeline.story().requests)
    {
        println!(
            "{:>8.1?} to {:>8.1?}  {:?} {} {} bytes {:?}",
            request.start, request.end, request.kind, request.url, request.bytes, request.status
        );
    }
    Ok(())
}

/// Takes the newest wheel of everything.
struct Newest {
    seen: Mutex<BTreeSet<PackageName>>,
}

impl Newest {
    fn next_but(&self, asked: &BTreeSet<PackageName>) -> Option<PackageName> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.difference(asked).next().cloned()
    }

    /// The dependencies that were not seen before.
    fn see(&self, metadata: &CoreMetadata) -> Vec<Wanted> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let unconditional = metadata
            .requires_dist
            .iter()
            .filter(|requirement| requirement.marker.is_none());
        unconditional
            .filter(|requirement| seen.insert(requirement.name.clone()))
            .map(|requirement| Wanted {
                name: requirement.name.clone(),
                extras: requirement.extras.clone(),
                specifiers: requirement.specifiers().cloned().unwrap_or_default(),
            })
            .collect()
    }
}

impl Guide for Newest {
    fn pick(&self, _: &Wanted, project: &Project) -> Option<Arc<Distribution>> {
        pick(project)
    }

    fn next(&self, _: &Wanted, metadata: &CoreMetadata) -> Vec<Wanted> {
        self.see(metadata)
    }
}

fn pick(project: &Project) -> Option<Arc<Distribution>> {
    let stable = project
        .releases
        .iter()
        .rev()
        .filter(|release| !release.version.any_prerelease());
    let mut wheels = stable
        .flat_map(|release| &release.distributions)
        .filter(|file| file.is_wheel());
    wheels.next().cloned()
}

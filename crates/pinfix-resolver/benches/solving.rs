//! What solving costs where everything is in memory: specifiers over a page of 2,000 releases, and whole resolutions.

use std::error::Error;
use std::hint::black_box;

use criterion::Criterion;
use pinfix_index::{MemoryIndex, MemoryRelease};
use pinfix_packaging::{SpecifierSet, Target, Version};
use pinfix_requirements::{MemoryFiles, Request, read};
use pinfix_resolver::{NoProgress, Outcome, Policy, Problem, resolve};

const RELEASES: usize = 2000;
const PACKAGES: usize = 200;

/// A tree of packages with ten releases each; each asks for three, and for one that others ask for, too.
fn tree() -> Result<MemoryIndex, Box<dyn Error>> {
    let mut index = MemoryIndex::new();
    for number in 0..PACKAGES {
        for version in 1..=10 {
            let mut release = MemoryRelease::new();
            for own in (3 * number + 1..3 * number + 4).filter(|own| *own < PACKAGES) {
                release = release.requires(&format!("package{own}>=2,<11"));
            }
            let shared = PACKAGES - 1 - number / 7;
            if shared > 3 * number + 3 {
                release = release.requires(&format!("package{shared}>=3"));
            }
            index = index.release(&format!("package{number}"), &version.to_string(), release)?;
        }
    }
    Ok(index)
}

/// Many releases of which only the oldest can be had together with what the lines ask for.
fn walk() -> Result<MemoryIndex, Box<dyn Error>> {
    let mut index = MemoryIndex::new()
        .release("part", "1.0", MemoryRelease::new())?
        .release("part", "2.0", MemoryRelease::new())?;
    for number in 0..RELEASES {
        let capped = MemoryRelease::new().requires(if number == 0 { "part" } else { "part<2" });
        index = index.release("whole", &format!("1.{number}"), capped)?;
    }
    Ok(index)
}

fn problem(lines: &str) -> Result<Problem, Box<dyn Error>> {
    let request = Request {
        files: vec!["requirements.in".into()],
        ..Request::default()
    };
    let manifest = read(&request, &MemoryFiles::new().with("requirements.in", lines))?;
    let target = Target::new("3.12".parse()?, "linux".parse()?);
    Problem::from_manifest(&manifest, target, Policy::default())
        .map_err(|_| "these lines are supported".into())
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut criterion = Criterion::default().configure_from_args();
    let versions = (0..RELEASES).map(|number| format!("1.{}.{}", number / 100, number % 100).parse());
    let versions: Vec<Version> = versions.collect::<Result<_, _>>()?;
    let specifiers: SpecifierSet = ">=1.4.2,!=1.7.*,<1.15".parse()?;
    criterion.bench_function("specifiers over 2,000 releases", |bencher| {
        bencher.iter(|| {
            let within = versions.iter().filter(|version| specifiers.contains(version));
            black_box(within.count())
        });
    });
    for (name, index, lines) in [
        ("a tree of 200 packages", tree()?, "package0\n"),
        ("a walk of 2,000 releases", walk()?, "whole\npart>=2\n"),
    ] {
        let problem = problem(lines)?;
        let outcome = resolve(&problem, &index, &NoProgress)?;
        if !matches!(outcome, Outcome::Resolved(_)) {
            return Err(format!("{name}: there is a lock").into());
        }
        criterion.bench_function(name, |bencher| {
            bencher.iter(|| resolve(black_box(&problem), &index, &NoProgress));
        });
    }
    criterion.final_summary();
    Ok(())
}

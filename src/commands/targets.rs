//! `pinfix targets`: what `--target` takes.

use std::fmt::Write as _;

use pinfix_bundle::{NamedTarget, named_targets};
use serde::Serialize;

use super::answer::unwritable;
use super::exit::{Exit, Failure};
use super::print::print;
use crate::cli::{NamedTargetsArguments, TextOrJson};

/// The list, for programs.
#[derive(Serialize)]
struct Document {
    schema: u32,
    pinfix_version: &'static str,
    targets: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    name: String,
    title: String,
    platform: String,
    python_version: String,
    python_platform: String,
    presets: Vec<String>,
}

pub(super) fn run(arguments: &NamedTargetsArguments) -> Result<Exit, Failure> {
    let targets = named_targets();
    match arguments.output_format {
        TextOrJson::Text => print(&text(&targets)),
        TextOrJson::Json => {
            let document = Document {
                schema: 1,
                pinfix_version: env!("CARGO_PKG_VERSION"),
                targets: targets.into_iter().map(entry).collect(),
            };
            let text = serde_json::to_string_pretty(&document).map_err(unwritable)?;
            print(&format!("{text}\n"))
        }
    }
}

fn entry(target: NamedTarget) -> Entry {
    Entry {
        python_version: target.python.to_string(),
        python_platform: target.wheels.to_string(),
        name: target.name,
        title: target.title,
        platform: target.platform,
        presets: target.presets,
    }
}

/// A line for each target, then what each platform presets.
fn text(targets: &[NamedTarget]) -> String {
    let widest = targets.iter().map(|target| target.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    let mut platforms: Vec<&NamedTarget> = Vec::new();
    for target in targets {
        // Writing to a string can't fail.
        let _ = writeln!(
            text,
            "{:widest$}  Python {:8} {:26} {}",
            target.name,
            target.python.to_string(),
            target.wheels.to_string(),
            target.title
        );
        if platforms.iter().all(|known| known.platform != target.platform) {
            platforms.push(target);
        }
    }
    for target in platforms {
        let _ = writeln!(text, "\n{} presets:", target.platform);
        for preset in &target.presets {
            let _ = writeln!(text, "  {preset}");
        }
    }
    text
}

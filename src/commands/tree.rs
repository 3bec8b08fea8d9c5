//! `pinfix tree`: the resolution as a tree.

use super::answer::{Asked, unwritable};
use super::exit::{Exit, Failure};
use super::print::print;
use super::why::absent;
use crate::cli::{Charset, StorageArguments, TreeArguments, TreeFormat};
use crate::report::{Tree, TreeOptions};
use crate::settings::{Configuration, TerminalSettings, Verbosity};

pub(super) fn run(
    arguments: &TreeArguments,
    storage: &StorageArguments,
    configuration: &Configuration,
    terminal: TerminalSettings,
) -> Result<Exit, Failure> {
    let asked = Asked::open(&arguments.question, storage, configuration, terminal)?;
    let Some(resolution) = asked.resolution(arguments.format == TreeFormat::Json)? else {
        return Ok(Exit::Conflict);
    };
    let missing: Vec<_> = arguments
        .package
        .iter()
        .chain(&arguments.prune)
        .filter(|name| resolution.pin(name).is_none())
        .collect();
    if !missing.is_empty() {
        for name in missing {
            asked.messages.say(Verbosity::Silent, &absent(&resolution, name));
        }
        return Ok(Exit::Conflict);
    }
    let survey = asked.survey(&resolution);
    let options = TreeOptions {
        invert: arguments.invert,
        depth: arguments.depth,
        packages: arguments.package.clone(),
        prune: arguments.prune.clone(),
        no_dedupe: arguments.no_dedupe,
        outdated: arguments.outdated,
    };
    let tree = Tree::new(&survey, asked.lines(), options);
    print(&match arguments.format {
        TreeFormat::Text => tree.text(arguments.charset == Charset::Ascii, terminal.color_stdout),
        TreeFormat::Dot => tree.dot(),
        TreeFormat::Mermaid => tree.mermaid(),
        TreeFormat::Json => tree.json().map_err(unwritable)?,
    })
}

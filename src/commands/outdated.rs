//! `pinfix outdated`: what could be newer, and what holds the rest.

use pinfix_resolver::ResolveError;

use super::answer::{Asked, unwritable};
use super::exit::{Exit, Failure};
use super::print::print;
use crate::cli::{OutdatedArguments, StorageArguments, TextOrJson};
use crate::report::{Aging, Outdated};
use crate::settings::{Configuration, TerminalSettings, Verbosity};

pub(super) fn run(
    arguments: &OutdatedArguments,
    storage: &StorageArguments,
    configuration: &Configuration,
    terminal: TerminalSettings,
) -> Result<Exit, Failure> {
    let asked = Asked::open(&arguments.question, storage, configuration, terminal)?;
    let Some(resolution) = asked.resolution(arguments.format == TextOrJson::Json)? else {
        return Ok(Exit::Conflict);
    };
    let survey = asked.survey(&resolution);
    let index = &*asked.question.index;
    let packages: Result<Vec<Aging<'_>>, ResolveError> = resolution
        .pins()
        .filter(|pin| arguments.all || survey.is_direct(pin))
        .map(|pin| {
            Ok(Aging {
                pin,
                hold: survey.hold(index, &pin.name)?,
                direct: survey.is_direct(pin),
            })
        })
        .collect();
    let packages = packages.map_err(Failure::machine)?;
    let outdated = Outdated {
        all: arguments.all || packages.len() == resolution.pins().count(),
        packages,
        lines: asked.lines(),
        is_lock: survey.is_lock(),
    };
    match arguments.format {
        TextOrJson::Text => print(&outdated.text(terminal.color_stdout))?,
        TextOrJson::Json => print(&outdated.json().map_err(unwritable)?)?,
    };
    asked.messages.say(Verbosity::Normal, &outdated.summary());
    Ok(if arguments.exit_code && outdated.any() {
        Exit::Conflict
    } else {
        Exit::Success
    })
}

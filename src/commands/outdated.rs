//! `pinfix outdated`: what could be newer, and what holds the rest.

use std::time::Duration;

use pinfix_packaging::PackageName;
use pinfix_resolver::ResolveError;
use pinfix_resolver::problem::ResolutionMode;

use super::answer::{Asked, unwritable};
use super::exit::{Exit, Failure};
use super::held_back;
use super::print::print;
use crate::cli::{OutdatedArguments, StorageArguments, TextOrJson};
use crate::report::{Aging, Outdated};
use crate::settings::{Configuration, TerminalSettings, Verbosity};

/// For how long reasons are looked for.
const REASONS: Duration = Duration::from_secs(1);

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
    // The pins of a lock are all that holds its packages.
    let newest = asked.question.problem.policy.order == ResolutionMode::Highest && !survey.is_lock();
    let open = packages.iter().filter(|it| newest && it.is_held_by_its_own());
    let open: Vec<PackageName> = open.map(|it| it.pin.name.clone()).collect();
    let held = held_back::reasons(&asked.question, &resolution, &open, (REASONS, terminal))?;
    let outdated = Outdated {
        held,
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

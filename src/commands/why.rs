//! `pinfix why`: by which paths a package is in the resolution.

use pinfix_packaging::PackageName;
use pinfix_resolver::Resolution;
use pinfix_resolver::explain::nearest_names;

use super::answer::{Asked, unwritable, width};
use super::exit::{Exit, Failure};
use super::print::print;
use crate::cli::{StorageArguments, TextOrJson, WhyArguments};
use crate::report::Why;
use crate::settings::{Configuration, TerminalSettings, Verbosity};

pub(super) fn run(
    arguments: &WhyArguments,
    storage: &StorageArguments,
    configuration: &Configuration,
    terminal: TerminalSettings,
) -> Result<Exit, Failure> {
    let asked = Asked::open(&arguments.question, storage, configuration, terminal)?;
    let Some(resolution) = asked.resolution(arguments.format == TextOrJson::Json)? else {
        return Ok(Exit::Conflict);
    };
    let name = &arguments.package;
    let Some(pin) = resolution.pin(name) else {
        let text = absent(&resolution, name);
        asked.messages.say(Verbosity::Silent, &text);
        return Ok(Exit::Conflict);
    };
    let survey = asked.survey(&resolution);
    let hold = survey.hold(&*asked.question.index, name);
    let why = Why {
        pin,
        paths: survey.paths_to(name, arguments.max_paths.max(1)),
        hold: hold.map_err(Failure::machine)?,
        lines: asked.lines(),
        is_lock: survey.is_lock(),
    };
    match arguments.format {
        TextOrJson::Text => print(&why.text(terminal.color_stdout, width())),
        TextOrJson::Json => print(&why.json().map_err(unwritable)?),
    }
}

/// That a package is not in the resolution; with the name that was meant, perhaps.
pub(super) fn absent(resolution: &Resolution, name: &PackageName) -> String {
    let packages = match resolution.pins().count() {
        0 => "which has no packages".to_owned(),
        1 => "which has one package".to_owned(),
        count => format!("which has {count} packages"),
    };
    let known = resolution.pins().map(|pin| &pin.name);
    let meant = nearest_names(name, known).first().map_or_else(
        || "help: `pinfix tree` lists what is in it\n".to_owned(),
        |other| format!("help: did you mean `{other}`?\n"),
    );
    format!("{name} is not in the resolution, {packages}: nothing asks for it\n{meant}")
}

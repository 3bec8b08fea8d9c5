//! Pins that are too old to know what they are pinned with (see the contract of good locks).
//!
//! A pinned release is *anachronistic* if it is much older than the newest allowed release of its package, if nobody's
//! demand holds it there, and if newer ones can't be had since they say what the old one does not: that they do not work
//! with some pin that is younger than it by more than half a year: they, or releases of other pins that move along with
//! them, as botocore does with boto3.

use pinfix_packaging::{Requirement, SpecifierSet, Version};
use pinfix_requirements::Origin;

use crate::board::{Board, Pin, PinId};
use crate::finding::Finding;
use crate::line::Home;
use crate::release::Judged;
use crate::rule::Rule;

/// How much younger another release must be for an old one not to know of it: half a year, in seconds.
const UNKNOWN_AFTER: i64 = 365 * 24 * 3600 / 2;

/// How many newer releases are looked at before it is believed that none fits; evenly spread.
const PROBES: usize = 12;

/// Adds the anachronisms of a folder. Of newer releases of which nothing can be read nothing is said: the pins themselves
/// are what the index has to tell of.
pub(crate) fn check(board: &Board<'_>, found: &mut Vec<Finding>) {
    let Some(most) = board.question.max_staleness else {
        return;
    };
    let pins = board.counting();
    found.extend(pins.filter_map(|(id, pin)| judge(board, id, pin, most)));
}

fn judge(board: &Board<'_>, id: PinId, pin: &Pin, most: i64) -> Option<Finding> {
    let project = pin.project.as_ref()?;
    let released = pin.judged.as_ref()?.released?;
    let (newest, judged) = board.newest(project, |version| *version > pin.version)?;
    let age = |judged: &Judged| judged.released.map(|it| it.as_second() - released.as_second());
    // A release by its age alone; whose lines hold it there answers for it.
    if age(&judged).is_none_or(|age| age <= most) || is_held(board, id, pin, &newest) {
        return None;
    }
    let younger = clash(board, &[(id, &newest)], &judged)?;
    let (other, other_released) = match &board.pins[younger] {
        other if is_younger(other, pin) => (other, other.judged.as_ref().and_then(|it| it.released)),
        _ => return None,
    };
    let newer: Vec<&Version> = project
        .releases
        .iter()
        .map(|release| &release.version)
        .filter(|version| **version > pin.version && **version < newest && !version.any_prerelease())
        .collect();
    let step = newer.len().div_ceil(PROBES).max(1);
    for version in newer.into_iter().rev().step_by(step) {
        let Some((_, judged)) = board.newest(project, |it| it == version) else {
            continue;
        };
        clash(board, &[(id, version)], &judged)?;
    }
    let month = |time: Option<pinfix_index::Timestamp>| {
        time.map_or_else(String::new, |it| it.strftime("%B %Y").to_string())
    };
    let message = format!(
        "{} {} of {} cannot know {} {} of {}, and newer releases do not work with it",
        pin.name,
        pin.version,
        month(Some(released)),
        other.name,
        other.version,
        month(other_released)
    );
    let place: &Origin = board.line_of(pin).origin();
    let finding = Finding::new(Rule::Anachronism, place, message).about(&pin.name, Some(&pin.version));
    let finding = finding.beside(
        board.line_of(other).origin(),
        format!("{} is pinned here", other.name),
    );
    Some(finding.help(format!(
        "{} {newest} is out; an older {} would let it in, or `--max-staleness` accepts what is old",
        pin.name, other.name
    )))
}

fn is_younger(other: &Pin, pin: &Pin) -> bool {
    let released = |pin: &Pin| pin.judged.as_ref().and_then(|it| it.released);
    match (released(other), released(pin)) {
        (Some(other), Some(own)) => other.as_second() - own.as_second() > UNKNOWN_AFTER,
        _ => false,
    }
}

/// Whether another pin or another line does not admit the newest release: they know what they say.
fn is_held(board: &Board<'_>, id: PinId, pin: &Pin, newest: &Version) -> bool {
    let demands = board
        .counting()
        .filter(|(other, _)| *other != id)
        .flat_map(|(_, other)| &other.demands);
    let demanded = demands
        .filter(|it| it.requirement.name == pin.name)
        .map(|it| &it.requirement);
    let lines = board.active.iter().map(|at| &board.lines[*at]);
    let said =
        lines.filter(|line| line.is_constraint() || line.home == Home::Input || line.version().is_none());
    let said = said
        .filter_map(|line| line.requirement.as_ref())
        .filter(|it| it.name == pin.name);
    demanded
        .chain(said)
        .filter_map(Requirement::specifiers)
        .any(|specifiers| !specifiers.contains(newest))
}

/// Whether a demand admits only older releases than the pinned one. One that wants a newer release is met by moving on.
fn wants_older(pin: &Pin, specifiers: &SpecifierSet) -> bool {
    let newer = pin
        .project
        .iter()
        .flat_map(|project| project.releases.iter().rev());
    let mut newer = newer
        .map(|it| &it.version)
        .take_while(|version| **version > pin.version);
    !specifiers.contains(&pin.version) && !newer.any(|version| specifiers.contains(version))
}

/// How many pins move along at the most before it is believed that a newer release may do.
const COMPANIONS: usize = 4;

/// A pin that is too new for another release of a pin's package; the youngest. Pins for which that release wants newer ones
/// move along: `moved` are those that did, the pin itself the first.
fn clash(board: &Board<'_>, moved: &[(PinId, &Version)], judged: &Judged) -> Option<PinId> {
    let metadata = board.metadata_of(judged).ok()??;
    let extras = moved.last().map(|(id, _)| board.pins[*id].extras.clone());
    let root = moved.first().and_then(|(id, _)| board.pins[*id].root);
    let mut too_new: Option<PinId> = None;
    let mut along: Vec<(PinId, &SpecifierSet)> = Vec::new();
    let demands = board.demands_of(&metadata, &extras.unwrap_or_default());
    for demand in &demands {
        let (Some(by), Some(specifiers)) = (board.find(&demand.name, root), demand.specifiers()) else {
            continue;
        };
        let pin = &board.pins[by];
        if moved.iter().any(|(id, _)| *id == by) || specifiers.contains(&pin.version) {
            continue;
        }
        if wants_older(pin, specifiers) {
            let released = |id: PinId| board.pins[id].judged.as_ref().and_then(|it| it.released);
            too_new = too_new.into_iter().chain([by]).max_by_key(|id| released(*id));
        } else {
            along.push((by, specifiers));
        }
    }
    if too_new.is_some() || moved.len() > COMPANIONS {
        return too_new;
    }
    along
        .into_iter()
        .find_map(|companion| clash_along(board, moved, companion))
}

/// A pin that is too new for the newest and for the oldest release of another pin that may move along.
fn clash_along(
    board: &Board<'_>,
    moved: &[(PinId, &Version)],
    (id, specifiers): (PinId, &SpecifierSet),
) -> Option<PinId> {
    let pin = &board.pins[id];
    let project = pin.project.as_ref()?;
    let admits = |version: &Version| *version > pin.version && specifiers.contains(version);
    let mut found = None;
    for choice in [board.newest(project, admits), board.oldest(project, admits)] {
        let (version, judged) = choice?;
        let more = [moved, &[(id, &version)]].concat();
        found = Some(clash(board, &more, &judged)?);
    }
    found
}

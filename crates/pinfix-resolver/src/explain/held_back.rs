//! Puts in words what holds a package back.

use super::phrase;
use super::{BlamedLine, Explanation};
use crate::conflict::{Conflict, Held};

/// `conflict` in words, with its lines and the chains that begin with them.
pub(super) fn explain(
    conflict: &Conflict,
    held: &Held,
    lines: Vec<BlamedLine>,
    mut chains: Vec<String>,
) -> Explanation {
    let of_newer = conflict.clash.of_newer.iter();
    chains.extend(of_newer.map(|stand| format!("a newer {}: {}", held.package, phrase::chain(&stand.links))));
    Explanation {
        headline: format!(
            "{} is held back at {}, below {}",
            held.package, held.pinned, held.newest
        ),
        lines,
        chains,
        reasons: reasons(conflict, held),
        help: Vec::new(),
        advice: Vec::new(),
        parting: None,
    }
}

fn reasons(conflict: &Conflict, held: &Held) -> Vec<String> {
    let clash = &conflict.clash;
    let mut reasons = Vec::new();
    if clash.settled {
        reasons.extend(parted(conflict, held));
    } else {
        reasons.push(format!(
            "Each choice with a newer {} makes demands that lead back to these.",
            held.package
        ));
    }
    let keeps: Vec<String> = conflict
        .keep
        .iter()
        .map(|keep| format!("{} older than {}", keep.package, keep.at_least))
        .collect();
    if !keeps.is_empty() {
        reasons.push(format!(
            "A newer {} could be had only with {}.",
            held.package,
            phrase::list(&keeps)
        ));
    }
    reasons
}

/// The sentence about the demands that no release of a package meets together.
fn parted(conflict: &Conflict, held: &Held) -> Option<String> {
    let clash = &conflict.clash;
    let name = &conflict.package;
    let of_lines = clash.stands.iter().map(|stand| &stand.specifiers);
    let of_newer = clash.of_newer.iter().map(|stand| &stand.specifiers);
    let mut demands: Vec<String> = of_lines
        .chain(of_newer)
        .filter(|specifiers| !specifiers.is_empty())
        .map(phrase::tight)
        .collect();
    if *name == held.package {
        demands.insert(0, format!("newer than {}", held.pinned));
    } else if let Some(keep) = conflict.keep.iter().find(|keep| keep.package == *name) {
        demands.push(format!("at least {}", keep.at_least));
    }
    demands.dedup();
    let usable = if clash.excluded.is_empty() { "" } else { "usable " };
    match demands.len() {
        0 => None,
        1 => Some(format!("No {usable}release of {name} is {}.", demands[0])),
        2 => Some(format!(
            "No {usable}release of {name} is both {}.",
            phrase::list(&demands)
        )),
        _ => Some(format!(
            "No {usable}release of {name} is {}.",
            phrase::list(&demands)
        )),
    }
}

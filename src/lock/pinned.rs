//! requirements.txt: one pin a line, as pip-compile and uv write it.

use std::collections::BTreeSet;

use pinfix_requirements::Manifest;
use pinfix_resolver::universal::UniversalResolution;
use pinfix_resolver::{Problem, Resolution};

use super::asking::Asking;
use super::entry::{Entry, write};
use super::style::LockStyle;

/// The lock as text. The same resolution gives the same bytes.
pub fn render(resolution: &Resolution, problem: &Problem, manifest: &Manifest, style: &LockStyle) -> String {
    let asking = Asking::new(resolution, problem, manifest);
    let tells = style.annotations.is_some();
    let entries = resolution.pins().map(|pin| Entry {
        marker: style.emit.markers.then(|| asking.marker(pin)).flatten(),
        reasons: if tells {
            asking.reasons(pin)
        } else {
            BTreeSet::new()
        },
        pin,
    });
    write(entries, style)
}

/// The lock for many environments as text: markers say which pins are for which of them.
pub fn render_universal(universal: &UniversalResolution, manifest: &Manifest, style: &LockStyle) -> String {
    let entries = universal.pins.iter().map(|it| {
        let forks = it.forks.iter().filter_map(|at| universal.forks.get(*at));
        let reasons = forks.flat_map(|fork| {
            let asking = Asking::new(&fork.resolution, &fork.problem, manifest);
            asking.reasons(&it.pin)
        });
        Entry {
            marker: it.marker.as_ref().map(ToString::to_string),
            reasons: reasons.collect(),
            pin: &it.pin,
        }
    });
    write(entries, style)
}

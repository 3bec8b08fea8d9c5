//! What `resolve` says about packages below their newest allowed releases.

use std::time::Duration;

use pinfix_packaging::PackageName;
use pinfix_resolver::held_back::{demands_against, held_back};
use pinfix_resolver::{HeldBack, Resolution};

use super::exit::Failure;
use super::question::Question;
use crate::report::{Lagging, Lines, Spinner, lagging};
use crate::settings::{TerminalSettings, Verbosity};

/// For how long reasons are looked for where nobody asked for a report: a lock that is there should not be waited for.
const GLANCE: Duration = Duration::from_millis(250);

/// How many rows are shown unless all are asked for.
const SHOWN: usize = 10;

/// For whom reasons are looked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    /// Whether a report is to be written, which has them all.
    pub(super) report: bool,
    /// For how long they are looked for then.
    pub(super) explain: Duration,
    /// What is shown on the screen.
    pub(super) terminal: TerminalSettings,
}

/// Looks for what holds packages back: all of them for a report; for the screen only those in the table whose reason is
/// not in the lock itself, and not for long.
pub(super) fn look(question: &Question, resolution: &Resolution, asked: Asked) -> Result<HeldBack, Failure> {
    let lagging = lagging(resolution, &question.problem);
    let verbosity = asked.terminal.verbosity;
    let (packages, time): (Vec<PackageName>, Duration) = if asked.report {
        (lagging.all().cloned().collect(), asked.explain)
    } else if verbosity >= Verbosity::Normal {
        let open = |name: &&PackageName| {
            resolution
                .pin(name)
                .is_some_and(|pin| demands_against(resolution, pin).is_empty())
        };
        let shown = lagging.rows().take(shown(verbosity));
        (shown.filter(open).cloned().collect(), GLANCE)
    } else {
        (Vec::new(), GLANCE)
    };
    reasons(question, resolution, &packages, (time, asked.terminal))
}

/// What holds these packages back, looked for no longer than that.
pub(super) fn reasons(
    question: &Question,
    resolution: &Resolution,
    packages: &[PackageName],
    (time, terminal): (Duration, TerminalSettings),
) -> Result<HeldBack, Failure> {
    if packages.is_empty() {
        return Ok(HeldBack::default());
    }
    question.build_no_more();
    let spinner = Spinner::new(terminal.progress, time);
    let held = held_back(
        &question.problem,
        &*question.index,
        (resolution, packages),
        &spinner,
    );
    spinner.finish();
    held.map_err(Failure::machine)
}

/// The table of what is held back; where it is not wanted, a warning of what is years old.
pub(super) fn tell(
    question: &Question,
    resolution: &Resolution,
    held: &HeldBack,
    terminal: TerminalSettings,
) -> String {
    let lagging: Lagging<'_> = lagging(resolution, &question.problem);
    if terminal.verbosity < Verbosity::Normal {
        return lagging.warnings();
    }
    let lines = Lines {
        problem: &question.problem,
        sources: &question.setup.manifest.sources,
    };
    lagging.table(held, lines, shown(terminal.verbosity))
}

/// How many rows are shown.
fn shown(verbosity: Verbosity) -> usize {
    if verbosity > Verbosity::Normal {
        usize::MAX
    } else {
        SHOWN
    }
}

//! Tells why there is no lock, and what repairs it.

use pinfix_resolver::Explanation;
use pinfix_resolver::conflict::{Conflicts, CutBy};
use pinfix_resolver::repair::{Repairs, repairs};

use super::delivery::Messages;
use super::exit::Failure;
use super::question::Question;
use crate::report::{self, Spinner};
use crate::settings::Verbosity;

/// The width of what is not written to a terminal.
const WIDTH: usize = 110;

/// How wide conflicts are told.
fn width() -> usize {
    textwrap::termwidth().clamp(60, WIDTH)
}

impl Messages {
    /// Why there is no lock, and what repairs it. Said at any verbosity: it is the answer. What is known is said before
    /// repairs are looked for: that takes longer, and who reads the one does not wait for the other. Conflicts that are found
    /// then are added.
    pub(super) fn conflicts(
        self,
        question: &Question,
        conflicts: &mut Conflicts,
        spinner: &Spinner,
    ) -> Result<(Vec<Explanation>, Repairs), Failure> {
        let mut explanations = question.explanations(&conflicts.list);
        let sources = &question.setup.manifest.sources;
        let (color, width) = (self.terminal.color_stderr, width());
        let first = report::first_words(&explanations, conflicts.cut_by, sources, color, width);
        spinner.aside(|| self.say(Verbosity::Silent, &first));
        let menus = menus(question, conflicts, spinner);
        spinner.finish();
        let menus = menus?;
        explanations.extend(question.explanations(&menus.beside));
        conflicts.list.extend_from_slice(&menus.beside);
        let told = (conflicts.cut_by, &conflicts.unseen[..]);
        let text = report::render_conflicts(&explanations, &menus, told, sources, color, width);
        debug_assert!(text.starts_with(&first), "{text}\ndoes not begin with\n{first}");
        self.say(Verbosity::Silent, text.strip_prefix(&first).unwrap_or(&text));
        Ok((explanations, menus))
    }

    /// The same where no repairs are looked for.
    pub(super) fn conflicts_alone(
        self,
        question: &Question,
        conflicts: &Conflicts,
        explanations: &[Explanation],
    ) {
        let text = report::render_conflicts(
            explanations,
            &Repairs::default(),
            (conflicts.cut_by, &conflicts.unseen),
            &question.setup.manifest.sources,
            self.terminal.color_stderr,
            width(),
        );
        self.say(Verbosity::Silent, &text);
    }
}

/// What repairs the conflicts.
fn menus(question: &Question, conflicts: &Conflicts, spinner: &Spinner) -> Result<Repairs, Failure> {
    question.build_no_more();
    // To drop every line is no repair.
    if conflicts.cut_by == Some(CutBy::Unasked) || question.knows_nothing(&conflicts.list) {
        return Ok(Repairs::default());
    }
    let sources = &question.setup.manifest.sources;
    let meant = question.meant(&conflicts.list);
    let conflicts = (conflicts, &meant[..]);
    repairs(&question.problem, &*question.index, sources, conflicts, spinner).map_err(Failure::machine)
}

//! One grammar, two ways to read it.

/// How strictly a text is read.
///
/// Parsers ask at each place where published metadata is known to stray from the grammar. A strict reading refuses; a
/// lenient one goes on and tells what it took the text for, so that nothing is bent in silence, and so that both read
/// the same wherever the strict one succeeds.
pub(crate) struct Leniency {
    told: Option<Vec<String>>,
}

impl Leniency {
    pub(crate) fn strict() -> Self {
        Self { told: None }
    }

    pub(crate) fn lenient() -> Self {
        Self {
            told: Some(Vec::new()),
        }
    }

    pub(crate) fn is_lenient(&self) -> bool {
        self.told.is_some()
    }

    /// Whether the parser may go on; if it may, what it then takes the text for is told.
    pub(crate) fn admits(&mut self, told: impl FnOnce() -> String) -> bool {
        if let Some(list) = &mut self.told {
            let told = told();
            if !list.contains(&told) {
                list.push(told);
            }
            return true;
        }
        false
    }

    /// Adds what another parser told.
    pub(crate) fn tell(&mut self, told: Vec<String>) {
        if let Some(list) = &mut self.told {
            list.extend(told);
        }
    }

    /// Everything that was told.
    pub(crate) fn told(self) -> Vec<String> {
        self.told.unwrap_or_default()
    }
}

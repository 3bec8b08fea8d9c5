//! Errors as a person reads them: what is wrong comes first. Their codes are for those who ask for more words.

use std::error::Error;
use std::fmt;

use miette::{
    Diagnostic, LabeledSpan, MietteHandler, MietteHandlerOpts, ReportHandler, Severity, SourceCode,
};
use textwrap::WordSplitter;

use super::wrap;

/// How errors are rendered from here on: in colours or not (`None`: as the terminal has it), with codes or without.
pub fn show_errors_as(color: Option<bool>, codes: bool) {
    let set = miette::set_hook(Box::new(move |_| {
        let look = MietteHandlerOpts::new()
            .break_words(false)
            .word_splitter(WordSplitter::NoHyphenation)
            .word_separator(wrap::SEPARATOR);
        let look = match color {
            Some(color) => look.color(color),
            None => look,
        };
        Box::new(ErrorHandler {
            look: look.build(),
            codes,
        })
    }));
    // It fails if it is set already, which then holds.
    let _ = set;
}

/// Renders an error, and then each of those that it comes from or consists of as an error of its own.
struct ErrorHandler {
    look: MietteHandler,
    /// Whether codes such as `requirements::unreadable-file` are shown.
    codes: bool,
}

impl ReportHandler for ErrorHandler {
    fn debug(&self, error: &dyn Diagnostic, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let alone = Alone {
            error,
            codes: self.codes,
        };
        self.look.debug(&alone, f)?;
        let parts = error.related().into_iter().flatten();
        for part in error.diagnostic_source().into_iter().chain(parts) {
            writeln!(f)?;
            self.debug(part, f)?;
        }
        Ok(())
    }
}

/// An error without those that have pictures of their own.
#[derive(Debug)]
struct Alone<'a> {
    error: &'a dyn Diagnostic,
    codes: bool,
}

impl fmt::Display for Alone<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.error, f)
    }
}

impl Error for Alone<'_> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        let has_picture = self.error.diagnostic_source().is_some();
        self.error.source().filter(|_| !has_picture)
    }
}

impl Diagnostic for Alone<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.error.code().filter(|_| self.codes)
    }

    fn severity(&self) -> Option<Severity> {
        self.error.severity()
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.error.help()
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.error.source_code()
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.error.labels()
    }
}

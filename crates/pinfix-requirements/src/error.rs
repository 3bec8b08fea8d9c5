//! Mistakes in the input: each with a stable code, its place and what to write instead.

use std::fmt;
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, Severity, SourceCode};
use pinfix_packaging::Span;

use crate::excerpt::Excerpt;
use crate::redact::Redacted;
use crate::source::{SourceId, Sources};

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal,)*) => {
        /// The kind of a mistake. The text of a code is stable.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $($(#[$doc])* $variant,)* }

        impl Code {
            /// All codes.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The stable text, such as `requirements::unknown-option`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => concat!("requirements::", $text),)* }
            }
        }
    };
}

codes! {
    /// A line that is no requirement.
    Requirement = "invalid-requirement",
    /// A marker behind a URL or path that can't be read.
    Marker = "invalid-marker",
    /// A URL that can't be read, or a scheme nobody knows.
    Url = "invalid-url",
    /// A file is named where a requirement should stand, as if `-r` were missing.
    MissingFlag = "missing-include-flag",
    /// An option that pip does not know in requirements files.
    UnknownOption = "unknown-option",
    /// An option without its value, or with one that it does not take.
    OptionValue = "invalid-option-value",
    /// A text behind an option that belongs to nothing.
    Stray = "unexpected-text",
    /// Quotes that are not closed, or a backslash with nothing behind it.
    Quotes = "unclosed-quote",
    /// `--hash` that is no hash.
    Hash = "invalid-hash",
    /// An option beside a requirement that pip ignores there, or the other way round (a warning).
    IgnoredOption = "ignored-option",
    /// A backslash at the end of a comment: the next line belongs to the comment (a warning).
    CommentContinues = "comment-continues",
    /// A variable that is not set (a warning).
    UnsetVariable = "unset-variable",
    /// A file that does not exist or can't be read.
    Unreadable = "unreadable-file",
    /// A file that is no text.
    NotText = "not-text",
    /// Bytes that are not in the encoding of the file, or an encoding that is not known.
    Encoding = "invalid-encoding",
    /// A file with nothing in it (a warning).
    Empty = "empty-file",
    /// A file that includes itself.
    IncludeCycle = "include-cycle",
    /// A file to be included from the network.
    RemoteInclude = "remote-include",
    /// `-r` in a constraints file, which asks for packages (a warning).
    IncludeInConstraints = "include-in-constraints",
    /// A place that a package is taken from by others only (a warning).
    Source = "unread-source",
    /// A kind of file that is not read, or not yet.
    FileKind = "unsupported-file",
    /// A constraint with extras, `-e` or without a name.
    Constraint = "invalid-constraint",
    /// An override without a name.
    Override = "invalid-override",
    /// An exclude that is more than a name.
    Exclude = "invalid-exclude",
    /// TOML that can't be parsed.
    Toml = "invalid-toml",
    /// A `pylock.toml` that is not as PEP 751 has it.
    Lock = "invalid-lock",
    /// A value in `pyproject.toml` of the wrong type, or one that is missing.
    Project = "invalid-project",
    /// A `pyproject.toml` that says nothing of requirements in the standard's way.
    NoProject = "no-project",
    /// A script whose metadata can't be told from its other comments.
    Script = "invalid-script",
    /// Requirements that only a build can tell.
    Dynamic = "dynamic-dependencies",
    /// An extra that the project does not have.
    UnknownExtra = "unknown-extra",
    /// A dependency group that the file does not have.
    UnknownGroup = "unknown-group",
    /// Extras or groups that include themselves.
    GroupCycle = "list-cycle",
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A mistake (or a warning) with its place. As a [`Diagnostic`] it shows the line, without the passwords in it.
#[derive(Debug, Clone)]
pub struct Diagnosed {
    code: Code,
    severity: Severity,
    message: String,
    help: Option<String>,
    place: Option<Place>,
    others: Vec<Diagnosed>,
}

/// The place of a mistake, as it is shown.
#[derive(Debug, Clone)]
struct Place {
    source: SourceId,
    span: Span,
    file: String,
    line: usize,
    column: usize,
    shown: Arc<Excerpt>,
    label: LabeledSpan,
}

/// A mistake in a text that does not know yet which file it is in. Spans count the bytes of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mistake {
    pub(crate) code: Code,
    pub(crate) warning: bool,
    pub(crate) message: String,
    pub(crate) span: Span,
    pub(crate) label: &'static str,
    pub(crate) help: Option<String>,
}

impl Mistake {
    /// A mistake at `span`.
    pub(crate) fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            warning: false,
            message: message.into(),
            span,
            label: "here",
            help: None,
        }
    }

    /// No mistake, but worth saying.
    pub(crate) fn warning(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            warning: true,
            ..Self::new(code, span, message)
        }
    }

    /// With what to write instead.
    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With the words under the span, instead of “here”.
    #[must_use]
    pub(crate) const fn label(mut self, label: &'static str) -> Self {
        self.label = label;
        self
    }

    /// In a text of `sources`.
    pub(crate) fn at(self, sources: &Sources, source: SourceId) -> Diagnosed {
        let severity = if self.warning {
            Severity::Warning
        } else {
            Severity::Error
        };
        let file = sources.get(source);
        let (line, column) = file.line_column(self.span.start);
        let (excerpt, shown) = Excerpt::around(file, self.span);
        let place = Place {
            source,
            span: self.span,
            file: file.name.clone(),
            line,
            column,
            shown: Arc::new(excerpt),
            label: LabeledSpan::new_primary_with_span(Some(self.label.to_owned()), shown),
        };
        Diagnosed {
            place: Some(place),
            severity,
            ..Diagnosed::new(self.code, self.message, self.help)
        }
    }
}

impl Diagnosed {
    /// A mistake that has no place in a text: the message names the file or the flag.
    pub(crate) fn new(code: Code, message: impl AsRef<str>, help: Option<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: Redacted::new(message.as_ref()).into_text().as_ref().to_owned(),
            help: help.map(|help| Redacted::new(&help).into_text().as_ref().to_owned()),
            place: None,
            others: Vec::new(),
        }
    }

    /// The same as a warning.
    #[must_use]
    pub(crate) const fn into_warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// With another place that has to do with it.
    #[must_use]
    pub(crate) fn with_other(mut self, mut other: Self) -> Self {
        other.severity = Severity::Advice;
        self.others.push(other);
        self
    }

    /// What kind of mistake it is.
    pub const fn kind(&self) -> Code {
        self.code
    }

    /// Whether it is a warning and no error.
    pub const fn is_warning(&self) -> bool {
        matches!(self.severity, Severity::Warning)
    }

    /// What is wrong, in one sentence without a full stop.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to write instead, where that is known.
    pub fn advice(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// The file's name, the line and the column (both from 1), where it has a place.
    pub fn position(&self) -> Option<(&str, usize, usize)> {
        self.place
            .as_ref()
            .map(|place| (place.file.as_str(), place.line, place.column))
    }

    /// The text and the bytes of it, where it has a place. On [`ReadErrors`] the number counts the files as they
    /// were opened.
    pub fn span(&self) -> Option<(SourceId, Span)> {
        self.place.as_ref().map(|place| (place.source, place.span))
    }
}

impl fmt::Display for Diagnosed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Diagnosed {}

impl Diagnostic for Diagnosed {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.code))
    }

    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help
            .as_ref()
            .map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.place
            .as_ref()
            .map(|place| place.shown.as_ref() as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let place = self.place.as_ref()?;
        Some(Box::new(std::iter::once(place.label.clone())))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        related(&self.others)
    }
}

/// So many mistakes are shown: whoever named the wrong file need not see what is wrong with each of its lines.
const SHOWN: usize = 100;

/// All mistakes of all files, at least one, in the order in which they stand. As a [`Diagnostic`] it shows the first
/// hundred.
#[derive(Debug, Clone)]
pub struct ReadErrors {
    errors: Vec<Diagnosed>,
    warnings: Vec<Diagnosed>,
}

impl ReadErrors {
    /// These mistakes, and what was worth saying beside them.
    pub(crate) const fn new(errors: Vec<Diagnosed>, warnings: Vec<Diagnosed>) -> Self {
        Self { errors, warnings }
    }

    /// The mistakes.
    pub fn errors(&self) -> &[Diagnosed] {
        &self.errors
    }

    /// What is no mistake but was worth saying.
    pub fn warnings(&self) -> &[Diagnosed] {
        &self.warnings
    }
}

impl fmt::Display for ReadErrors {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.errors.len() {
            1 => formatter.write_str("the requirements can't be read: 1 error"),
            count if count > SHOWN => write!(
                formatter,
                "the requirements can't be read: {count} errors, of which these are the first {SHOWN}"
            ),
            count => write!(formatter, "the requirements can't be read: {count} errors"),
        }
    }
}

impl std::error::Error for ReadErrors {}

impl Diagnostic for ReadErrors {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new("requirements::unreadable"))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        related(&self.errors[..self.errors.len().min(SHOWN)])
    }
}

/// The list as miette wants it; `None` where it is empty.
fn related<'a>(list: &'a [Diagnosed]) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
    (!list.is_empty()).then(|| Box::new(list.iter().map(|one| one as &dyn Diagnostic)) as _)
}

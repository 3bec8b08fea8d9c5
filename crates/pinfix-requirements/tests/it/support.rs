//! Short ways to read files from memory and to see what came of it.

use std::path::PathBuf;

use miette::{GraphicalReportHandler, GraphicalTheme};
use pinfix_requirements::{Diagnosed, Manifest, MemoryFiles, ReadErrors, Request, read};

/// A request for these files and nothing else.
pub(crate) fn request(files: &[&str]) -> Request {
    Request {
        files: files.iter().map(PathBuf::from).collect(),
        ..Request::default()
    }
}

/// Reads one requirements text.
pub(crate) fn read_text(text: &str) -> Result<Manifest, ReadErrors> {
    read(
        &request(&["requirements.txt"]),
        &MemoryFiles::new().with("requirements.txt", text),
    )
}

/// What a text asks for, each line as written.
pub(crate) fn texts(text: &str) -> Vec<String> {
    let manifest = read_text(text).unwrap_or_else(|errors| panic!("{}", render(&errors)));
    manifest.lines.into_iter().map(|line| line.text).collect()
}

/// The codes of all mistakes.
pub(crate) fn codes(result: &Result<Manifest, ReadErrors>) -> Vec<&'static str> {
    match result {
        Ok(_) => Vec::new(),
        Err(errors) => errors
            .errors()
            .iter()
            .map(|error| error.kind().as_str())
            .collect(),
    }
}

/// The codes of all warnings.
pub(crate) fn warning_codes(warnings: &[Diagnosed]) -> Vec<&'static str> {
    warnings.iter().map(|warning| warning.kind().as_str()).collect()
}

/// As a user sees it, without colours.
pub(crate) fn render(errors: &dyn miette::Diagnostic) -> String {
    let mut text = String::new();
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_width(100);
    handler.render_report(&mut text, errors).unwrap();
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

//! What goes to standard output.

use std::io::{self, Write};

use miette::Diagnostic;

use super::exit::{Exit, Failure};

/// Standard output does not take what is written.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("can't write to standard output")]
#[diagnostic(code("output::stdout"))]
struct PrintError {
    source: io::Error,
}

/// Writes a text to standard output. A reader that has seen enough (`pinfix … | head`) is no failure.
pub(super) fn print(text: &str) -> Result<Exit, Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(source) if source.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::machine(PrintError { source }))
        }
        _ => Ok(Exit::Success),
    }
}

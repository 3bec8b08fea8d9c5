//! Asks an interpreter what it is.

use std::path::Path;
use std::process::{Command, Stdio};

use super::cache::InterpreterCache;
use super::error::TargetError;
use super::interpreter::{Answer, Interpreter};

const SCRIPT: &str = include_str!("query.py");

/// What the interpreter at `path` is: from the cache where it did not change since it was asked, else by running it.
pub(super) fn query(path: &Path, cache: &InterpreterCache) -> Result<Interpreter, TargetError> {
    let key = cache.key(path);
    if let Some(answer) = key.as_ref().and_then(|key| cache.read::<Answer>("python", key)) {
        return Interpreter::from_answer(answer);
    }
    let text = run(&cache.program(path), SCRIPT).map_err(|reason| TargetError::Unusable {
        path: path.to_path_buf(),
        reason,
    })?;
    let answer: Answer = serde_json::from_str(text.trim()).map_err(|error| TargetError::Unusable {
        path: path.to_path_buf(),
        reason: format!("its answer can't be read ({error})"),
    })?;
    let interpreter = Interpreter::from_answer(answer.clone())?;
    if let Some(key) = key {
        cache.write("python", &key, &answer);
    }
    Ok(interpreter)
}

/// Runs a script in an interpreter and returns what it prints; the error is a reason in words.
pub(super) fn run(path: &Path, script: &str) -> Result<String, String> {
    let mut command = Command::new(path);
    // Wide, so that pip's help breaks no line; and with no settings of pip, whose own default is asked for.
    command
        .args(["-c", script])
        .env("COLUMNS", "10000")
        .env("PIP_CONFIG_FILE", null_device())
        .stdin(Stdio::null());
    for name in [
        "PIP_INDEX_URL",
        "PIP_REQUIRE_VIRTUALENV",
        "PYTHONVERBOSE",
        "PYTHONINSPECT",
        "__PYVENV_LAUNCHER__",
    ] {
        command.env_remove(name);
    }
    let output = command.output().map_err(|error| error.to_string())?;
    if output.status.success() {
        return String::from_utf8(output.stdout).map_err(|_| "its answer is no text".to_owned());
    }
    let messages = String::from_utf8_lossy(&output.stderr);
    let last = messages.lines().map(str::trim).rfind(|line| !line.is_empty());
    Err(last.map_or_else(|| output.status.to_string(), str::to_owned))
}

fn null_device() -> &'static str {
    if cfg!(windows) { "nul" } else { "/dev/null" }
}

//! Serves the index of a scenario file, or a snapshot folder, until it is interrupted: to try things by hand.

#![expect(clippy::print_stdout, reason = "the URL is what this is for")]

use std::path::Path;
use std::process::ExitCode;
use std::thread;

use pinfix_testing::{LocalIndex, Options, Scenario};

fn main() -> Result<ExitCode, String> {
    let Some(path) = std::env::args().nth(1) else {
        return Err("usage: serve SCENARIO.toml | SNAPSHOT-FOLDER".to_owned());
    };
    let path = Path::new(&path);
    let index = if path.is_dir() {
        LocalIndex::serve(path, Options::default())
    } else {
        LocalIndex::of(&Scenario::read(path)?.world)
    };
    println!("{}", index.url());
    loop {
        thread::park();
    }
}

//! Asks a binary the questions of scenario files, and shows what it says: `ask BINARY FOLDER NAME`.

#![expect(clippy::print_stdout, reason = "the answer is what this is for")]

use std::path::Path;
use std::process::ExitCode;

use pinfix_testing::Scenario;
use pinfix_testing::scenario::files_below;

fn main() -> Result<ExitCode, String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [binary, folder, name] = arguments.as_slice() else {
        return Err("usage: ask BINARY FOLDER NAME".to_owned());
    };
    let binary = Path::new(binary)
        .canonicalize()
        .map_err(|error| format!("{binary}: {error}"))?;
    let mut asked = 0;
    let mut failed = 0;
    for path in files_below(Path::new(folder)) {
        if !path.to_string_lossy().contains(name.as_str()) {
            continue;
        }
        let scenario = Scenario::read(&path)?;
        let run = scenario.ask(&binary);
        asked += 1;
        match scenario.judge(&run) {
            Ok(()) => println!(
                "PASS {}\n{}\n{}",
                path.display(),
                scenario.description,
                run.snapshot()
            ),
            Err(reason) => {
                failed += 1;
                println!("FAIL {}\n{}\n{reason}", path.display(), scenario.description);
            }
        }
    }
    println!("{asked} asked, {failed} failed");
    Ok(if asked == 0 || failed > 0 {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

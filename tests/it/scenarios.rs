//! Every file below `tests/scenarios`: a small world, a question and the answer expected.

use std::path::Path;

use pinfix_testing::Scenario;
use pinfix_testing::scenario::files_below;

use crate::PINFIX;

#[test]
fn every_scenario_gets_its_answer() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let files = files_below(&folder);
    assert!(files.len() >= 10, "only {} scenarios were found", files.len());
    let failures: Vec<String> = files.iter().filter_map(|file| answer(file).err()).collect();
    assert!(
        failures.is_empty(),
        "{} of {} failed:\n\n{}",
        failures.len(),
        files.len(),
        failures.join("\n\n")
    );
}

fn answer(file: &Path) -> Result<(), String> {
    let scenario = Scenario::read(file)?;
    if file.file_stem().is_none_or(|stem| stem != scenario.name.as_str()) {
        return Err(format!(
            "{}: the file must be called {}.toml",
            file.display(),
            scenario.name
        ));
    }
    scenario.judge(&scenario.ask(Path::new(PINFIX)))
}

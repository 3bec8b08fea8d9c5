//! What is asked for ahead: what everything that is known of a package admits, and what is demanded in vain.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use pinfix_index::{
    CoreMetadata, Distribution, Guide, Index, IndexError, MemoryIndex, MetadataError, Project, Wanted,
};
use pinfix_packaging::PackageName;

use crate::support;

/// An index that walks ahead at once, and remembers what it went to.
struct Walking {
    inner: MemoryIndex,
    picked: Mutex<Vec<String>>,
}

impl Index for Walking {
    fn project(&self, name: &PackageName) -> Result<Option<Arc<Project>>, IndexError> {
        self.inner.project(name)
    }

    fn metadata(&self, distribution: &Arc<Distribution>) -> Result<Arc<CoreMetadata>, MetadataError> {
        self.inner.metadata(distribution)
    }

    fn follow(&self, wanted: Vec<Wanted>, guide: Arc<dyn Guide>) {
        let mut queue = VecDeque::from(wanted);
        while let Some(wanted) = queue.pop_front() {
            let Ok(Some(project)) = self.inner.project(&wanted.name) else {
                continue;
            };
            let Some(file) = guide.pick(&wanted, &project) else {
                continue;
            };
            self.picked.lock().unwrap().push(file.filename.clone());
            queue.extend(guide.next(&wanted, &self.inner.metadata(&file).unwrap()));
        }
    }
}

/// What is asked for ahead before anything is decided, without the ends of the file names.
fn asked(lines: &str, index: &str) -> Vec<String> {
    let index = Walking {
        inner: MemoryIndex::from_json(index).unwrap(),
        picked: Mutex::default(),
    };
    let problem = support::problem(&support::read(&[("requirements.in", lines)]), "3.9");
    let _ = pinfix_resolver::resolve(&problem, &index, &pinfix_resolver::NoProgress);
    let picked = index.picked.into_inner().unwrap();
    let stems = picked
        .iter()
        .map(|it| it.trim_end_matches("-py3-none-any.whl").to_owned());
    stems.collect()
}

const WORLD: &str = r#"{
    "app": {"1.0": {"requires": ["lib<3", "deep"]}},
    "deep": {"1.0": {"requires": ["lib<2"]}},
    "odd": {"1.0": {"requires": ["lib==1.5"]}},
    "lib": {"1.0": {}, "1.5": {}, "1.9": {"requires": ["old"]}, "2.0": {}, "3.0": {}},
    "old": {"1.0": {}}
}"#;

#[test]
fn each_demand_is_looked_into_with_those_that_go_with_it() {
    assert_eq!(
        asked("app", WORLD),
        ["app-1.0", "lib-2.0", "deep-1.0", "lib-1.9", "old-1.0"]
    );
    // The same release is asked for again, which the index has under way.
    assert_eq!(
        asked("lib<2\napp", WORLD),
        ["lib-1.9", "app-1.0", "old-1.0", "lib-1.9", "deep-1.0", "lib-1.9"]
    );
}

#[test]
fn what_is_demanded_in_vain_is_looked_at_by_itself() {
    let asked = asked("lib>=2\nodd", WORLD);
    assert_eq!(asked[..3], ["lib-3.0", "odd-1.0", "lib-1.5"]);
}

//! How source distributions are built that state no metadata: with which interpreter, and with what in its environment.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use pinfix_index::{BuildSettings, ChooseRequirements, Chooser, ClientSettings, Index, IndexSettings};
use pinfix_packaging::Target;
use pinfix_requirements::{Files, Manifest, MemoryFiles, Request};
use pinfix_resolver::problem::{Formats, Policy};
use pinfix_resolver::{NoProgress, Outcome, Problem};

use crate::settings::{Configuration, IndexChoice, IsolationSettings, TargetSettings};
use crate::target::{self, Discovered, InterpreterCache};

/// What is settled before it is known how to build.
pub(super) struct Ground<'a> {
    pub(super) formats: &'a Formats,
    pub(super) found: &'a Discovered,
    pub(super) target: &'a TargetSettings,
    pub(super) interpreters: &'a InterpreterCache,
    pub(super) index: &'a IndexChoice,
    pub(super) client: &'a ClientSettings,
    pub(super) isolation: &'a IsolationSettings,
    pub(super) policy: Policy,
}

/// How to build: with an interpreter of the target's version or what comes nearest, and the same indexes.
pub(super) fn builds(ground: &Ground<'_>, configuration: &Configuration) -> BuildSettings {
    if ground.formats.no_build {
        return BuildSettings::default();
    }
    let python = ground
        .found
        .interpreter
        .clone()
        .or_else(|| target::find_interpreter(&ground.found.target.python, ground.target, ground.interpreters))
        .or_else(|| {
            target::nearest_interpreter(&ground.found.target.python, ground.target, ground.interpreters)
        });
    let cache = ground.client.cache_dir.as_deref();
    let mut arguments = ground.index.pip_arguments();
    for path in &ground.isolation.constraints {
        let path = configuration.environment.expanded(path);
        arguments.extend(["--constraint".to_owned(), path.to_string_lossy().into_owned()]);
    }
    let chooser = python.as_deref().map(|python| {
        Chooser(Arc::new(ByResolving {
            python: python.to_owned(),
            interpreters: ground.interpreters.clone(),
            indexes: ground.index.to_settings(BuildSettings::default()),
            client: ground.client.clone(),
            constraints: ground.isolation.constraints.clone(),
            policy: Policy {
                formats: Formats::default(),
                no_dependencies: false,
                allow_anachronisms: true,
                max_staleness: None,
                max_conflicts: 1,
                ..ground.policy.clone()
            },
            index: OnceLock::new(),
            known: Mutex::default(),
        }) as Arc<dyn ChooseRequirements>)
    });
    BuildSettings {
        enabled: true,
        python,
        index_arguments: arguments,
        uv: target::program("uv", &ground.target.search),
        variables: configuration.environment.variables().collect(),
        isolated: ground.isolation.isolated,
        cache_dir: cache.map(pinfix_index::cache::builds),
        chooser,
        ..BuildSettings::default()
    }
}

/// Chooses build requirements as any others, for the interpreter that builds. Nothing is built for it: where only a build
/// could tell what a build requirement needs, the installer finds out.
struct ByResolving {
    python: PathBuf,
    interpreters: InterpreterCache,
    indexes: IndexSettings,
    client: ClientSettings,
    constraints: Vec<PathBuf>,
    policy: Policy,
    index: OnceLock<Option<Box<dyn Index>>>,
    known: Mutex<Vec<(Vec<String>, Chosen)>>,
}

type Chosen = Result<Option<Vec<String>>, String>;

impl ChooseRequirements for ByResolving {
    fn choose(&self, requirements: &[String]) -> Chosen {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, chosen)) = known.iter().find(|(asked, _)| asked == requirements) {
            return chosen.clone();
        }
        drop(known);
        let chosen = self.resolve(requirements);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.push((requirements.to_vec(), chosen.clone()));
        chosen
    }
}

impl ByResolving {
    fn resolve(&self, requirements: &[String]) -> Chosen {
        let Some(target) = target::target_of(&self.python, &self.interpreters) else {
            return Ok(None);
        };
        let manifest = self.manifest(requirements)?;
        let index = self
            .index
            .get_or_init(|| pinfix_index::open(&self.indexes, &self.client).ok());
        let (Some(index), Some(problem)) = (index, self.problem(&manifest, target)) else {
            return Ok(None);
        };
        match pinfix_resolver::resolve(&problem, &**index, &NoProgress) {
            Ok(Outcome::Resolved(resolution)) => {
                let lines = resolution.pins().map(|pin| match &pin.direct_reference {
                    Some(reference) => format!("{} @ {reference}", pin.name),
                    None => format!("{}=={}", pin.name, pin.version),
                });
                Ok(Some(lines.collect()))
            }
            // What can't be read without a build may be to blame; the installer knows better then, or says so.
            Ok(Outcome::Conflicted(_)) | Err(_) => Ok(None),
        }
    }

    fn problem(&self, manifest: &Manifest, target: Target) -> Option<Problem> {
        Problem::from_manifest(manifest, target, self.policy.clone()).ok()
    }

    /// The requirements, and the build constraints of the user.
    fn manifest(&self, requirements: &[String]) -> Result<Manifest, String> {
        const NAME: &str = "build-system.requires";
        let files = WithRequirements {
            memory: MemoryFiles::new().with(NAME, requirements.join("\n")),
            disk: pinfix_requirements::DiskFiles::new(crate::settings::variable),
            name: Path::new(NAME),
        };
        let request = Request {
            files: vec![NAME.into()],
            constraints: self.constraints.clone(),
            ..Request::default()
        };
        pinfix_requirements::read(&request, &files).map_err(|errors| {
            let first = errors.errors().first().map(ToString::to_string);
            first.unwrap_or_else(|| "they can't be read".to_owned())
        })
    }
}

/// The files of this machine, and one that is made up.
struct WithRequirements<'a> {
    memory: MemoryFiles,
    disk: pinfix_requirements::DiskFiles,
    name: &'a Path,
}

impl Files for WithRequirements<'_> {
    fn read(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        if path == self.name {
            self.memory.read(path)
        } else {
            self.disk.read(path)
        }
    }

    fn read_stdin(&self) -> std::io::Result<Vec<u8>> {
        self.memory.read_stdin()
    }

    fn var(&self, name: &str) -> Option<String> {
        self.disk.var(name)
    }
}

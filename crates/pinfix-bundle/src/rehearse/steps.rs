//! The steps of a deployment, in the platform's order.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use miette::Diagnostic;

use super::command::{run, tail};
use super::health::{self, Health};
use super::stage::Root;
use crate::error::BundleError;

/// A deployment to be rehearsed.
#[derive(Debug, Clone)]
pub struct Rehearsal {
    /// The bundle.
    pub bundle: PathBuf,
    /// The root: what an earlier rehearsal left there is the version before.
    pub scratch: PathBuf,
    /// An interpreter of the target's version, of which the environment is made.
    pub python: PathBuf,
    /// The environment properties.
    pub environment: BTreeMap<String, String>,
    /// What the load balancer asks for.
    pub health_check_path: String,
    /// The folders that commands are looked for in.
    pub search_path: OsString,
}

/// Why a deployment would fail.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[non_exhaustive]
pub enum RehearsalError {
    /// A step ended with a failure.
    #[error("the deployment would fail: {step} ended with {ended}; {before}")]
    #[diagnostic(code("rehearsal::step"), help("the whole log: {}", log.display()))]
    Step {
        /// Which step.
        step: String,
        /// How it ended.
        ended: String,
        /// What is in place now.
        before: &'static str,
        /// Its log.
        log: PathBuf,
        /// The last lines of the log.
        tail: String,
    },
    /// The scratch root can't be used.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Bundle(#[from] BundleError),
}

/// Rehearses a deployment; `tell` hears of each step. Gives what the server answered.
///
/// # Errors
/// Where a step fails, with the end of its log.
pub fn rehearse(rehearsal: &Rehearsal, tell: &dyn Fn(&str)) -> Result<String, RehearsalError> {
    let root = Root::new(&rehearsal.scratch)?;
    let stage = Stage {
        had_version: root.current().exists(),
        engine: root.logs().join("eb-engine.log"),
        hooks: root.logs().join("eb-hooks.log"),
        rehearsal,
        root,
    };
    tell("StageApplication: the bundle is unpacked");
    stage.root.unpack(&rehearsal.bundle)?;
    stage.prepare_environment(tell)?;
    let staging = stage.root.staging();
    stage.run_hooks("prebuild", &staging, tell)?;
    tell("InstallDependency: pip install -r requirements.txt");
    let pip = stage.root.environment().join("bin/pip");
    let arguments = ["install", "-r", "requirements.txt"];
    stage.step("InstallDependency", &pip, &arguments, (&staging, &stage.engine))?;
    stage.mark_leader(&staging)?;
    stage.run_hooks("predeploy", &staging, tell)?;
    tell("FlipApplication: staging becomes current");
    stage.root.flip()?;
    let current = stage.root.current();
    stage.run_hooks("postdeploy", &current, tell)?;
    stage.ask_health(&current, tell)
}

struct Stage<'a> {
    rehearsal: &'a Rehearsal,
    root: Root,
    had_version: bool,
    engine: PathBuf,
    hooks: PathBuf,
}

impl Stage<'_> {
    /// The environment of the platform, which has gunicorn in it; one that is there is used again.
    fn prepare_environment(&self, tell: &dyn Fn(&str)) -> Result<(), RehearsalError> {
        let environment = self.root.environment();
        if environment.join("bin/python").exists() {
            return Ok(());
        }
        tell("the platform's environment is made");
        let name = environment.to_string_lossy().into_owned();
        let place = (self.root.top.as_path(), self.engine.as_path());
        self.step(
            "CreateEnvironment",
            &self.rehearsal.python,
            &["-m", "venv", "--clear", &name],
            place,
        )?;
        let pip = environment.join("bin/pip");
        let arguments = ["install", "--quiet", "--disable-pip-version-check", "gunicorn"];
        self.step("CreateEnvironment", &pip, &arguments, place)
    }

    fn run_hooks(&self, moment: &str, folder: &Path, tell: &dyn Fn(&str)) -> Result<(), RehearsalError> {
        for hook in Root::hooks(folder, moment) {
            let name = hook
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            tell(&format!("{moment}: {name}"));
            let step = format!("the {moment} hook {name}");
            self.step(&step, &hook, &[], (folder, &self.hooks))?;
        }
        Ok(())
    }

    /// The command of the container that is bound to the leader: a rehearsal has one instance, which is it.
    fn mark_leader(&self, staging: &Path) -> Result<(), RehearsalError> {
        let leader = self.root.state().join("leader");
        if staging.join(".ebextensions/pinfix-leader.config").is_file() {
            fs::write(&leader, "").map_err(BundleError::file("write", &leader))?;
        }
        Ok(())
    }

    fn step(
        &self,
        step: &str,
        program: &Path,
        arguments: &[&str],
        (folder, log): (&Path, &Path),
    ) -> Result<(), RehearsalError> {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(folder);
        self.prepare(&mut command);
        let code = run(&mut command, log).map_err(BundleError::file("write", log))?;
        if code == Some(0) {
            return Ok(());
        }
        let ended = code.map_or_else(|| "a signal".to_owned(), |code| format!("exit code {code}"));
        Err(self.failure(step.to_owned(), ended, log))
    }

    /// What the platform sets for hooks and for the server.
    fn prepare(&self, command: &mut Command) {
        let mut path = self.root.environment().join("bin").into_os_string();
        path.push(":");
        path.push(&self.rehearsal.search_path);
        command
            .envs(&self.rehearsal.environment)
            .env("PINFIX_ROOT", &self.root.top)
            .env("PATH", path)
            .env("PORT", "8000")
            .env_remove("VIRTUAL_ENV")
            .env_remove("PYTHONPATH")
            .env_remove("PYTHONHOME");
    }

    fn ask_health(&self, current: &Path, tell: &dyn Fn(&str)) -> Result<String, RehearsalError> {
        let path = &self.rehearsal.health_check_path;
        let log = self.root.logs().join("web.stdout.log");
        tell(&format!("the server starts, and is asked for {path}"));
        let asked = health::ask(current, path, &log, &|command| self.prepare(command));
        let (port, health) = asked.map_err(BundleError::file("start the server of", current))?;
        match health {
            Health::Answered(200) => Ok(format!("{path} on port {port} answers 200")),
            Health::Answered(status) => Err(self.failure(
                format!("the health check {path}"),
                format!("status {status}"),
                &log,
            )),
            Health::Silent(why) => {
                Err(self.failure(format!("the health check {path}"), why.to_owned(), &log))
            }
            Health::NoServer => Err(self.failure(
                "the server".to_owned(),
                "no `web:` in the Procfile".to_owned(),
                &log,
            )),
        }
    }

    fn failure(&self, step: String, ended: String, log: &Path) -> RehearsalError {
        let before = match (self.had_version, self.root.current().exists()) {
            (true, true) if !self.root.staging().exists() => "see below which version is in place",
            (true, true) => "the previous version is still in place",
            _ => "there was no version before",
        };
        RehearsalError::Step {
            step,
            ended,
            before,
            log: log.to_owned(),
            tail: tail(log),
        }
    }
}

//! What kind of project a folder holds, and how its web server is started.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::BundleError;
use crate::settings::BundleSettings;

/// A project that can be deployed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Its folder.
    pub root: PathBuf,
    /// Django's settings module, if it is a Django project.
    pub django_settings: Option<String>,
    /// `module:callable` of the application.
    pub application: String,
    /// The URL path and the folder of Django's static files, where the settings state them plainly.
    pub static_files: Option<(String, String)>,
    /// Whether that is an ASGI application.
    pub is_asgi: bool,
    /// Whether it has a `Procfile` of its own.
    pub has_procfile: bool,
    /// The file that says which packages it needs.
    pub requirements: PathBuf,
    /// Its lock, where it has one beside.
    pub lock: Option<PathBuf>,
}

impl Project {
    /// Recognises the project in a folder.
    ///
    /// # Errors
    /// Where there is none, or where it does not say what it needs.
    pub fn recognise(root: &Path, settings: &BundleSettings) -> Result<Self, BundleError> {
        let django_settings = settings.django_settings.clone().or_else(|| django_settings(root));
        let application = match (&settings.wsgi, &django_settings) {
            (Some(named), _) => named.clone(),
            (None, Some(module)) => of_django(root, module),
            (None, None) => usual(root).ok_or_else(|| unknown(root))?,
        };
        if !application.contains(':') {
            return Err(BundleError::NoProject {
                folder: root.to_owned(),
                reason: format!("`{application}` names no callable"),
                help: "write `--wsgi module:callable`, such as `--wsgi myapp.wsgi:application`".to_owned(),
            });
        }
        let (requirements, lock) = requirements(root, settings)?;
        Ok(Self {
            root: root.to_owned(),
            static_files: django_settings
                .as_deref()
                .and_then(|module| static_files(&settings_text(root, module))),
            is_asgi: application.contains("asgi"),
            has_procfile: root.join("Procfile").is_file(),
            django_settings,
            application,
            requirements,
            lock,
        })
    }
}

/// The file of requirements, and the lock beside it.
fn requirements(root: &Path, settings: &BundleSettings) -> Result<(PathBuf, Option<PathBuf>), BundleError> {
    let lock = root.join("requirements.txt");
    let lock = lock.is_file().then_some(lock);
    if let Some(named) = &settings.requirements {
        let named = root.join(named);
        let lock = lock.filter(|lock| *lock != named);
        return Ok((named, lock));
    }
    let input = root.join("requirements.in");
    if input.is_file() {
        return Ok((input, lock));
    }
    if let Some(lock) = lock {
        return Ok((lock, None));
    }
    let project = root.join("pyproject.toml");
    if project.is_file() {
        return Ok((project, None));
    }
    Err(BundleError::NoRequirements {
        folder: root.to_owned(),
    })
}

/// What `manage.py` takes for the settings.
fn django_settings(root: &Path) -> Option<String> {
    let text = fs::read_to_string(root.join("manage.py")).ok()?;
    let rest = &text[text.find("DJANGO_SETTINGS_MODULE")? + "DJANGO_SETTINGS_MODULE".len()..];
    // Behind the name comes its closing quote, then the value between two.
    quoted(rest.get(1..)?)
}

/// The first text between two quotes.
fn quoted(text: &str) -> Option<String> {
    let start = text.find(['"', '\''])?;
    let quote = text[start..].chars().next()?;
    let inside = &text[start + 1..];
    let value = &inside[..inside.find(quote)?];
    (!value.is_empty()).then(|| value.to_owned())
}

/// The application of a Django project: what its settings name, else the `wsgi` beside them.
fn of_django(root: &Path, settings: &str) -> String {
    let package = settings.split('.').next().unwrap_or(settings);
    let text = settings_text(root, settings);
    let named = text
        .find("WSGI_APPLICATION")
        .and_then(|at| quoted(&text[at + "WSGI_APPLICATION".len()..]));
    let dotted = named.unwrap_or_else(|| format!("{package}.wsgi.application"));
    match dotted.rsplit_once('.') {
        Some((module, callable)) => format!("{module}:{callable}"),
        None => dotted,
    }
}

/// What a settings module says; what its base says, where it has one, comes first.
fn settings_text(root: &Path, settings: &str) -> String {
    let file = root.join(settings.replace('.', "/"));
    let base = file.with_file_name("base.py");
    let own = fs::read_to_string(file.with_extension("py"));
    let own = own.or_else(|_| fs::read_to_string(file.join("__init__.py")));
    fs::read_to_string(base).unwrap_or_default() + &own.unwrap_or_default()
}

/// `STATIC_URL` and the last folder of `STATIC_ROOT`, if that is within the project: `BASE_DIR / "staticfiles"`.
fn static_files(text: &str) -> Option<(String, String)> {
    let line = |name: &str| text.lines().rfind(|line| line.starts_with(name));
    let url = quoted(line("STATIC_URL")?)?;
    let root = line("STATIC_ROOT")?;
    let folder = quoted(root.get("STATIC_ROOT".len()..)?)?;
    let is_plain = root.contains("BASE_DIR") && !url.contains("://") && !folder.contains(['/', '.', '{']);
    is_plain.then(|| (format!("/{}", url.trim_matches('/')), folder))
}

/// `application` in `application.py`, as the platform itself takes it, or `app` in `app.py`.
fn usual(root: &Path) -> Option<String> {
    let known = [
        ("application.py", "application"),
        ("wsgi.py", "application"),
        ("wsgi.py", "app"),
        ("app.py", "app"),
        ("main.py", "app"),
    ];
    let found = known.iter().find(|(file, callable)| {
        let text = fs::read_to_string(root.join(file)).unwrap_or_default();
        text.lines().any(|line| {
            line.strip_prefix(callable)
                .is_some_and(|rest| rest.trim_start().starts_with('='))
        })
    });
    found.map(|(file, callable)| format!("{}:{callable}", file.trim_end_matches(".py")))
}

fn unknown(root: &Path) -> BundleError {
    let inner = fs::read_dir(root).into_iter().flatten().flatten();
    let mut inner: Vec<PathBuf> = inner
        .map(|entry| entry.path())
        .filter(|path| path.join("manage.py").is_file())
        .collect();
    inner.sort();
    BundleError::NoProject {
        folder: root.to_owned(),
        reason: "there is no manage.py, and no application.py, wsgi.py or app.py".to_owned(),
        help: match &inner[..] {
            [] => "name the application: `--wsgi module:callable`".to_owned(),
            [first, ..] => format!(
                "name the folder of the project: `pinfix bundle {}`",
                first.display()
            ),
        },
    }
}

//! Which files go into a bundle, and what comes to them.

#![expect(
    clippy::unwrap_used,
    reason = "in tests, helpers included, a panic is the message"
)]

use std::fs;
use std::path::Path;

use pinfix_bundle::{
    BundleError, BundleSettings, Parts, Plan, Project, Selected, Selection, named_target, plan,
    read_settings, select,
};
use tempfile::TempDir;

fn project(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn paths(selected: &Selected) -> Vec<&str> {
    selected.entries.iter().map(|entry| entry.path.as_str()).collect()
}

fn reason(selected: &Selected, path: &str) -> (String, bool) {
    let found = selected.left_out.iter().find(|left| left.path == path);
    let found = found.unwrap_or_else(|| panic!("{path} is not left out: {selected:?}"));
    (found.reason.clone(), found.warns)
}

fn planned(root: &Path, settings: &BundleSettings) -> Result<Plan, BundleError> {
    let project = Project::recognise(root, settings)?;
    let target = named_target("eb-al2023-python3.9").unwrap();
    let parts = Parts {
        project: &project,
        target: &target,
        settings,
        lock: "six==1.17.0 --hash=sha256:00\n",
        packages: 1,
        bundle: "app.zip",
    };
    plan(parts, select(root, &Selection::default())?)
}

fn text(plan: &Plan, path: &str) -> String {
    let entry = plan.entries.iter().find(|entry| entry.path == path);
    let entry = entry.unwrap_or_else(|| panic!("{path} is not in the bundle"));
    String::from_utf8(entry.bytes().unwrap()).unwrap()
}

#[test]
fn what_never_belongs_there_stays_out() {
    let folder = project(&[
        ("app.py", "app = 1\n"),
        ("db.sqlite3", ""),
        (".env", "SECRET=1"),
        (".env.example", "SECRET="),
        ("keys/server.pem", "-----BEGIN RSA PRIVATE KEY-----\n"),
        ("keys/authority.pem", "-----BEGIN CERTIFICATE-----\n"),
        ("environment/pyvenv.cfg", ""),
        ("environment/lib/x.py", ""),
        ("pkg/__pycache__/x.pyc", ""),
        (".git/config", ""),
        (".idea/x.xml", ""),
    ]);
    let selected = select(folder.path(), &Selection::default()).unwrap();
    assert_eq!(paths(&selected), [".env.example", "app.py", "keys/authority.pem"]);
    assert!(
        reason(&selected, "environment/")
            .0
            .contains("virtual environment")
    );
    for (path, warns) in [
        ("db.sqlite3", true),
        (".env", true),
        ("keys/server.pem", true),
        (".git/", false),
    ] {
        assert_eq!(reason(&selected, path).1, warns, "{path}");
    }
}

#[test]
fn the_user_may_name_it_all_the_same() {
    let folder = project(&[
        ("app.py", ""),
        ("seed.db", ""),
        ("other.db", ""),
        ("node_modules/ui/a.js", ""),
        ("node_modules/b.js", ""),
    ]);
    let selection = Selection {
        include: vec!["/seed.db".to_owned(), "/node_modules/ui/".to_owned()],
        exclude: vec!["*.md".to_owned()],
        made_here: Vec::new(),
    };
    let selected = select(folder.path(), &selection).unwrap();
    assert_eq!(paths(&selected), ["app.py", "node_modules/ui/a.js", "seed.db"]);
}

#[test]
fn ignore_files_hold_in_their_folders() {
    let folder = project(&[
        (".gitignore", "*.log\n/build/\n"),
        ("app.py", ""),
        ("a.log", ""),
        ("build/x", ""),
        ("inner/.gitignore", "!keep.log\nsecret.txt\n"),
        ("inner/keep.log", ""),
        ("inner/secret.txt", ""),
        ("secret.txt", ""),
    ]);
    let selected = select(folder.path(), &Selection::default()).unwrap();
    let expected = [
        ".gitignore",
        "app.py",
        "inner/.gitignore",
        "inner/keep.log",
        "secret.txt",
    ];
    assert_eq!(paths(&selected), expected);
    assert_eq!(reason(&selected, "a.log").0, ".gitignore has `*.log`");
    // The platform's own file takes the place of all of them.
    fs::write(folder.path().join(".ebignore"), "inner/\n").unwrap();
    let selected = select(folder.path(), &Selection::default()).unwrap();
    let expected = [
        ".ebignore",
        ".gitignore",
        "a.log",
        "app.py",
        "build/x",
        "secret.txt",
    ];
    assert_eq!(paths(&selected), expected);
}

#[test]
fn hooks_of_the_projects_own_get_line_feeds_and_their_bit() {
    let folder = project(&[
        ("app.py", "app = 1\n"),
        ("requirements.txt", "six\n"),
        (".platform/hooks/prebuild/00_own.sh", "#!/bin/sh\r\necho\r\n"),
    ]);
    let plan = planned(folder.path(), &BundleSettings::default()).unwrap();
    let own = ".platform/hooks/prebuild/00_own.sh";
    assert_eq!(text(&plan, own), "#!/bin/sh\necho\n");
    assert!(
        plan.entries
            .iter()
            .all(|entry| entry.executable == entry.path.contains("/hooks/"))
    );
    assert_eq!(text(&plan, "requirements.txt"), "six==1.17.0 --hash=sha256:00\n");
    // No Django: none of its hooks.
    assert!(!plan.entries.iter().any(|entry| entry.path.contains("django")));
    assert!(text(&plan, "Procfile").ends_with(" app:app\n"));
}

#[test]
fn what_is_the_projects_own_is_merged_or_refused() {
    let files = [
        ("app.py", "app = 1\n"),
        ("requirements.txt", "six\n"),
        ("Procfile", "web: mine\n"),
        (
            ".ebextensions/own.config",
            "option_settings:\n  aws:x:\n    StreamLogs: false\n",
        ),
    ];
    let folder = project(&files);
    let plan = planned(folder.path(), &BundleSettings::default()).unwrap();
    assert_eq!(
        plan.left_to_project,
        ["aws:elasticbeanstalk:cloudwatch:logs StreamLogs"]
    );
    assert_eq!(text(&plan, "Procfile"), "web: mine\n");
    let options = text(&plan, ".ebextensions/pinfix-options.config");
    assert!(
        options.contains("WSGIPath: \"app:app\"") && !options.contains("StreamLogs"),
        "{options}"
    );

    let taken = folder
        .path()
        .join(".platform/hooks/prebuild/01_install_dependencies.sh");
    fs::create_dir_all(taken.parent().unwrap()).unwrap();
    fs::write(&taken, "#!/bin/sh\n").unwrap();
    let error = planned(folder.path(), &BundleSettings::default())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("01_install_dependencies.sh is the project's own"),
        "{error}"
    );
}

#[test]
fn a_django_project_is_recognised() {
    let folder = project(&[
        (
            "manage.py",
            "os.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", 'shop.settings.production')\n",
        ),
        (
            "shop/settings/production.py",
            "WSGI_APPLICATION = 'shop.web.application'\nSTATIC_URL = '/static/'\nSTATIC_ROOT = BASE_DIR / 'collected'\n",
        ),
        ("requirements.in", "django\n"),
        ("requirements.txt", "django==4.2\n"),
        (
            "pyproject.toml",
            "[tool.pinfix.bundle]\nsecrets = [\"SECRET_KEY\"]\n[tool.pinfix.bundle.environment]\nA = \"b\"\n",
        ),
    ]);
    let settings = read_settings(folder.path()).unwrap();
    let found = Project::recognise(folder.path(), &settings).unwrap();
    assert_eq!(found.django_settings.as_deref(), Some("shop.settings.production"));
    assert_eq!(found.application, "shop.web:application");
    assert!(found.requirements.ends_with("requirements.in") && found.lock.is_some());
    let plan = planned(folder.path(), &settings).unwrap();
    let options = text(&plan, ".ebextensions/pinfix-options.config");
    assert!(options.contains("/static: \"collected\""), "{options}");
    // Secrets are named to people, and stand nowhere in the bundle.
    assert!(
        plan.guide.contains("`SECRET_KEY`") && plan.guide.contains("predeploy"),
        "{}",
        plan.guide
    );
    let bundled = plan.entries.iter().filter(|entry| entry.path != "pyproject.toml");
    assert!(
        bundled
            .into_iter()
            .all(|entry| !String::from_utf8_lossy(&entry.bytes().unwrap()).contains("SECRET_KEY"))
    );
    assert!(!plan.guide.contains("@@"), "{}", plan.guide);
}

#[test]
fn what_is_no_project_says_what_is_missing() {
    let folder = project(&[("inner/manage.py", ""), ("requirements.txt", "")]);
    let error = Project::recognise(folder.path(), &BundleSettings::default()).unwrap_err();
    let help = miette::Diagnostic::help(&error)
        .map(|help| help.to_string())
        .unwrap();
    assert!(help.contains("inner"), "{help}");
    let folder = project(&[("app.py", "app = 1")]);
    let error = Project::recognise(folder.path(), &BundleSettings::default()).unwrap_err();
    assert!(matches!(error, BundleError::NoRequirements { .. }), "{error}");
    let folder = project(&[("pyproject.toml", "[tool.pinfix.bundle]\ntarged = \"x\"\n")]);
    let error = read_settings(folder.path()).unwrap_err().to_string();
    assert!(error.contains("targed"), "{error}");
}

//! Projects that are named by their place: folders, repositories, archives of any name.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use pinfix_testing::{LocalIndex, Release, Run, Workdir, World};

use crate::{resolve_with, workdir};

fn index() -> LocalIndex {
    LocalIndex::of(
        &World::new()
            .with(Release::new("tool", "1.0").requires(["six"]))
            .with(Release::new("tool", "2.0").requires(["six"]))
            .with_versions("six", ["1.0"])
            .with_versions("flask", ["3.0"]),
    )
}

fn project(name: &str, dependencies: &str) -> String {
    format!(
        "[project]\nname = '{name}'\nversion = '0.1'\ndependencies = [{dependencies}]\n\
         [project.optional-dependencies]\nweb = ['flask']\n"
    )
}

fn resolve(workdir: &Workdir, text: &str) -> Run {
    std::fs::write(workdir.path().join("requirements.in"), text).unwrap();
    workdir.pinfix(&resolve_with(&["--no-header"]))
}

/// Runs git in a folder, as nobody in particular.
fn git(folder: &Path, arguments: &[&str]) -> String {
    let run = Command::new("git")
        .args([
            "-c",
            "user.name=x",
            "-c",
            "user.email=x@example.org",
            "-c",
            "init.defaultBranch=main",
        ])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap().trim().to_owned()
}

/// Where git is.
fn programs() -> OsString {
    let found = std::env::vars_os().find(|(name, _)| name.eq_ignore_ascii_case("PATH"));
    found.map(|(_, value)| value).unwrap_or_default()
}

/// The folders of a PATH whose programs are what they are called: shims go by settings at home, which tests don't have.
fn without_shims(path: &OsString) -> OsString {
    let folders = std::env::split_paths(path).filter(|folder| !folder.ends_with("shims"));
    std::env::join_paths(folders).unwrap()
}

/// Makes a repository of all that is in a folder; its commit.
fn repository(folder: &Path) -> String {
    git(folder, &["init", "--quiet"]);
    git(folder, &["add", "."]);
    git(folder, &["commit", "--quiet", "-m", "x"]);
    git(folder, &["tag", "-a", "v1", "-m", "x"]);
    git(folder, &["rev-parse", "HEAD"])
}

#[test]
fn folders_and_editables_are_locked_as_written() {
    let index = index();
    let workdir = workdir(&index)
        .file("app/pyproject.toml", project("App", "'tool<2', 'six'"))
        .file("lib/pyproject.toml", project("lib", ""));
    let run = resolve(&workdir, "-e ./app[web]\n./lib  # ours\n");
    insta::assert_snapshot!(run.expect_code(0).stdout, @r"
    -e ./app
        # via -r requirements.in
    flask==3.0
        # via app
    ./lib
        # via -r requirements.in
    six==1.0
        # via
        #   app
        #   tool
    tool==1.0
        # via app
    ");
}

#[test]
fn repositories_are_locked_at_their_commit() {
    let index = index();
    let workdir = workdir(&index)
        .env("PATH", programs())
        .file("origin/README", "nothing here")
        .file("origin/inner/pyproject.toml", project("inner", "'tool'"));
    let origin = workdir.path().join("origin");
    let commit = repository(&origin);
    let url = format!("git+file://{}", origin.display());
    let lock = |revision: &str| {
        let run = resolve(
            &workdir,
            &format!("inner[web] @ {url}{revision}#subdirectory=inner&egg=inner\n"),
        );
        run.expect_code(0).stdout.clone()
    };
    let first = lock("@v1");
    let line = format!("inner @ {url}@{commit}#subdirectory=inner\n");
    assert!(first.contains(&line), "{first}");
    assert!(
        first.contains("tool==2.0") && first.contains("flask==3.0"),
        "{first}"
    );
    let short = format!("@{}", &commit[..8]);
    for revision in [
        "",
        "@main",
        "@refs/heads/main",
        short.as_str(),
        &format!("@{commit}"),
    ] {
        assert_eq!(lock(revision), first, "{revision}");
    }
    let run = resolve(&workdir, &format!("-e {url}@v2#egg=inner&subdirectory=inner\n"));
    assert_eq!(run.code, Some(2), "{}", run.snapshot());
    assert!(run.stderr.contains("commit `v2`"), "{}", run.snapshot());
    let run = resolve(&workdir, &format!("{url}\n"));
    assert!(run.stderr.contains("`#subdirectory=`"), "{}", run.snapshot());
}

#[test]
fn places_that_projects_name_are_looked_into() {
    let index = index();
    let wheel = format!("{}tool/tool-1.0-py3-none-any.whl", index.url());
    let workdir = workdir(&index).file(
        "app/pyproject.toml",
        project("app", &format!("'tool @ {wheel} ; python_version > \"3\"'")),
    );
    let run = resolve(&workdir, "./app\ntool\n");
    let lock = &run.expect_code(0).stdout;
    assert!(lock.contains(&format!("tool @ {wheel}\n")), "{lock}");
    let run = resolve(&workdir, "./app\ntool>=2\n");
    assert_eq!(run.code, Some(1), "{}", run.snapshot());
    assert!(run.stderr.contains("requirements.in:1") && run.stderr.contains("requirements.in:2"));
}

#[test]
fn two_places_of_one_package_are_a_conflict() {
    let index = index();
    let workdir = workdir(&index)
        .file("one/pyproject.toml", project("lib", "'six'"))
        .file("two/pyproject.toml", project("lib", "'tool'"));
    let run = resolve(&workdir, "./one\nlib @ ./two\n");
    insta::assert_snapshot!(run.expect_code(1).stderr);
}

#[test]
fn places_without_a_project_are_told_with_their_lines() {
    let index = index();
    let workdir = workdir(&index)
        .file("empty/README", "")
        .file("lib/pyproject.toml", project("lib", ""));
    let run = resolve(&workdir, "six\n./empty\nother @ ./lib\n");
    insta::assert_snapshot!(run.expect_code(2).stderr);
}

#[test]
fn a_repository_that_is_not_reached_is_no_mistake_of_the_line() {
    let index = index();
    let workdir = workdir(&index).env("PATH", programs());
    // Nobody listens at a port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let line = format!("lib @ git+http://127.0.0.1:{port}/lib.git");
    let run = resolve(&workdir, &format!("six\n{line}\n")).expect_code(3);
    assert!(run.stderr.contains(&line), "{}", run.stderr);
}

#[test]
fn passwords_stay_out_of_the_lock() {
    let index = index();
    let workdir = workdir(&index);
    let wheel = format!("{}tool/tool-1.0-py3-none-any.whl", index.url());
    let secret = wheel.replacen("://", "://me:secret@", 1);
    let run = resolve(&workdir, &format!("tool @ {secret}\n"));
    let run = run.expect_code(0);
    let lock = &run.stdout;
    assert!(lock.contains(&format!("tool @ {wheel}\n")), "{lock}");
    assert!(!run.stderr.contains("secret"), "{}", run.stderr);
    // A token in a query is one of them.
    for format in ["requirements.txt", "pylock.toml"] {
        let lines = format!("tool @ {secret}?v=1&token=secret\n");
        std::fs::write(workdir.path().join("requirements.in"), lines).unwrap();
        let run = workdir
            .pinfix(&resolve_with(&["--format", format]))
            .expect_code(0);
        let lock = &run.stdout;
        assert!(lock.contains(&format!("{wheel}?v=1")), "{lock}");
        assert!(
            !lock.contains("secret") && !run.stderr.contains("secret"),
            "{lock}"
        );
    }
}

#[test]
fn archives_of_any_name_are_looked_into() {
    let index = index();
    let workdir = workdir(&index).file("src/tool-main/pyproject.toml", project("odd", "'tool<2'"));
    let python = if cfg!(windows) { "python" } else { "python3" };
    let made = Command::new(python)
        .args(["-m", "zipfile", "-c", "main.zip", "src/tool-main"])
        .current_dir(workdir.path())
        .status()
        .unwrap();
    assert!(made.success());
    let run = resolve(&workdir, "./main.zip\n");
    let lock = &run.expect_code(0).stdout;
    assert!(
        lock.contains("./main.zip") && lock.contains("tool==1.0"),
        "{lock}"
    );
}

#[test]
fn an_archive_beside_the_requirements_is_built() {
    let index = index();
    let backend = "import os\n\
        def prepare_metadata_for_build_wheel(folder, settings=None):\n\
        \x20   os.mkdir(os.path.join(folder, 'odd-0.1.dist-info'))\n\
        \x20   with open(os.path.join(folder, 'odd-0.1.dist-info', 'METADATA'), 'w') as file:\n\
        \x20       file.write('Metadata-Version: 2.1\\nName: odd\\nVersion: 0.1\\nRequires-Dist: tool<2\\n')\n\
        \x20   return 'odd-0.1.dist-info'\n";
    let workdir = workdir(&index)
        .env("PATH", without_shims(&programs()))
        .file(
            "src/odd-0.1/pyproject.toml",
            "[build-system]\nrequires = []\nbuild-backend = 'backend'\nbackend-path = ['.']\n",
        )
        .file("src/odd-0.1/backend.py", backend)
        .file("temporary/kept", "");
    let temporary = workdir.path().join("temporary");
    let workdir = workdir.env("TMPDIR", temporary.clone());
    let python = if cfg!(windows) { "python" } else { "python3" };
    let made = Command::new(python)
        .args(["-m", "tarfile", "-c", "../odd-0.1.tar.gz", "odd-0.1"])
        .current_dir(workdir.path().join("src"))
        .status()
        .unwrap();
    assert!(made.success());
    let run = resolve(&workdir, "./odd-0.1.tar.gz\n");
    let lock = &run.expect_code(0).stdout;
    assert!(
        lock.contains("./odd-0.1.tar.gz") && lock.contains("tool==1.0"),
        "{lock}"
    );
    // What builds need of room is given back, also where there is no cache to keep it in.
    let run = workdir.pinfix(&resolve_with(&["--no-header", "--no-cache"]));
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let left = std::fs::read_dir(temporary).unwrap().count();
    assert_eq!(left, 1, "beside the file of the test itself");
}

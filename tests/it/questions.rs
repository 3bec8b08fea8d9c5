//! `pinfix why`, `why-not`, `tree` and `outdated`: questions about a resolution, and about a lock.

use pinfix_testing::{LocalIndex, Release, Run, Workdir, World};

use crate::schema::violations;
use crate::workdir;

const TARGET: [&str; 4] = [
    "--python-version",
    "3.9",
    "--python-platform",
    "x86_64-manylinux_2_28",
];

const REQUIREMENTS: &str = "boto3>=1.34\nrequests\ncelery[redis]\nsix\n";

const LOCK: &str = "\
amqp==5.0
    # via celery
boto3==1.40
    # via -r requirements.in
botocore==1.40
    # via
    #   boto3
    #   s3transfer
celery==5.4
    # via -r requirements.in
redis==4.6
    # via celery
requests==2.0
    # via -r requirements.in
s3transfer==0.10
    # via boto3
six==1.16
    # via -r requirements.in
urllib3==1.26
    # via
    #   botocore
    #   requests
";

fn index() -> LocalIndex {
    let world = World::new()
        .with(Release::new("boto3", "1.40").requires(["botocore>=1.40,<1.41", "s3transfer>=0.10"]))
        .with(Release::new("boto3", "1.44").requires_python(">=3.10"))
        .with(Release::new("botocore", "1.40").requires(["urllib3>=1.25,<1.27; python_version < '3.10'"]))
        .with(Release::new("s3transfer", "0.10").requires(["botocore>=1.37"]))
        .with(Release::new("requests", "2.0").requires(["urllib3>=1.21,<3"]))
        .with(
            Release::new("celery", "5.4")
                .requires(["amqp<6"])
                .extra("redis", ["redis>=4,<5"]),
        )
        .with_versions("amqp", ["5.0"])
        .with_versions("redis", ["4.6", "5.2"])
        .with_versions("six", ["1.16", "1.17"])
        .with_versions("urllib3", ["1.26", "2.0", "2.6"]);
    LocalIndex::of(&world)
}

fn files(index: &LocalIndex) -> Workdir {
    workdir(index)
        .file("requirements.in", REQUIREMENTS)
        .file("lock.txt", LOCK)
}

fn ask(arguments: &[&str]) -> Run {
    let index = index();
    files(&index).pinfix(&[arguments, &TARGET].concat())
}

#[test]
fn why_names_every_path_and_the_demand_that_binds() {
    insta::assert_snapshot!(ask(&["why", "urllib3"]).snapshot());
}

#[test]
fn why_of_a_lock_begins_with_what_was_asked_for() {
    insta::assert_snapshot!(ask(&["why", "urllib3", "lock.txt"]).snapshot());
}

#[test]
fn why_of_a_lock_whose_pin_alone_holds() {
    insta::assert_snapshot!(ask(&["why", "six", "lock.txt"]).snapshot());
}

#[test]
fn why_tells_of_a_direct_requirement_at_its_newest() {
    insta::assert_snapshot!(ask(&["why", "boto3"]).snapshot());
}

#[test]
fn why_counts_the_paths_that_it_does_not_show() {
    insta::assert_snapshot!(ask(&["why", "botocore", "--max-paths", "1"]).snapshot());
}

#[test]
fn why_of_what_is_not_there_names_what_was_meant() {
    insta::assert_snapshot!(ask(&["why", "urlib3"]).snapshot());
    let run = ask(&["why", "numpy"]).expect_code(1);
    assert!(
        run.stderr.contains("numpy is not in the resolution"),
        "{}",
        run.snapshot()
    );
}

#[test]
fn why_asks_for_a_package_and_not_for_a_file() {
    insta::assert_snapshot!(ask(&["why", "requirements.in"]).snapshot());
}

#[test]
fn why_for_programs() {
    insta::assert_snapshot!(ask(&["why", "urllib3", "--format", "json"]).snapshot());
}

#[test]
fn why_names_the_constraint_that_binds() {
    let index = index();
    let run = files(&index)
        .file("constraints.txt", "six<1.17\n")
        .pinfix(&[&["why", "six", "-c", "constraints.txt"], &TARGET[..]].concat());
    insta::assert_snapshot!(run.snapshot());
}

#[test]
fn where_there_is_no_lock_the_conflict_is_the_answer() {
    let index = index();
    for command in [&["why", "six"][..], &["tree"], &["outdated"]] {
        let run = files(&index)
            .file("requirements.in", "boto3\nurllib3>=2\n")
            .pinfix(&[command, &TARGET].concat())
            .expect_code(1);
        assert_eq!(run.stdout, "");
        assert!(run.stderr.contains("can't hold together"), "{}", run.snapshot());
    }
}

#[test]
fn why_not_tells_the_conflict() {
    insta::assert_snapshot!(ask(&["why-not", "urllib3>=2"]).snapshot());
}

#[test]
fn why_not_gives_the_lock_and_what_changes() {
    insta::assert_snapshot!(ask(&["why-not", "six<1.17"]).snapshot());
}

#[test]
fn why_not_of_what_holds_already() {
    let run = ask(&["why-not", "urllib3<2"]).expect_code(0);
    assert!(run.stderr.contains("nothing changes"), "{}", run.snapshot());
}

#[test]
fn why_not_of_a_line_that_is_there_already_blames_it() {
    let index = index();
    let run = files(&index)
        .file("requirements.in", "boto3\nurllib3>=2\n")
        .pinfix(&[&["why-not", "urllib3>=2"], &TARGET[..]].concat())
        .expect_code(1);
    assert!(
        run.stderr.contains("`boto3` and `urllib3>=2` can't"),
        "{}",
        run.snapshot()
    );
    assert!(
        run.stderr.contains("[requirements.in:2:1]") || run.stderr.contains("requirements.in:2: urllib3"),
        "{}",
        run.snapshot()
    );
}

#[test]
fn why_not_says_when_the_requirement_is_not_to_blame() {
    let index = index();
    let run = files(&index)
        .file("requirements.in", "boto3\nurllib3>=2\n")
        .pinfix(&[&["why-not", "six"], &TARGET[..]].concat())
        .expect_code(1);
    let first = run.stderr.lines().next().unwrap();
    assert_eq!(
        first,
        "There is no lock with or without `six`; these conflicts don't involve it:"
    );
    assert!(
        run.stderr.contains("`boto3` and `urllib3>=2` can't"),
        "{}",
        run.snapshot()
    );
}

#[test]
fn why_not_of_another_machine_asks_for_nothing() {
    insta::assert_snapshot!(ask(&["why-not", "six<1; sys_platform == 'win32'"]).snapshot());
}

#[test]
fn why_not_moves_a_pin_of_a_lock() {
    insta::assert_snapshot!(ask(&["why-not", "six>=1.17", "lock.txt"]).snapshot());
    let run = ask(&["why-not", "urllib3>=2", "lock.txt"]).expect_code(1);
    for part in [
        "The pin `urllib3==1.26` of lock.txt:19 gives way to `urllib3>=2`",
        "`urllib3>=2` can't hold together on Python 3.9 with any of `boto3==1.40`",
    ] {
        assert!(run.stderr.contains(part), "{}", run.snapshot());
    }
    assert!(!run.stderr.contains("`urllib3==1.26` and"), "{}", run.snapshot());
    let run = ask(&["why-not", "six<1.17", "lock.txt"]).expect_code(0);
    assert!(run.stderr.contains("nothing changes"), "{}", run.snapshot());
}

#[test]
fn why_not_shows_mistakes_in_their_place() {
    insta::assert_snapshot!(ask(&["why-not", "urllib3=>2"]).snapshot());
    let run = ask(&["why-not", "six\nrequests"]).expect_code(2);
    assert!(
        run.stderr.contains("is not one requirement"),
        "{}",
        run.snapshot()
    );
}

#[test]
fn why_not_counts_the_conflicts_that_it_leaves_out() {
    let index = index();
    let run = files(&index)
        .file("requirements.in", "boto3\nurllib3>=2\nsix>=1.17\n")
        .pinfix(&[&["why-not", "six<1.17"], &TARGET[..]].concat())
        .expect_code(1);
    assert!(
        run.stderr
            .ends_with("1 of 2 conflicts don't involve `six<1.17`; `pinfix resolve` tells them\n"),
        "{}",
        run.snapshot()
    );
}

#[test]
fn tree_of_requirements() {
    insta::assert_snapshot!(ask(&["tree"]).snapshot());
}

#[test]
fn a_lock_whose_pins_part_is_read_as_it_is() {
    let index = index();
    let files = workdir(&index).file("lock.txt", LOCK.replace("redis==4.6", "redis==5.2"));
    let why = files
        .pinfix(&[&["why", "redis", "lock.txt"], &TARGET[..]].concat())
        .expect_code(0);
    insta::assert_snapshot!(why.stdout + &why.stderr, @r"
    redis 5.2 is there by one path (pinned at lock.txt:11):

      lock.txt:9: celery==5.4 -> redis >=4,<5

    5.2 is the newest redis for the target.
    warning: 1 conflict among these pins, which `pinfix check` tells; they are read as they are
    ");
    let tree = files
        .pinfix(&[&["tree", "lock.txt"], &TARGET[..]].concat())
        .expect_code(0);
    assert!(tree.stdout.contains("redis 5.2"), "{}", tree.stdout);
    // What is demanded and has no line is no lock: then the conflict is the answer.
    let some = LOCK
        .replace("redis==4.6", "redis==5.2")
        .replace("amqp==5.0\n", "");
    let files = workdir(&index).file("lock.txt", some);
    let _ = files
        .pinfix(&[&["tree", "lock.txt"], &TARGET[..]].concat())
        .expect_code(1);
}

#[test]
fn tree_of_a_lock() {
    insta::assert_snapshot!(ask(&["tree", "lock.txt", "--charset", "ascii"]).snapshot());
}

#[test]
fn tree_turned_around() {
    insta::assert_snapshot!(ask(&["tree", "--invert", "--package", "urllib3"]).snapshot());
    insta::assert_snapshot!(ask(&["tree", "--invert"]).snapshot());
}

#[test]
fn tree_goes_as_deep_as_it_is_told() {
    insta::assert_snapshot!(ask(&["tree", "--depth", "1"]).snapshot());
    let run = ask(&["tree", "--depth", "0", "--package", "boto3,six"]).expect_code(0);
    assert_eq!(run.stdout, "boto3 1.40\nsix 1.17\n");
}

#[test]
fn tree_for_programs() {
    insta::assert_snapshot!(ask(&["tree", "--format", "dot"]).snapshot());
    insta::assert_snapshot!(ask(&["tree", "--format", "mermaid", "--package", "boto3"]).snapshot());
    insta::assert_snapshot!(
        ask(&["tree", "--format", "json", "--depth", "1", "--package", "celery"]).snapshot()
    );
}

#[test]
fn tree_of_what_is_not_there() {
    let run = ask(&["tree", "--package", "botocor"]).expect_code(1);
    assert!(
        run.stderr.contains("did you mean `botocore`?"),
        "{}",
        run.snapshot()
    );
}

#[test]
fn tree_of_packages_that_ask_for_each_other() {
    let world = World::new()
        .with(Release::new("a", "1.0").requires(["b>=1"]))
        .with(Release::new("b", "1.0").requires(["c"]))
        .with(Release::new("c", "1.0").requires(["a<2"]));
    let index = LocalIndex::of(&world);
    let lock = workdir(&index).file("lock.txt", "a==1.0\nb==1.0\nc==1.0\n");
    let run = |arguments: &[&str]| lock.pinfix(&[&["tree", "lock.txt"], arguments, &TARGET].concat());
    let trees: Vec<String> = [&[][..], &["--invert"], &["--depth", "1"]]
        .into_iter()
        .map(|arguments| run(arguments).expect_code(0).stdout)
        .collect();
    insta::assert_snapshot!(trees.join("-----\n"));
}

#[test]
fn outdated_tells_what_holds() {
    insta::assert_snapshot!(ask(&["outdated"]).snapshot());
    insta::assert_snapshot!(ask(&["outdated", "--all"]).snapshot());
}

#[test]
fn outdated_names_the_line_that_a_newer_release_clashes_with() {
    let world = World::new()
        .with(Release::new("app", "1.0").requires(["lib>=1"]))
        .with(Release::new("app", "2.0").requires(["lib>=2"]))
        .with_versions("lib", ["1.0", "2.0"]);
    let index = LocalIndex::of(&world);
    let files = workdir(&index)
        .file("requirements.in", "app\n")
        .file("constraints.txt", "lib<2\n");
    let flags = ["outdated", "requirements.in", "-c", "constraints.txt"];
    let told = files.pinfix(&[&flags[..], &TARGET].concat());
    insta::assert_snapshot!(told.stdout, @r"
    package  resolved  could be  newest  held by
    app      1.0       -         2.0     `lib<2` (constraints.txt:1)
    ");
    let answer = files.pinfix(&[&flags[..], &TARGET, &["--format", "json"]].concat());
    let answer: serde_json::Value = serde_json::from_str(&answer.stdout).unwrap();
    let held_by = &answer["packages"][0]["held_by"];
    assert_eq!(held_by[0]["file"], "constraints.txt", "{answer:#}");
}

#[test]
fn outdated_of_a_lock() {
    insta::assert_snapshot!(ask(&["outdated", "lock.txt", "--exit-code"]).snapshot());
    insta::assert_snapshot!(ask(&["outdated", "lock.txt", "--all"]).snapshot());
}

#[test]
fn outdated_where_nothing_is() {
    let index = index();
    let run = files(&index)
        .file("requirements.in", "six\n")
        .pinfix(&[&["outdated", "--exit-code"], &TARGET[..]].concat())
        .expect_code(0);
    insta::assert_snapshot!(run.snapshot());
}

#[test]
fn outdated_for_programs() {
    insta::assert_snapshot!(ask(&["outdated", "--all", "--format", "json", "lock.txt"]).snapshot());
}

/// What a question prints for programs, held against the schema of its command.
fn answered(command: &str, further: &[&str], code: i32) -> serde_json::Value {
    let run = ask(&[&[command], further, &["--format", "json"]].concat()).expect_code(code);
    let answer: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let mut schema: serde_json::Value =
        serde_json::from_str(include_str!("../../docs/answers.schema.json")).unwrap();
    assert_eq!(
        violations(&schema, &answer),
        Vec::<String>::new(),
        "{}",
        run.stdout
    );
    // Of the alternatives, it is this one.
    schema["oneOf"] = serde_json::json!([{ "$ref": format!("#/$defs/{command}") }]);
    assert_eq!(
        violations(&schema, &answer),
        Vec::<String>::new(),
        "{}",
        run.stdout
    );
    answer
}

/// The report within an answer, or in its stead.
fn is_report(report: &serde_json::Value) {
    let schema = serde_json::from_str(include_str!("../../docs/report.schema.json")).unwrap();
    assert_eq!(violations(&schema, report), Vec::<String>::new(), "{report}");
}

#[test]
fn answers_for_programs_fit_their_schema() {
    for file in ["requirements.in", "lock.txt"] {
        let why = answered("why", &["urllib3", file], 0);
        assert_eq!(why["is_lock"], file == "lock.txt");
        assert!(why["paths"].as_array().unwrap().len() > 1);
        let tree = answered("tree", &[file, "--invert", "--package", "urllib3"], 0);
        assert_eq!(tree["roots"], serde_json::json!(["urllib3"]));
        answered("tree", &[file], 0);
        answered("outdated", &[file, "--all"], 0);
    }
}

#[test]
fn why_not_for_programs() {
    let had = answered("why-not", &["six<1.17"], 0);
    assert_eq!(had["status"], "resolved");
    assert_eq!(
        had["changes"],
        serde_json::json!([{"package": "six", "from": "1.17", "to": "1.16"}])
    );
    is_report(&had["report"]);
    let refused = answered("why-not", &["urllib3>=2", "lock.txt"], 1);
    assert_eq!(refused["status"], "conflict");
    assert_eq!(refused["changes"], serde_json::Value::Null);
    let conflicts = refused["report"]["conflicts"].as_array().unwrap();
    assert_eq!(refused["involving"].as_array().unwrap().len(), conflicts.len());
    assert!(!conflicts.is_empty());
    is_report(&refused["report"]);
}

#[test]
fn a_program_gets_the_report_where_there_is_no_lock() {
    let index = index();
    for command in [&["why", "six"][..], &["tree"], &["outdated"]] {
        let run = files(&index)
            .file("requirements.in", "boto3\nurllib3>=2\n")
            .pinfix(&[command, &["--format", "json"], &TARGET].concat())
            .expect_code(1);
        let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        is_report(&report);
        assert_eq!(report["status"], "conflict");
    }
}

#[test]
fn a_pruned_tree() {
    let run = ask(&["tree", "--prune", "celery,botocore"]).expect_code(0);
    insta::assert_snapshot!(run.stdout, @"
    boto3 1.40 [>=1.34] (requirements.in:1)
    └── s3transfer 0.10 [>=0.10]
    requests 2.0 (requirements.in:2)
    └── urllib3 1.26 [>=1.21,<3]
    six 1.17 (requirements.in:4)
    ");
    let dot = ask(&["tree", "--prune", "celery", "--format", "dot"]).expect_code(0);
    assert!(
        dot.stdout.contains("botocore") && !dot.stdout.contains("amqp"),
        "{}",
        dot.stdout
    );
    let _ = ask(&["tree", "--prune", "nobody"]).expect_code(1);
}

#[test]
fn a_tree_that_repeats_itself() {
    let run = ask(&["tree", "--no-dedupe", "--packages", "boto3", "--outdated"]).expect_code(0);
    insta::assert_snapshot!(run.stdout, @"
    boto3 1.40 (newest: 1.44)
    ├── botocore 1.40 [>=1.40,<1.41]
    │   └── urllib3 1.26 (newest: 2.6) [>=1.25,<1.27]
    └── s3transfer 0.10 [>=0.10]
        └── botocore 1.40 [>=1.37]
            └── urllib3 1.26 (newest: 2.6) [>=1.25,<1.27]
    ");
}

#[test]
fn a_tree_that_repeats_itself_ends_where_packages_ask_for_each_other() {
    let world = World::new()
        .with(Release::new("hen", "1").requires(["egg"]))
        .with(Release::new("egg", "1").requires(["hen"]));
    let index = LocalIndex::of(&world);
    let folder = workdir(&index).file("requirements.in", "hen\n");
    let run = folder.pinfix(&[&["tree", "--no-dedupe"], &TARGET[..]].concat());
    insta::assert_snapshot!(run.expect_code(0).stdout, @"
    hen 1 (requirements.in:1)
    └── egg 1
        └── hen 1 (*)
    (*) what is below it is shown above
    ");
}

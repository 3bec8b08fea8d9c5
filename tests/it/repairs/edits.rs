//! Repairs of all kinds.

use std::fs;

use super::question::{Question, family, release, verified, world};
use crate::{fixtures, recorded};

#[test]
fn repairs_of_recorded_questions() {
    let index = recorded();
    for name in ["pinned-boto3", "new-urllib3"] {
        let text =
            fs::read_to_string(fixtures().join("questions").join(name).join("requirements.in")).unwrap();
        let (count, _) = verified(&Question::new(&index, &text));
        assert!(count > 0, "{name} can be repaired");
    }
}

#[test]
fn repairs_of_a_constraint() {
    let index = recorded();
    let folder = fixtures().join("questions/constraint");
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let mut question =
        Question::new(&index, &read("requirements.in")).with(&["--constraints", "constraints.txt"]);
    question
        .files
        .insert("constraints.txt".to_owned(), read("constraints.txt"));
    let (count, _) = verified(&question);
    assert!(count > 0);
}

#[test]
fn the_package_that_was_meant() {
    let index = world(vec![
        release("requests", "2.31", 2023, &[]),
        release("requests", "2.32", 2024, &["six"]),
        release("six", "1.16", 2021, &[]),
    ]);
    let (count, told) = verified(&Question::new(&index, "six\nrequets [socks] >= 2.30 # web\n"));
    assert!(count > 0, "{told}");
    assert!(
        told.contains("requets [socks] >= 2.30 -> requests [socks] >= 2.30  (requests 2.32)"),
        "{told}"
    );
    // Where the version is not to be had either, or not with the others, the nearest bounds that are.
    let (_, told) = verified(&Question::new(&index, "six\nrequets<2\n"));
    insta::assert_snapshot!(told, @r"
    repair 1: requirements.in:2  requets<2 -> requests<3  (requests 2.32)
    repair 2: requirements.in:2  drop requets<2
    Each repair was tried: with any one of them the whole set resolves.
    ");
    let index = world(vec![
        release("requests", "2.31", 2023, &["six<2"]),
        release("requests", "2.32", 2024, &["six>=2"]),
        release("six", "1.16", 2021, &[]),
        release("six", "2.0", 2024, &[]),
    ]);
    let (_, told) = verified(&Question::new(&index, "six==1.16\nrequets==2.32\n"));
    insta::assert_snapshot!(told, @r"
    repair 1: requirements.in:2  requets==2.32 -> requests==2.31
    repair 2: requirements.in:2  drop requets==2.32
    Each repair was tried: with any one of them the whole set resolves.
    ");
}

#[test]
fn what_a_line_pins_is_not_said_again_however_its_name_is_spelled() {
    let index = world(vec![
        release("discord-py", "1.7", 2021, &["six<2"]),
        release("discord-py", "2.0", 2023, &["six>=2"]),
        release("six", "1.16", 2021, &[]),
        release("six", "2.0", 2022, &[]),
    ]);
    let (_, told) = verified(&Question::new(&index, "Discord.py[voice] == 1.7\nsix==2.0\n"));
    insta::assert_snapshot!(told, @r"
    repair 1: requirements.in:1  Discord.py[voice] == 1.7 -> Discord.py[voice] == 2.0
    repair 2: requirements.in:2  six==2.0 -> six==1.16
    Each repair was tried: with any one of them the whole set resolves.
    ");
}

#[test]
fn a_release_that_only_the_package_of_a_like_name_has() {
    let index = world(vec![
        release("django-rest-framework", "0.1.0", 2015, &[]),
        release("djangorestframework", "3.14.0", 2022, &[]),
        release("djangorestframework", "3.15.1", 2024, &[]),
        release("opencv-python", "4.5.1", 2021, &[]),
        release("opencv-python", "4.5.5", 2022, &[]),
        release("opencv-python", "4.10.0", 2024, &[]),
    ]);
    let (_, told) = verified(&Question::new(
        &index,
        "django-rest-framework==3.14\nopencv==4.5\n",
    ));
    insta::assert_snapshot!(told, @r"
    repair 1: requirements.in:1  django-rest-framework==3.14 -> djangorestframework==3.14
    repair 2: requirements.in:1  django-rest-framework==3.14 -> django-rest-framework==0.1.0
    repair 1: requirements.in:2  opencv==4.5 -> opencv-python==4.5.5
    repair 2: requirements.in:2  drop opencv==4.5
    Each repair was tried: with one from each group the whole set resolves.
    ");
    // Nobody has that one: it is another version that is meant, perhaps.
    let (_, told) = verified(&Question::new(&index, "django-rest-framework==9\n"));
    insta::assert_snapshot!(told, @r"
    repair 1: requirements.in:1  django-rest-framework==9 -> django-rest-framework==0.1.0
    The repair was tried: with it the whole set resolves.
    ");
}

#[test]
fn the_newest_of_its_series_is_offered() {
    let index = world(vec![
        release("app", "1.0", 2022, &["lib<2"]),
        release("app", "2.0.1", 2024, &["lib>=2"]),
        release("app", "2.0.2", 2025, &["lib>=2"]),
        release("lib", "1.0", 2022, &[]),
        release("lib", "2.0", 2024, &[]),
    ]);
    let (_, told) = verified(&Question::new(&index, "app==1.0\nlib==2.0\n"));
    insta::assert_snapshot!(told, @r"
    repair 1: requirements.in:1  app==1.0 -> app==2.0.2
    repair 2: requirements.in:2  lib==2.0 -> lib==1.0
    Each repair was tried: with any one of them the whole set resolves.
    ");
}

#[test]
fn a_family_moves_together() {
    let index = family();
    let (count, told) = verified(&Question::new(
        &index,
        "fam-core==1.0\nfam-web==1.0\nfam-cli==1.0\nlib>=2\n",
    ));
    assert_eq!(count, 3);
    insta::assert_snapshot!(told, @r"
    Each of these repairs the 3 conflicts above:
    repair 1: requirements.in:4  lib>=2 -> lib>=1.5  (lib 1.5)
    repair 2: requirements.in:1  fam-core==1.0 -> fam-core==2.0
              requirements.in:2  fam-web==1.0 -> fam-web==2.0
              requirements.in:3  fam-cli==1.0 -> fam-cli==2.0
    repair 3: requirements.in:1  fam-core==1.0 -> fam-core==2.1
              requirements.in:2  fam-web==1.0 -> fam-web==2.1
              requirements.in:3  fam-cli==1.0 -> fam-cli==2.1
    Each repair was tried: with any one of them the whole set resolves.
    ");
}

#[test]
fn a_sibling_that_is_in_no_conflict_moves_along() {
    let index = world(vec![
        release("lib", "1.5", 2022, &[]),
        release("lib", "2.0", 2024, &[]),
        release("fam-core", "1.0", 2022, &["lib<2"]),
        release("fam-core", "2.0", 2024, &["lib>=2"]),
        release("fam-more", "1.0", 2022, &["fam-core<2"]),
        release("fam-more", "2.0", 2024, &["fam-core>=2"]),
    ]);
    let (_, told) = verified(&Question::new(&index, "fam-core==1.0\nfam-more==1.0\nlib==2.0\n"));
    insta::assert_snapshot!(told, @r"
    Each of these repairs the 2 conflicts above:
    repair 1: requirements.in:3  lib==2.0 -> lib==1.5
    repair 2: requirements.in:1  fam-core==1.0 -> fam-core==2.0
              requirements.in:2  fam-more==1.0 -> fam-more==2.0
    Each repair was tried: with any one of them the whole set resolves.
    ");
}

/// `viewer` and `reader` want different `image`s; a newer `viewer` alone would do, but `reader` 1.0 wants an old `theme`,
/// for which there are only `docs` that don't know of it.
#[test]
fn a_line_that_holds_what_is_too_old_moves_along() {
    let index = world(vec![
        release("viewer", "1.0", 2023, &["image<2"]),
        release("viewer", "2.0", 2025, &["image>=2"]),
        release("image", "1.0", 2022, &[]),
        release("image", "2.0", 2024, &[]),
        release("reader", "1.0", 2023, &["image>=2", "docs", "theme<2"]),
        release("reader", "2.0", 2025, &["image>=2", "docs", "theme"]),
        release("docs", "1.0", 2018, &["theme"]),
        release("docs", "2.0", 2024, &["theme>=2"]),
        release("theme", "1.9", 2022, &[]),
        release("theme", "2.0", 2024, &[]),
    ]);
    let (count, told) = verified(&Question::new(&index, "viewer==1.0\nreader==1.0\n"));
    assert_eq!(count, 1);
    insta::assert_snapshot!(told, @r"
    repair 1: requirements.in:1  viewer==1.0 -> viewer==2.0
              requirements.in:2  reader==1.0 -> reader==2.0
    no help: relaxing `viewer==1.0` alone: it takes docs 1.0, which is too old to
    no help: relaxing `reader==1.0` alone: no other release of reader works with
    The repair was tried: with it the whole set resolves.
    ");
}

/// `client` and `base` hold together only with a `client` that is too old: whatever is done about `app` and `lib`, that is
/// left, and is a conflict of its own.
#[test]
fn what_is_in_the_way_of_all_repairs_is_repaired_as_well() {
    let index = world(vec![
        release("app", "1.0", 2024, &["lib<2"]),
        release("app", "2.0", 2025, &["lib>=2"]),
        release("lib", "1.0", 2023, &[]),
        release("lib", "2.0", 2024, &[]),
        release("client", "1.0", 2018, &["base"]),
        release("client", "2.0", 2025, &["base<2"]),
        release("base", "1.9", 2023, &[]),
        release("base", "2.0", 2024, &[]),
    ]);
    let question = Question::new(&index, "app==1.0\nlib>=2\nclient\nbase>=2\n");
    let (report, run) = question.conflicts();
    let told = report["conflicts"].as_array().unwrap().iter();
    let told = told.map(|it| format!("{} {} {}", it["kind"], it["group"], it["requirements"][0]["text"]));
    let expected = [r#""unsatisfiable" 1 "app==1.0""#, r#""anachronism" 2 "client""#];
    assert_eq!(told.collect::<Vec<_>>(), expected);
    let left = "\n1 more conflict, which is left when that is repaired\n\n";
    assert_eq!(run.stderr.matches(left).count(), 1, "{}", run.stderr);
    // So it is where a line can only go.
    let lines = "client\nbase>=2\nnobody-knows-it\n";
    let (report, _) = Question::new(&index, lines).conflicts();
    assert_eq!(report["conflicts"][1]["kind"], "anachronism");
    let (count, told) = verified(&question);
    assert_eq!(count, 3);
    insta::assert_snapshot!(told, @r"
    repair 1: requirements.in:1  app==1.0 -> app==2.0
    repair 2: requirements.in:2  lib>=2 -> lib>=1.0  (lib 1.0)
    The newest client that the lines admit is 2.0 of January 2025; it, and all
    repair 1: requirements.in:4  base>=2 -> base>=1.9  (base 1.9)
    Each repair was tried: with one from each group the whole set resolves.
    ");
}

#[test]
fn a_newer_python_and_an_edit() {
    let index = world(vec![
        release("app", "1.0", 2022, &["lib<2"]),
        release("app", "2.0", 2024, &["lib>=2"]).requires_python(">=3.10"),
        release("lib", "2.0", 2024, &[]),
        release("lib", "1.0", 2012, &["absent"]),
    ]);
    let (count, told) = verified(&Question::new(&index, "app==1.0\nlib>=2\n"));
    assert_eq!(count, 1);
    insta::assert_snapshot!(told, @r"
          with `--extra-index-url`
    repair 1: requirements.in:1  app==1.0 -> app==2.0
              with --python-version 3.10
    The repair was tried: with it the whole set resolves.
    ");
}

#[test]
fn restrictions_in_the_way() {
    let index = world(vec![
        release("app", "1.0", 2022, &["lib>=2"]),
        release("lib", "1.0", 2022, &[]),
        release("lib", "2.1rc1", 2024, &[]),
        release("src", "1.0", 2022, &[]).only_sdist(),
    ]);
    let question = Question::new(&index, "app\n").with(&["--prerelease", "disallow"]);
    let (count, told) = verified(&question);
    assert_eq!(count, 1, "{}", question.conflicts().1.snapshot());
    insta::assert_snapshot!(told, @r"
    repair 1: --prerelease allow: pre-releases fit  (app 1.0, lib 2.1rc1)
    The repair was tried: with it the whole set resolves.
    ");
    let question = Question::new(&index, "src\n").with(&["--no-build"]);
    let (count, told) = verified(&question);
    assert_eq!(count, 1, "{}", question.conflicts().1.snapshot());
    insta::assert_snapshot!(told, @r"
    repair 1: without --no-build and --only-binary: source distributions fit  (src 1.0)
    The repair was tried: with it the whole set resolves.
    ");
}

#[test]
fn a_line_that_nothing_needs() {
    let index = world(vec![
        release("app", "1.0", 2022, &["lib>=2"]),
        release("lib", "1.0", 2021, &[]),
        release("lib", "2.0", 2022, &[]),
        release("lib", "3.0", 2023, &[]),
    ]);
    let (count, told) = verified(&Question::new(&index, "app\nlib==1.0  # why?\n"));
    assert_eq!(count, 2);
    insta::assert_snapshot!(told, @r"
    repair 1: requirements.in:2  lib==1.0 -> lib==2.0
    repair 2: requirements.in:2  lib==1.0 -> lib==3.0
    Each repair was tried: with any one of them the whole set resolves.
    ");
}

#[test]
fn any_choice_from_each_menu_repairs_the_whole() {
    let mut releases = Vec::new();
    for name in ["a", "b", "c"] {
        let lib = format!("{name}-lib");
        let (old, new) = (format!("{lib}<2"), format!("{lib}>=2"));
        releases.push(release(name, "1.0", 2022, &[&old]));
        releases.push(
            release(name, "2.0", 2023, &[&new]).requires_python(if name == "c" { ">=3.10" } else { ">=3" }),
        );
        releases.push(release(&lib, "1.0", 2022, &[]));
        releases.push(release(&lib, "2.0", 2023, &[]));
    }
    let index = world(releases);
    let lines = "a==1.0\na-lib>=2\nb==1.0\nb-lib>=2\nc>=1\nc-lib>=2\n";
    let (count, told) = verified(&Question::new(&index, lines));
    assert!(count >= 5);
    insta::assert_snapshot!(told, @r"
    repair 1: requirements.in:1  a==1.0 -> a==2.0
    repair 2: requirements.in:2  a-lib>=2 -> a-lib>=1.0  (a-lib 1.0)
    repair 1: requirements.in:3  b==1.0 -> b==2.0
    repair 2: requirements.in:4  b-lib>=2 -> b-lib>=1.0  (b-lib 1.0)
    repair 1: requirements.in:6  c-lib>=2 -> c-lib>=1.0  (c-lib 1.0)
    repair 2: --python-version 3.10  (c 2.0, c-lib 2.0)
    Each repair was tried: with one from each group the whole set resolves.
    ");
}

#[test]
fn one_python_for_all_groups() {
    let mut releases = Vec::new();
    for name in ["a", "b"] {
        releases.push(release(name, "1.0", 2022, &[]));
        releases.push(release(name, "2.0", 2023, &[]).requires_python(">=3.11"));
    }
    let index = world(releases);
    let (count, told) = verified(&Question::new(&index, "a>=2\nb>=2\n"));
    assert_eq!(count, 4);
    insta::assert_snapshot!(told, @r"
    repair 1: requirements.in:1  a>=2 -> a>=1.0  (a 1.0)
    repair 1: requirements.in:2  b>=2 -> b>=1.0  (b 1.0)
    instead of all these: --python-version 3.11: the whole set resolves from
      Python 3.11 on
    Each repair was tried: with one from each group the whole set resolves.
    ");
}

#[test]
fn no_time_is_said() {
    let index = family();
    let question = Question::new(&index, "fam-core==1.0\nlib>=2\n").with(&["--explain-timeout", "0"]);
    let (report, run) = question.conflicts();
    assert_eq!(report["repairs_complete"], false, "{report:#} {}", run.snapshot());
    assert!(run.stderr.contains("--explain-timeout"), "{}", run.snapshot());
    assert!(!run.stderr.contains("no help"), "{}", run.snapshot());
}

#[test]
fn what_was_not_recorded_is_no_repair_and_no_failure() {
    // The snapshot knows nothing of `other`, which the newer app needs.
    let index = world(vec![
        release("app", "1.0", 2022, &["lib<2"]),
        release("app", "2.0", 2024, &["other"]),
        release("lib", "1.0", 2022, &[]),
        release("lib", "2.0", 2024, &[]),
    ]);
    let (_, told) = verified(&Question::new(&index, "app==1.0\nlib>=2\n"));
    insta::assert_snapshot!(told, @r"
    repair 1: requirements.in:2  lib>=2 -> lib>=1.0  (lib 1.0)
    no help: relaxing `app==1.0` alone: no other release of app works
    The repair was tried: with it the whole set resolves.
    ");
}

#[test]
fn a_line_for_another_system_is_marked() {
    let windows = ["cp39-cp39-win32", "cp39-cp39-win_amd64"];
    let index = world(vec![
        release("six", "1.16", 2021, &[]),
        release("pywin32", "306", 2023, &[]).wheels(windows),
        release("for-macs", "1.0", 2023, &[]).wheels(["py3-none-macosx_11_0_arm64"]),
        release("not-here", "1.0", 2023, &[]).wheels(["py3-none-win_amd64", "py3-none-macosx_11_0_arm64"]),
        // One release of it was for everybody, and of the next most are.
        release("once", "1.0", 2021, &[]),
        release("once", "2.0", 2022, &[]).wheels(windows),
        release("once", "3.0", 2023, &[]).wheels(windows),
        release("mostly", "1.0", 2021, &[]),
        release("mostly", "2.0", 2022, &[]).wheels(windows),
    ]);
    let lines = "six\npywin32==306  # frozen there\nfor-macs==1.0 ; python_version >= '3'\nnot-here\nonce==3.0\nmostly==2.0\n";
    let (_, told) = verified(&Question::new(&index, lines));
    insta::assert_snapshot!(told, @r#"
    repair 1: requirements.in:2  pywin32==306 -> pywin32==306 ; sys_platform == "win32"
    repair 1: requirements.in:3  for-macs==1.0 ; python_version >= '3' -> for-macs==1.0 ; python_version >= '3' and sys_platform == "darwin"
    repair 1: requirements.in:4  not-here -> not-here ; sys_platform != "linux"
    repair 1: requirements.in:5  once==3.0 -> once==3.0 ; sys_platform == "win32"
    repair 2: requirements.in:5  once==3.0 -> once==1.0
    repair 1: requirements.in:6  mostly==2.0 -> mostly==1.0
    Each repair was tried: with one from each group the whole set resolves.
    "#);
    // What another package needs is in no line that could be marked.
    let index = world(vec![
        release("app", "1.0", 2021, &["pywin32"]),
        release("pywin32", "306", 2023, &[]).wheels(windows),
    ]);
    let (_, told) = verified(&Question::new(&index, "app\npywin32==306\n"));
    insta::assert_snapshot!(told, @r#"
    no help: dropping `app`: nothing would be left
    repair 1: requirements.in:2  pywin32==306 -> pywin32==306 ; sys_platform == "win32"
    Each repair was tried; where a group has none, one of its lines has to go.
    "#);
}

#[test]
fn what_has_a_wheel_is_offered_rather_than_what_has_to_be_built() {
    let elsewhere = ["cp38-cp38-manylinux_2_17_x86_64"];
    let index = world(vec![
        release("num", "1.0", 2020, &[]).requires_python("<3.9"),
        release("num", "1.5", 2021, &[]).wheels(elsewhere).with_sdist(),
        release("num", "1.6", 2022, &[]),
        release("num", "2.0", 2024, &[]),
    ]);
    let (_, told) = verified(&Question::new(&index, "num==1.0\n"));
    insta::assert_snapshot!(told, @r"
    repair 1: requirements.in:1  num==1.0 -> num==1.6
    repair 2: requirements.in:1  num==1.0 -> num==2.0
    Each repair was tried: with any one of them the whole set resolves.
    ");
}

#[test]
fn no_repair_rests_on_what_is_lifted_for_another_group() {
    let elsewhere = ["cp38-cp38-manylinux_2_17_x86_64"];
    let index = world(vec![
        release("client", "1.0", 2022, &[]).wheels(elsewhere).with_sdist(),
        release("search", "1.0", 2021, &[]).wheels(elsewhere),
        release("search", "1.1", 2022, &[]),
        release("search", "1.2", 2023, &[]).wheels(elsewhere).with_sdist(),
    ]);
    let question = Question::new(&index, "client==1.0\nsearch==1.0\n");
    let (_, told) = verified(&question.with(&["--no-build"]));
    insta::assert_snapshot!(told, @r"
    repair 1: without --no-build and --only-binary: source distributions fit  (client 1.0)
    repair 1: requirements.in:2  search==1.0 -> search==1.1
    Each repair was tried: with one from each group the whole set resolves.
    ");
}

//! What is too old for its company, and what only looks it.

use pinfix_index::{Index as _, MemoryIndex, MemoryRelease};
use pinfix_packaging::PackageName;
use pinfix_resolver::conflict::ConflictKind;
use pinfix_resolver::held_back::held_back;
use pinfix_resolver::{NoProgress, Outcome};

use crate::quality::{minding_age, resolved};
use crate::support;

/// `lib` 1 and `lib` 2 of these years.
fn with_lib(first: u32, second: u32) -> MemoryIndex {
    let libs = [("1", first), ("2", second)];
    libs.into_iter()
        .fold(MemoryIndex::new(), |index, (version, year)| {
            let release = MemoryRelease::new().uploaded(&format!("{year}-01-01T00:00:00Z"));
            index.release("lib", version, release).unwrap()
        })
}

#[test]
fn what_lines_alone_make_too_old_in_any_lock_is_not_looked_around() {
    let mut index = with_lib(2013, 2023);
    for number in 0..60 {
        let time = format!("{}-01-01T00:00:00Z", 1960 + number);
        let app = MemoryRelease::new()
            .uploaded(&time)
            .requires(&format!("core==1.{number}"));
        let core = MemoryRelease::new().uploaded(&time);
        let core = core.requires(if number < 54 { "lib" } else { "lib<2" });
        let version = format!("1.{number}");
        index = index.release("app", &version, app).unwrap();
        index = index.release("core", &version, core).unwrap();
    }
    let manifest = support::read(&[("requirements.in", "app\nlib>=2")]);
    let problem = minding_age(support::problem(&manifest, "3.9"));
    let conflicts = support::conflicts(&problem, &index);
    let told: Vec<_> = conflicts.iter().map(|it| (it.kind, it.clauses.len())).collect();
    assert_eq!(told, [(ConflictKind::Anachronism, 2)]);
    // Six that don't go with what the other line asks for, the newest that does, and their cores; `lib`; and what shows that
    // each line alone has a good lock. To look for one among older releases of `app` takes ten more.
    let files = index.statistics().metadata_files;
    assert!(files <= 18, "{files}");
}

#[test]
fn what_holds_back_is_found_out_where_there_are_more_newer_releases_than_are_read() {
    let mut index = with_lib(2013, 2023);
    for (name, version) in [("app", "1.0"), ("util", "1.0"), ("util", "2.0")] {
        index = index.release(name, version, MemoryRelease::new()).unwrap();
    }
    for number in 0..120 {
        let version = format!("2.{number}");
        let (needs, what) = [("core", "lib"), ("deep", "util")][number % 2];
        let release = MemoryRelease::new().requires(&format!("{needs}=={version}"));
        index = index.release("app", &version, release).unwrap();
        let needed = MemoryRelease::new().requires(&format!("{what}>=2"));
        index = index.release(needs, &version, needed).unwrap();
    }
    let manifest = support::read(&[("requirements.in", "app\nlib<2\nutil<2")]);
    let problem = support::problem(&manifest, "3.9");
    let resolution = resolved(&problem, &index).unwrap();
    let app: PackageName = "app".parse().unwrap();
    let held = held_back(
        &problem,
        &index,
        (&resolution, std::slice::from_ref(&app)),
        &NoProgress,
    )
    .unwrap();
    let reason = held.of(&app).unwrap();
    assert_eq!(reason.package.as_ref(), "util");
}

/// What is locked for `tools` and an old `flow` that holds `proto` below 5: `tools` 1.0 of 2020 demands `demand` of it, later
/// ones demand 5. `proto` 4.0.0 is of 2019, `late` of 2024.
fn beside_an_old_series(demand: &str, late: &str) -> Outcome {
    let release = |day: &str| MemoryRelease::new().uploaded(&format!("{day}T00:00:00Z"));
    let index = MemoryIndex::new()
        .release("flow", "1.0", release("2020-01-01").requires("proto<5"))
        .and_then(|it| it.release("tools", "1.0", release("2020-01-01").requires(demand)))
        .and_then(|it| it.release("tools", "2.0", release("2024-01-01").requires("proto>=5")))
        .and_then(|it| it.release("proto", "4.0.0", release("2019-01-01")))
        .and_then(|it| it.release("proto", late, release("2024-02-01")))
        .and_then(|it| it.release("proto", "5.0.0", release("2023-06-01")))
        .unwrap();
    let manifest = support::read(&[("requirements.in", "flow==1.0\ntools\nproto>=4.0.1")]);
    support::answer(&minding_age(support::problem(&manifest, "3.9")), &index)
}

#[test]
fn a_late_release_of_a_series_that_was_there_is_known_and_so_is_what_is_bounded() {
    let locks = |demand, late| matches!(beside_an_old_series(demand, late), Outcome::Resolved(_));
    assert!(locks("proto", "4.0.9"), "4.0 was there in 2020");
    assert!(locks("proto>=4,<5", "4.9.0"), "all of 4 was admitted in 2020");
    assert!(!locks("proto", "4.9.0"), "nobody knew of 4.9 in 2020");
    assert!(!locks("proto>=4", "4.9.0"), "nobody knew of 4.9 in 2020");
}

/// `app` of 2024 caps `lib`, and so holds `tool` in its release of 2019, which works with the `lib` of its time as any.
#[test]
fn who_only_bounds_what_newer_releases_ask_for_need_not_be_known() {
    let release = |day: &str| MemoryRelease::new().uploaded(&format!("{day}T00:00:00Z"));
    let with_first_lib_of = |day: &str| {
        MemoryIndex::new()
            .release("app", "9.0", release("2024-01-01").requires("lib<2"))
            .and_then(|it| it.release("tool", "1.0", release("2019-01-01").requires("lib")))
            .and_then(|it| it.release("tool", "2.0", release("2023-01-01").requires("lib>=2")))
            .and_then(|it| it.release("lib", "1.0", release(day)))
            .and_then(|it| it.release("lib", "2.0", release("2022-01-01")))
            .unwrap()
    };
    let manifest = support::read(&[("requirements.in", "app\ntool\n")]);
    let problem = minding_age(support::problem(&manifest, "3.9"));
    let locks = |day| {
        matches!(
            support::answer(&problem, &with_first_lib_of(day)),
            Outcome::Resolved(_)
        )
    };
    assert!(locks("2019-03-01"), "`tool` knows the `lib` of its time");
    assert!(
        !locks("2021-01-01"),
        "`tool` can't know a `lib` that came two years later"
    );
}

#[test]
fn a_better_lock_is_not_looked_for_among_what_would_have_to_be_built_and_is_old() {
    let mut index = with_lib(2016, 2018);
    for number in 0..60 {
        let (time, version) = (
            format!("{}-01-01T00:00:00Z", 1960 + number),
            format!("1.{number}"),
        );
        let dated = || MemoryRelease::new().uploaded(&time);
        let app = dated().requires(&format!("core==1.{number}"));
        let core = if number < 54 {
            dated().sdist_only()
        } else {
            dated().requires("lib<2")
        };
        let stubs = dated().requires(if number < 54 { "other" } else { "lib>=2" });
        index = index.release("app", &version, app).unwrap();
        index = index.release("core", &version, core).unwrap();
        index = index.release("stubs", &version, stubs).unwrap();
    }
    index = index.release("other", "1", MemoryRelease::new()).unwrap();
    let manifest = support::read(&[("requirements.in", "app\nstubs")]);
    let problem = minding_age(support::problem(&manifest, "3.9"));
    let Outcome::Conflicted(found) = support::answer(&problem, &index) else {
        panic!("each lock has a release that is too old for the others");
    };
    assert_eq!(found.list.len(), 1);
    let unseen = found.unseen.iter().find(|it| it.package.as_ref() == "core");
    assert!(unseen.is_some_and(|it| it.releases == 54), "{:?}", found.unseen);
}

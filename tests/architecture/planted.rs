//! The rules prove themselves: what is planted must be found, and nothing else.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::rules::{Crate, Room};
use crate::workspace::Workspace;
use crate::{cycles, layers, lengths};

/// A workspace of these files, in a folder of its own.
fn planted(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

const ONE: &str = "[package]\nname = \"one\"\n";

fn found_cycles(files: &[(&str, &str)]) -> Vec<String> {
    let manifest = [("Cargo.toml", ONE)];
    let folder = planted(&[&manifest, files].concat());
    let workspace = Workspace::read(folder.path());
    assert_eq!(workspace.packages.len(), 1);
    let cycles: Vec<String> = workspace.targets().flat_map(cycles::find).collect();
    cycles
        .iter()
        .map(|text| text.lines().next().unwrap().to_owned())
        .collect()
}

#[test]
fn a_cycle_of_two_files_is_found() {
    let cycles = found_cycles(&[
        ("src/lib.rs", "mod a; mod b; mod c;"),
        ("src/a.rs", "use crate::b::B; pub struct A;"),
        ("src/b.rs", "use super::{c::C, a::{self, A}}; pub struct B;"),
        ("src/c.rs", "pub struct C;"),
    ]);
    assert_eq!(cycles, ["one: crate::a <-> crate::b"]);
}

#[test]
fn a_cycle_through_paths_in_code_and_macros_is_found() {
    let cycles = found_cycles(&[
        ("src/main.rs", "mod a; mod b; mod c; fn main() { a::go() }"),
        ("src/a.rs", "pub fn go() { super::b::go() }"),
        ("src/b.rs", "pub fn go() { println!(\"{}\", 1 + crate::c::C) }"),
        (
            "src/c.rs",
            "pub const C: i32 = 1; impl From<crate::a::A> for X {}",
        ),
    ]);
    assert_eq!(cycles, ["one: crate::a <-> crate::b <-> crate::c"]);
}

#[test]
fn a_cycle_through_re_exports_is_found() {
    let cycles = found_cycles(&[
        ("src/lib.rs", "mod a; mod b; pub use a::A; pub use b::*;"),
        ("src/a.rs", "use crate::B; pub struct A;"),
        ("src/b.rs", "use crate::A; pub struct B;"),
    ]);
    assert_eq!(cycles, ["one: crate::a <-> crate::b"]);
}

#[test]
fn a_cycle_of_two_folders_is_found_even_if_no_file_is_in_one() {
    let cycles = found_cycles(&[
        ("src/lib.rs", "mod a; mod b;"),
        ("src/a/mod.rs", "mod x; mod y;"),
        ("src/a/x.rs", "use crate::b::z::Z;"),
        ("src/a/y.rs", "pub struct Y;"),
        ("src/b/mod.rs", "pub mod z; mod w;"),
        ("src/b/z.rs", "pub struct Z;"),
        ("src/b/w.rs", "use crate::a::y::Y;"),
    ]);
    assert_eq!(cycles, ["one: crate::a <-> crate::b"]);
}

#[test]
fn a_cycle_deep_inside_is_found() {
    let cycles = found_cycles(&[
        ("src/lib.rs", "mod a;"),
        ("src/a/mod.rs", "mod b;"),
        (
            "src/a/b/mod.rs",
            "mod c; mod d { use super::c::C; pub struct D; }",
        ),
        ("src/a/b/c.rs", "use super::super::b::d::D; pub struct C;"),
    ]);
    assert_eq!(cycles, ["one: crate::a::b::c <-> crate::a::b::d"]);
}

#[test]
fn a_folder_and_its_file_that_use_each_other_are_a_cycle() {
    let cycles = found_cycles(&[
        ("src/lib.rs", "mod a;"),
        (
            "src/a/mod.rs",
            "mod parse; pub struct A; impl A { fn new() -> A { parse::go() } }",
        ),
        ("src/a/parse.rs", "pub fn go() -> super::A { super::A }"),
    ]);
    assert_eq!(cycles, ["one: crate::a <-> crate::a::parse"]);
}

#[test]
fn what_is_no_cycle_is_not_found() {
    let cycles = found_cycles(&[
        // Pages of contents do not use what they list.
        (
            "src/lib.rs",
            "//! `crate::a`\nmod a; mod b; mod error; pub use a::A; pub use error::Error;",
        ),
        ("src/a/mod.rs", "mod x; mod y; pub use x::A; pub(crate) use y::Y;"),
        ("src/a/x.rs", "use super::y::Y; use crate::Error; pub struct A;"),
        // Comments, texts, and tests may say anything.
        (
            "src/a/y.rs",
            "// use crate::b::B;\nconst T: &str = \"crate::b::B\"; pub struct Y;\n\
             #[cfg(test)] mod tests { use crate::b::B; } #[cfg(test)] use crate::b::B as Other;\n\
             #[cfg(all(test, unix))] fn helper() { crate::b::B; }",
        ),
        ("src/b.rs", "use std::a::X; use crate::a::{A, Y}; pub struct B;"),
        ("src/error.rs", "pub struct Error;"),
    ]);
    assert_eq!(cycles, Vec::<String>::new());
}

const TWO: &[Crate] = &[
    Crate {
        name: "low",
        may_import: &[],
    },
    Crate {
        name: "high",
        may_import: &["low"],
    },
];

fn two_crates(low_manifest: &str, low: &str, high: &str) -> Vec<String> {
    let folder = planted(&[
        (
            "crates/low/Cargo.toml",
            &format!("[package]\nname = \"low\"\n{low_manifest}"),
        ),
        ("crates/low/src/lib.rs", low),
        (
            "crates/high/Cargo.toml",
            "[package]\nname = \"high\"\n[dependencies]\nlow.path = \"../low\"\n",
        ),
        ("crates/high/src/lib.rs", high),
    ]);
    let found = layers::between_crates(&Workspace::read(folder.path()), TWO);
    found
        .iter()
        .map(|text| text.rsplit_once(": ").unwrap().1.to_owned())
        .collect()
}

#[test]
fn an_import_against_the_layers_between_crates_is_found() {
    assert_eq!(
        two_crates("", "", "use low::X; fn f() { low::y() }"),
        Vec::<String>::new()
    );
    let code = two_crates(
        "[dev-dependencies]\nhigh.path = \"../high\"\n",
        "fn f() { high::y() }",
        "",
    );
    assert_eq!(code, ["low may not import high"]);
    let tests = "#[cfg(test)] mod tests { use high::X; }";
    assert_eq!(
        two_crates("[dev-dependencies]\nhigh.path = \"../high\"\n", tests, ""),
        Vec::<String>::new()
    );
    for manifest in [
        "[dependencies]\nhigh = {}\n",
        "[target.'cfg(unix)'.dependencies]\nhigh = {}\n",
    ] {
        assert_eq!(two_crates(manifest, "", ""), ["low may not depend on high"]);
    }
}

#[test]
fn a_crate_without_a_row_is_found() {
    let folder = planted(&[("Cargo.toml", ONE), ("src/lib.rs", "")]);
    assert_eq!(
        layers::between_crates(&Workspace::read(folder.path()), TWO),
        ["one: not in the table of crates"]
    );
}

const fn room(name: &'static str, may_import: &'static [&'static str]) -> Room {
    Room {
        package: "one",
        name,
        may_import,
        closed_to: &["two"],
    }
}

fn rooms(files: &[(&str, &str)], table: &[Room]) -> Vec<String> {
    let two = [
        ("Cargo.toml", ONE),
        ("crates/two/Cargo.toml", "[package]\nname = \"two\"\n"),
        ("crates/two/src/lib.rs", ""),
    ];
    let folder = planted(&[&two, files].concat());
    let found = layers::inside_crates(&Workspace::read(folder.path()), table);
    let root = fs::canonicalize(folder.path()).unwrap();
    let shown = |text: &String| {
        text.replace(root.to_str().unwrap(), "")
            .replace(folder.path().to_str().unwrap(), "")
    };
    found.iter().map(shown).collect()
}

#[test]
fn an_import_against_the_layers_inside_a_crate_is_found() {
    let files = [
        (
            "src/lib.rs",
            "pub mod a; mod b; pub use b::B; fn any() { a::go(); b::go() }",
        ),
        ("src/a/mod.rs", "mod x;"),
        ("src/a/x.rs", "\nuse crate::B;"),
        ("src/b.rs", "use two::X;\nuse crate::a;"),
    ];
    assert_eq!(
        rooms(&files, &[room("a", &["b"]), room("b", &["a"])]),
        ["/src/b.rs:1: `b` may not import two"]
    );
    let open = Room {
        closed_to: &[],
        ..room("b", &["a"])
    };
    assert_eq!(
        rooms(&files, &[room("a", &[]), open]),
        ["/src/a/x.rs:2: crate::B: `a` may not import `b`"]
    );
}

#[test]
fn rooms_and_rows_must_match() {
    let files = [
        ("src/lib.rs", "mod a; mod b;"),
        ("src/a.rs", ""),
        ("src/b.rs", ""),
    ];
    let found = rooms(&files, &[room("a", &[]), room("c", &[])]);
    let expected = [
        "one: the room `b` has no row in the table",
        "one: the table has a row for `c`, which is not there",
    ];
    assert_eq!(found, expected);
}

#[test]
fn long_files_are_found() {
    let lines = |count: usize| "//\n".repeat(count);
    let folder = planted(&[
        ("src/main.rs", &lines(lengths::FILE)),
        ("crates/low/src/lib.rs", &lines(lengths::CONTENTS + 1)),
        ("crates/low/src/a/mod.rs", &lines(lengths::CONTENTS)),
        ("crates/low/src/a/b.rs", &lines(lengths::FILE + 1)),
        ("tests/it/main.rs", &lines(lengths::FILE + 1)),
        ("crates/low/src/a/data.json", &lines(lengths::FILE + 1)),
    ]);
    assert_eq!(
        lengths::find(folder.path()),
        [
            "crates/low/src/a/b.rs: 501 lines, at most 500 are allowed",
            "crates/low/src/lib.rs: 101 lines, at most 100 are allowed",
            "tests/it/main.rs: 501 lines, at most 500 are allowed",
        ]
    );
}

#[test]
#[should_panic(expected = "no Rust file below")]
fn finding_no_file_is_a_failure() {
    lengths::find(Path::new("/nowhere"));
}

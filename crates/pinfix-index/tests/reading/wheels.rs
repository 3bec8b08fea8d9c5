//! METADATA out of wheels.

use std::io::Cursor;

use pinfix_index::archive::sparse::{Halt, Sparse};
use pinfix_index::wheel;
use pinfix_packaging::WheelFilename;

use crate::archives::{Oddity, odd_zip, zip};

const METADATA: &[u8] = b"Metadata-Version: 2.1\nName: foo\nVersion: 1.0\n";

fn filename() -> WheelFilename {
    "foo-1.0-py3-none-any.whl".parse().unwrap()
}

fn read(bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    wheel::read_metadata(&mut Cursor::new(bytes), &filename()).map_err(|error| error.to_string())
}

#[test]
fn odd_archives_are_read() {
    let files: &[(&str, &[u8])] = &[
        ("foo/__init__.py", b"x = 1"),
        ("foo-1.0.dist-info/METADATA", METADATA),
    ];
    for oddity in [
        Oddity::default(),
        Oddity {
            zip64: true,
            ..Oddity::default()
        },
        Oddity {
            prefix: 100,
            ..Oddity::default()
        },
        Oddity {
            zip64: true,
            prefix: 7,
            comment: 3,
            ..Oddity::default()
        },
        Oddity {
            comment: 60_000,
            ..Oddity::default()
        },
    ] {
        assert_eq!(
            read(odd_zip(files, oddity)).as_deref(),
            Ok(METADATA),
            "{oddity:?}"
        );
    }
}

#[test]
fn a_large_wheel_is_read_by_two_small_pieces() {
    let noise: Vec<u8> = (0..2_000_000u32)
        .flat_map(|number| number.wrapping_mul(2_654_435_761).to_be_bytes())
        .collect();
    let bytes = zip(&[("foo-1.0.dist-info/METADATA", METADATA), ("foo/data.bin", &noise)]);
    let (found, asked) = piece_by_piece(&bytes);
    assert_eq!(found, METADATA);
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(asked.iter().sum::<usize>() < 40_000, "{asked:?}");
}

/// The metadata of a wheel, and the sizes of the pieces that were asked for.
fn piece_by_piece(bytes: &[u8]) -> (Vec<u8>, Vec<usize>) {
    let mut sparse = Sparse::new(bytes.len() as u64);
    let mut asked = Vec::new();
    loop {
        match wheel::metadata(&sparse, &filename()) {
            Ok(found) => return (found, asked),
            Err(Halt::Broken(error)) => panic!("{error}"),
            Err(Halt::Need(range)) => {
                let piece = bytes[usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap()]
                    .to_vec();
                asked.push(piece.len());
                sparse.supply(range.start, piece);
            }
        }
    }
}

#[test]
fn of_a_large_directory_no_more_is_read_than_the_end_where_the_metadata_is_named() {
    let names: Vec<String> = (0..20_000).map(|number| format!("foo/part{number}.py")).collect();
    let metadata = ("foo-1.0.dist-info/METADATA", METADATA);
    let wheel = |place: usize| {
        let mut files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
        files.insert(place, metadata);
        zip(&files)
    };
    for (place, most) in [(20_000, 6_000), (0, 80_000), (10_000, 2_000_000)] {
        let (found, asked) = piece_by_piece(&wheel(place));
        assert_eq!(found, METADATA);
        assert!(asked.iter().sum::<usize>() < most, "{place}: {asked:?}");
    }
}

#[test]
fn what_only_looks_like_the_end_of_a_directory_is_passed_over() {
    // The name of each file is a record by itself, but for what comes after it.
    let odd: Vec<String> = (0..3_000)
        .map(|number| format!("foo/PK\u{1}\u{2}{number:0200}"))
        .collect();
    let mut files: Vec<(&str, &[u8])> = odd.iter().map(|name| (name.as_str(), &b""[..])).collect();
    files.insert(2_990, ("foo-1.0.dist-info/METADATA", METADATA));
    assert_eq!(piece_by_piece(&zip(&files)).0, METADATA);
}

#[test]
fn the_metadata_is_that_of_the_wheels_own_folder() {
    let other: &[u8] = b"Name: bar";
    let files: &[(&str, &[u8])] = &[
        ("foo/_vendor/bar-1.0.dist-info/METADATA", other),
        ("bar-1.0.dist-info/METADATA", other),
        ("Foo-1.0.0.dist-info/METADATA", METADATA),
    ];
    assert_eq!(read(zip(files)).as_deref(), Ok(METADATA));
    assert_eq!(
        read(zip(&files[1..2])).as_deref(),
        Ok(other),
        "the only one there is"
    );
}

#[test]
fn what_can_not_be_read_says_why() {
    let files: &[(&str, &[u8])] = &[("foo-1.0.dist-info/METADATA", METADATA)];
    let good = zip(files);
    let mut misplaced = good.clone();
    misplaced[0] = b'Q';
    let bomb = vec![b' '; 20 << 20];
    let errors: Vec<String> = [
        Vec::new(),
        b"<html>no such file</html>".to_vec(),
        good[..good.len() - 30].to_vec(),
        good[40..].to_vec(),
        misplaced,
        odd_zip(
            files,
            Oddity {
                wrong_checksum: true,
                ..Oddity::default()
            },
        ),
        odd_zip(
            files,
            Oddity {
                method: Some(93),
                ..Oddity::default()
            },
        ),
        zip(&[("foo-1.0.dist-info/METADATA", &bomb)]),
        zip(&[("foo/__init__.py", b"")]),
        zip(&[("a-1.dist-info/METADATA", b"a"), ("b-1.dist-info/METADATA", b"b")]),
    ]
    .into_iter()
    .map(|bytes| read(bytes).unwrap_err())
    .collect();
    insta::assert_snapshot!(errors.join("\n"));
}

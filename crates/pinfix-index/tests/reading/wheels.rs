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
    let mut sparse = Sparse::new(bytes.len() as u64);
    let mut asked = Vec::new();
    let found = loop {
        match wheel::metadata(&sparse, &filename()) {
            Ok(found) => break found,
            Err(Halt::Broken(error)) => panic!("{error}"),
            Err(Halt::Need(range)) => {
                let piece = bytes[usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap()]
                    .to_vec();
                asked.push(piece.len());
                sparse.supply(range.start, piece);
            }
        }
    };
    assert_eq!(found, METADATA);
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(asked.iter().sum::<usize>() < 40_000, "{asked:?}");
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

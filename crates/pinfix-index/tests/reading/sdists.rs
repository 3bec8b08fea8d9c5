//! What source distributions state.

use std::io::Cursor;

use pinfix_index::Provenance;
use pinfix_index::sdist::{self, Statement};
use pinfix_packaging::SdistFilename;

use crate::archives::{tar_bz2, tar_gz, zip};

const PROMISE: &[u8] = b"Metadata-Version: 2.2\nName: foo\nVersion: 1.0\nRequires-Dist: a>=1\n";
const NO_PROMISE: &[u8] =
    b"Metadata-Version: 2.1\nName: foo\nVersion: 1.0\nRequires-Dist: a>=1\nRequires-Python: >=3.7\n";
const PROJECT: &[u8] = b"[project]\nname = 'Foo'\ndynamic = ['version']\nrequires-python = '>=3.8'\n\
    dependencies = ['b ; python_version < \"3.9\" or os_name == \"nt\"']\n[project.optional-dependencies]\nX_y = ['c>=1; os_name == \"nt\"']\n";
const REQUIRES: &[u8] = b"d>=1\n\n[:python_version < \"3.8\"]\ne\n\n[Socks_x:sys_platform == \"win32\"]\nf; os_name == 'nt'\n\n[empty]\n";

type Read = Result<Option<(Provenance, Vec<String>)>, String>;

fn read(filename: &str, bytes: Vec<u8>) -> Read {
    let filename = SdistFilename::parse(filename, &"foo".parse().unwrap()).unwrap();
    let found =
        sdist::static_metadata(&mut Cursor::new(bytes), &filename).map_err(|error| error.to_string())?;
    let found = match found {
        Statement::Promised(found) => {
            assert_ne!(found.provenance, Provenance::EggInfo);
            Some(found)
        }
        Statement::Reported(found) => {
            assert_eq!(found.provenance, Provenance::EggInfo);
            Some(found)
        }
        Statement::Guessed(_) | Statement::Nothing => None,
    };
    Ok(found.map(|found| {
        assert_eq!(
            (found.name.as_ref(), found.version.to_string().as_str()),
            ("foo", "1.0")
        );
        (
            found.provenance,
            found.requires_dist.iter().map(ToString::to_string).collect(),
        )
    }))
}

fn from_files(files: &[(&str, &[u8])]) -> Option<(Provenance, Vec<String>)> {
    read("foo-1.0.tar.gz", tar_gz(files)).unwrap()
}

#[test]
fn pkg_info_counts_where_it_promises() {
    let promised = Some((Provenance::PkgInfo, vec!["a>=1".to_owned()]));
    let files: &[(&str, &[u8])] = &[("foo-1.0/pyproject.toml", PROJECT), ("foo-1.0/PKG-INFO", PROMISE)];
    assert_eq!(from_files(files), promised);
    assert_eq!(read("foo-1.0.zip", zip(files)).unwrap(), promised);
    assert_eq!(read("foo-1.0.tar.bz2", tar_bz2(files)).unwrap(), promised);
    assert_eq!(from_files(&[("./foo-1.0/PKG-INFO", PROMISE)]), promised);
    assert_eq!(from_files(&[("foo-1.0/vendored/PKG-INFO", PROMISE)]), None);
    let dynamic = [PROMISE, b"Dynamic: Requires-Dist\n"].concat();
    assert_eq!(from_files(&[("foo-1.0/PKG-INFO", &dynamic)]), None);
    assert_eq!(from_files(&[("foo-1.0/PKG-INFO", NO_PROMISE)]), None);
}

#[test]
fn the_project_table_counts_where_nothing_is_dynamic() {
    let files: &[(&str, &[u8])] = &[
        ("foo-1.0/PKG-INFO", NO_PROMISE),
        ("foo-1.0/pyproject.toml", PROJECT),
    ];
    let (provenance, requires) = from_files(files).unwrap();
    assert_eq!(provenance, Provenance::PyprojectToml);
    insta::assert_snapshot!(requires.join("\n"), @r#"
    b; python_version < "3.9" or os_name == "nt"
    c>=1; os_name == "nt" and extra == "x-y"
    "#);
    for dynamic in ["dependencies", "optional-dependencies", "requires-python"] {
        let text = format!("[project]\nname = 'foo'\nversion = '1.0'\ndynamic = ['{dynamic}']\n");
        assert_eq!(from_files(&[("foo-1.0/pyproject.toml", text.as_bytes())]), None);
    }
    assert_eq!(
        from_files(&[("foo-1.0/pyproject.toml", b"[build-system]\nrequires = []\n")]),
        None
    );
}

#[test]
fn the_egg_info_comes_last() {
    let files: &[(&str, &[u8])] = &[
        ("foo-1.0/PKG-INFO", NO_PROMISE),
        ("foo-1.0/src/foo.egg-info/PKG-INFO", NO_PROMISE),
        ("foo-1.0/src/foo.egg-info/requires.txt", REQUIRES),
    ];
    let (provenance, requires) = from_files(files).unwrap();
    assert_eq!(provenance, Provenance::EggInfo);
    insta::assert_snapshot!(requires.join("\n"), @r#"
    d>=1
    e; python_version < "3.8"
    f; os_name == "nt" and sys_platform == "win32" and extra == "socks-x"
    "#);
    assert_eq!(
        from_files(&files[..2]),
        None,
        "no file says that there are no dependencies"
    );
}

#[test]
fn what_can_not_be_read_says_why() {
    let errors: Vec<String> = [
        read("foo-1.0.tar.gz", b"no archive".to_vec()),
        read("foo-1.0.tar.xz", Vec::new()),
        read("foo-1.0.zip", Vec::new()),
        read(
            "foo-1.0.tar.gz",
            tar_gz(&[("foo-1.0/PKG-INFO", &vec![b' '; 17 << 20])]),
        ),
    ]
    .into_iter()
    .map(|read| read.unwrap_err())
    .collect();
    insta::assert_snapshot!(errors.join("\n"), @r"
    invalid gzip header
    archives of the kind `.tar.xz` can't be read
    it is no ZIP archive
    foo-1.0/PKG-INFO is larger than 16777216 bytes
    ");
}

//! The files of a release: real wheels and source distributions, as small as they can be.

use std::io::{self, Cursor, Write};

use flate2::{Compression, GzBuilder};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::metadata::{sdist_metadata, wheel_metadata};
use super::release::{Release, normalize};

/// One file of a project as its pages list it.
pub(super) struct File<'r> {
    pub(super) filename: String,
    pub(super) content: Vec<u8>,
    pub(super) release: &'r Release,
    /// The text of the `.metadata` file beside it: wheels only.
    pub(super) metadata: Option<String>,
}

/// Every distribution that the release has.
pub(super) fn build(release: &Release) -> io::Result<Vec<File<'_>>> {
    let mut files = Vec::new();
    for tag in &release.wheel_tags {
        files.push(File {
            filename: format!("{}-{tag}.whl", release.file_stem()),
            content: wheel(release, tag)?,
            release,
            metadata: Some(wheel_metadata(release)),
        });
    }
    if release.sdist {
        files.push(File {
            filename: format!("{}.tar.gz", release.file_stem()),
            content: sdist(release)?,
            release,
            metadata: None,
        });
    }
    Ok(files)
}

/// A wheel for one (maybe compressed) tag: one module and its `dist-info`, METADATA last as wheels have it.
fn wheel(release: &Release, tag: &str) -> io::Result<Vec<u8>> {
    let module = normalize(&release.name).replace('-', "_");
    let dist_info = format!("{}.dist-info", release.file_stem());
    let wheel = format!(
        "Wheel-Version: 1.0\nGenerator: pinfix-testing\nRoot-Is-Purelib: true\n{}",
        expand(tag)
            .iter()
            .map(|tag| format!("Tag: {tag}\n"))
            .collect::<Vec<_>>()
            .concat()
    );
    let mut members = vec![(
        format!("{module}/__init__.py"),
        format!("__version__ = \"{}\"\n", release.version),
    )];
    members.extend((0..release.modules).map(|number| (format!("{module}/part{number}.py"), String::new())));
    members.push((format!("{dist_info}/WHEEL"), wheel));
    members.push((format!("{dist_info}/METADATA"), wheel_metadata(release)));
    // PEP 376 allows a RECORD without hashes; an installer computes none for files that name none.
    let record: Vec<String> = members.iter().map(|(path, _)| format!("{path},,\n")).collect();
    let record = record.concat();
    members.push((
        format!("{dist_info}/RECORD"),
        format!("{record}{dist_info}/RECORD,,\n"),
    ));

    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (path, text) in members {
        archive.start_file(path, options).map_err(io::Error::other)?;
        archive.write_all(text.as_bytes())?;
    }
    Ok(archive.finish().map_err(io::Error::other)?.into_inner())
}

/// The single tags that a compressed tag stands for (PEP 425).
fn expand(tag: &str) -> Vec<String> {
    let parts: Vec<Vec<&str>> = tag.split('-').map(|part| part.split('.').collect()).collect();
    let [pythons, abis, platforms] = parts.as_slice() else {
        return vec![tag.to_owned()];
    };
    let mut tags = Vec::new();
    for python in pythons {
        for abi in abis {
            tags.extend(
                platforms
                    .iter()
                    .map(|platform| format!("{python}-{abi}-{platform}")),
            );
        }
    }
    tags
}

/// The backend that each source distribution carries, so that it builds without any other package.
const BACKEND: &str = include_str!("backend.py");

/// A source distribution that can be built offline.
fn sdist(release: &Release) -> io::Result<Vec<u8>> {
    let stem = release.file_stem();
    let module = normalize(&release.name).replace('-', "_");
    let pyproject = "[build-system]\nrequires = []\nbuild-backend = \"backend\"\nbackend-path = [\".\"]\n";
    let members = [
        ("PKG-INFO".to_owned(), sdist_metadata(release)),
        ("pyproject.toml".to_owned(), pyproject.to_owned()),
        ("backend.py".to_owned(), BACKEND.to_owned()),
        // What a build says, where PKG-INFO does not.
        ("METADATA.built".to_owned(), wheel_metadata(release)),
        (
            format!("src/{module}/__init__.py"),
            format!("__version__ = \"{}\"\n", release.version),
        ),
    ];
    // No time stamp: the same world gives the same bytes.
    let gzip = GzBuilder::new()
        .mtime(0)
        .write(Vec::new(), Compression::default());
    let mut archive = tar::Builder::new(gzip);
    for (path, text) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        archive.append_data(&mut header, format!("{stem}/{path}"), text.as_bytes())?;
    }
    archive.into_inner()?.finish()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::{build, expand};
    use crate::world::Release;

    #[test]
    fn a_compressed_tag_is_taken_apart() {
        assert_eq!(expand("py2.py3-none-any"), ["py2-none-any", "py3-none-any"]);
    }

    #[test]
    fn a_wheel_holds_its_metadata() {
        let release = Release::new("Foo.Bar", "1.0").requires(["baz"]).with_sdist();
        let files = build(&release).unwrap();
        let names: Vec<_> = files.iter().map(|file| file.filename.as_str()).collect();
        assert_eq!(names, ["foo_bar-1.0-py3-none-any.whl", "foo_bar-1.0.tar.gz"]);
        let mut wheel = zip::ZipArchive::new(std::io::Cursor::new(&files[0].content)).unwrap();
        let mut text = String::new();
        wheel
            .by_name("foo_bar-1.0.dist-info/METADATA")
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        assert_eq!(Some(&text), files[0].metadata.as_ref());
        assert!(text.contains("Requires-Dist: baz\n"), "{text}");
    }

    #[test]
    fn the_same_release_gives_the_same_bytes() {
        let release = Release::new("a", "1").with_sdist();
        let contents = || {
            build(&release)
                .unwrap()
                .into_iter()
                .map(|file| file.content)
                .collect::<Vec<_>>()
        };
        assert_eq!(contents(), contents());
    }

    #[test]
    fn a_dynamic_source_distribution_says_so() {
        let release = Release::new("a", "1").requires(["b"]).only_dynamic_sdist();
        let files = build(&release).unwrap();
        let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(files[0].content.as_slice()));
        let mut text = String::new();
        archive
            .entries()
            .unwrap()
            .next()
            .unwrap()
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        assert!(
            text.contains("Dynamic: Requires-Dist\n") && !text.contains("Requires-Dist: b"),
            "{text}"
        );
    }
}

//! Archives, made by hand.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

/// How a ZIP archive is to be odd.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Oddity {
    /// Sizes and offsets stand in ZIP64 records.
    pub(crate) zip64: bool,
    /// Bytes in front of the archive.
    pub(crate) prefix: usize,
    /// Bytes of comment at the end.
    pub(crate) comment: u16,
    /// The checksums are wrong.
    pub(crate) wrong_checksum: bool,
    /// The compression method that the records name, in place of the true one.
    pub(crate) method: Option<u16>,
}

/// A ZIP archive of deflated files.
pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    odd_zip(files, Oddity::default())
}

/// A ZIP archive that is odd.
pub(crate) fn odd_zip(files: &[(&str, &[u8])], oddity: Oddity) -> Vec<u8> {
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    for (name, content) in files {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(content).unwrap();
        let data = encoder.finish().unwrap();
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let crc = crc.sum() ^ u32::from(oddity.wrong_checksum);
        let offset = archive.len() as u64;
        let sizes = [data.len() as u64, content.len() as u64];
        let name_length = u16::try_from(name.len()).unwrap().to_le_bytes();
        let short = |value: u64| {
            if oddity.zip64 {
                u32::MAX
            } else {
                u32::try_from(value).unwrap()
            }
            .to_le_bytes()
        };

        let mut common = Vec::new();
        common.extend([0; 2]);
        common.extend(oddity.method.unwrap_or(8).to_le_bytes());
        common.extend([0; 4]);
        common.extend(crc.to_le_bytes());
        common.extend(short(sizes[0]));
        common.extend(short(sizes[1]));
        common.extend(name_length);

        archive.extend(b"PK\x03\x04\x14\x00");
        archive.extend(&common);
        // A local header with more extra fields than the directory knows of.
        archive.extend(8u16.to_le_bytes());
        archive.extend(name.as_bytes());
        archive.extend(b"xx\x04\x00____");
        archive.extend(&data);

        let mut extra = Vec::new();
        if oddity.zip64 {
            extra.extend(b"\x01\x00\x18\x00");
            for value in [sizes[1], sizes[0], offset] {
                extra.extend(value.to_le_bytes());
            }
        }
        directory.extend(b"PK\x01\x02\x14\x00\x14\x00");
        directory.extend(&common);
        directory.extend(u16::try_from(extra.len()).unwrap().to_le_bytes());
        directory.extend([0; 10]);
        directory.extend(short(offset));
        directory.extend(name.as_bytes());
        directory.extend(extra);
    }
    finish(archive, &directory, files.len(), oddity)
}

fn finish(mut archive: Vec<u8>, directory: &[u8], count: usize, oddity: Oddity) -> Vec<u8> {
    let offset = archive.len() as u64;
    let size = directory.len() as u64;
    archive.extend(directory);
    if oddity.zip64 {
        let record = archive.len() as u64;
        archive.extend(b"PK\x06\x06");
        archive.extend(44u64.to_le_bytes());
        archive.extend([0; 12]);
        for value in [count as u64, count as u64, size, offset] {
            archive.extend(value.to_le_bytes());
        }
        archive.extend(b"PK\x06\x07\x00\x00\x00\x00");
        archive.extend(record.to_le_bytes());
        archive.extend(1u32.to_le_bytes());
    }
    let short = |value: u64| {
        if oddity.zip64 {
            u32::MAX
        } else {
            u32::try_from(value).unwrap()
        }
        .to_le_bytes()
    };
    archive.extend(b"PK\x05\x06\x00\x00\x00\x00");
    for _ in 0..2 {
        archive.extend(u16::try_from(count).unwrap().to_le_bytes());
    }
    archive.extend(short(size));
    archive.extend(short(offset));
    archive.extend(oddity.comment.to_le_bytes());
    archive.extend(vec![b' '; oddity.comment.into()]);
    let mut whole = vec![b'#'; oddity.prefix];
    whole.extend(archive);
    whole
}

/// A tar archive, not compressed.
pub(crate) fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, *content).unwrap();
    }
    builder.into_inner().unwrap()
}

/// A `.tar.gz`.
pub(crate) fn tar_gz(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(&tar(files)).unwrap();
    encoder.finish().unwrap()
}

/// A `.tar.bz2`.
pub(crate) fn tar_bz2(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(&tar(files)).unwrap();
    encoder.finish().unwrap()
}

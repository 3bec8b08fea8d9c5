//! ZIP archives, as pure functions over a [`Sparse`] file: they halt with the range of bytes that they need next.
//!
//! The crates for ZIP either want the whole file or bring a runtime of their own; the format's few records are read here,
//! with ZIP64, as Python's `zipfile` does it (archives may have something in front of them).

use std::io::Read;
use std::ops::Range;

use super::ArchiveError;
use super::sparse::{Halt, Sparse};

/// How much of the end is looked at first for the end record: it stands right there, but for archives with a comment.
const TAIL: u64 = 4 * 1024;
/// The end record and the longest comment after it.
const LONGEST_TAIL: u64 = 22 + 0xFFFF + 20;
/// No honest archive's directory is larger.
const DIRECTORY_LIMIT: u64 = 64 * 1024 * 1024;
/// What local headers may have more than the directory says (extra fields); saves a second request.
const SLACK: u64 = 256;

/// How a record of the directory begins.
const ENTRY: &[u8] = b"PK\x01\x02";
/// How many places in the end of a directory are tried that look like the beginning of a record.
const MOST_STARTS: usize = 64;

/// How much of the start of a large directory is looked at before all of it.
const START: u64 = 64 * 1024;

/// One file in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its path, with `/` between the parts.
    pub name: String,
    method: u16,
    flags: u16,
    crc: u32,
    compressed: u64,
    uncompressed: u64,
    /// Where its local header starts, in the file.
    offset: u64,
}

/// Where the directory of an archive is.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Directory {
    range: Range<u64>,
    /// What stands in front of the archive, and is to be added to all its offsets.
    prefix: u64,
}

/// All files of the archive.
pub fn entries(archive: &Sparse) -> Result<Vec<Entry>, Halt> {
    let directory = directory(archive)?;
    let bytes = archive.get(directory.range.clone())?;
    let mut fields = Fields(bytes);
    let mut entries = Vec::new();
    while !fields.0.is_empty() {
        entries.push(entry(&mut fields, directory.prefix)?);
    }
    Ok(entries)
}

/// The first file for which `test` holds among those that are known of a directory: its last ones, then its first ones;
/// `None` where it is not among them, and the directory is not known in full.
///
/// The known end of a directory is believed where its records follow one another to the last byte.
pub fn known_entry(archive: &Sparse, test: impl Fn(&Entry) -> bool) -> Result<Option<Entry>, Halt> {
    let directory = directory(archive)?;
    let end = archive.known_end(&directory.range);
    let starts = (0..end.len()).filter(|start| end[*start..].starts_with(ENTRY));
    let last = starts.take(MOST_STARTS).find_map(|start| {
        let (entries, rest) = records(&end[start..], directory.prefix);
        rest.is_empty().then_some(entries)
    });
    if let Some(found) = last.and_then(|it| it.into_iter().rev().find(&test)) {
        return Ok(Some(found));
    }
    let start = archive.known_start(&directory.range);
    let (first, _) = records(start, directory.prefix);
    if let Some(found) = first.into_iter().find(test) {
        return Ok(Some(found));
    }
    let (whole, known) = (&directory.range, start.len() as u64);
    if known < START && whole.end - whole.start > 2 * START {
        return Err(Halt::Need(whole.start..whole.start + START));
    }
    Ok(None)
}

/// The records that `bytes` of a directory begin with, and what comes after them.
fn records(bytes: &[u8], prefix: u64) -> (Vec<Entry>, &[u8]) {
    let mut entries = Vec::new();
    let mut rest = bytes;
    loop {
        let mut fields = Fields(rest);
        let Ok(entry) = entry(&mut fields, prefix) else {
            return (entries, rest);
        };
        entries.push(entry);
        rest = fields.0;
    }
}

/// The content of a file in the archive, of at most `limit` bytes.
pub fn read(archive: &Sparse, entry: &Entry, limit: u64) -> Result<Vec<u8>, Halt> {
    let too_large = || ArchiveError::TooLarge {
        what: entry.name.clone(),
        limit,
    };
    if entry.uncompressed > limit || entry.compressed > limit {
        return Err(too_large().into());
    }
    if entry.flags & 1 != 0 {
        return Err(ArchiveError::Unsupported(format!("{} is encrypted", entry.name)).into());
    }
    let likely = 30 + entry.name.len() as u64 + entry.compressed + SLACK;
    let header = match archive.get(entry.offset..entry.offset.saturating_add(30)) {
        Err(Halt::Need(range)) => {
            let end = range.start.saturating_add(likely).min(archive.size());
            return Err(Halt::Need(range.start..end));
        }
        header => header?,
    };
    let mut fields = Fields(header);
    if fields.u32()? != 0x0403_4b50 {
        return Err(ArchiveError::damaged(format!("{} is not where the directory says", entry.name)).into());
    }
    fields.skip(22)?;
    let before = u64::from(fields.u16()?) + u64::from(fields.u16()?);
    let start = entry.offset + 30 + before;
    let data = archive.get(start..start.saturating_add(entry.compressed))?;
    let mut content = Vec::new();
    match entry.method {
        0 => content.extend_from_slice(data),
        8 => {
            flate2::read::DeflateDecoder::new(data)
                .take(limit + 1)
                .read_to_end(&mut content)
                .map_err(|error| {
                    ArchiveError::damaged(format!("{} can't be inflated: {error}", entry.name))
                })?;
        }
        method => {
            let what = format!("{} is compressed by method {method}", entry.name);
            return Err(ArchiveError::Unsupported(what).into());
        }
    }
    if content.len() as u64 > limit {
        return Err(too_large().into());
    }
    let mut crc = flate2::Crc::new();
    crc.update(&content);
    if crc.sum() != entry.crc {
        return Err(ArchiveError::damaged(format!("{} has a wrong checksum", entry.name)).into());
    }
    Ok(content)
}

/// Finds the directory by the record at the end.
fn directory(archive: &Sparse) -> Result<Directory, Halt> {
    let size = archive.size();
    let mut length = TAIL.min(size);
    let (end, tail) = loop {
        let tail = archive.get(size - length..size)?;
        match find_end(tail) {
            Some(found) => break (size - length + found as u64, &tail[found..]),
            None if length < LONGEST_TAIL.min(size) => length = LONGEST_TAIL.min(size),
            None => return Err(ArchiveError::damaged("it is no ZIP archive").into()),
        }
    };
    let mut fields = Fields(tail);
    fields.skip(12)?;
    let directory_size = u64::from(fields.u32()?);
    let offset = u64::from(fields.u32()?);
    if let Some(locator) = end.checked_sub(20)
        && archive.get(locator..end)?.starts_with(b"PK\x06\x07")
    {
        return directory64(archive, locator);
    }
    place(directory_size, offset, end)
}

/// Finds the directory of a ZIP64 archive by its locator.
fn directory64(archive: &Sparse, locator: u64) -> Result<Directory, Halt> {
    // The record stands right before the locator, whatever is in front of the archive (`zipfile` looks there too).
    let record = locator
        .checked_sub(56)
        .ok_or_else(|| ArchiveError::damaged("its ZIP64 end record is missing"))?;
    let mut fields = Fields(archive.get(record..locator)?);
    if fields.u32()? != 0x0606_4b50 {
        return Err(ArchiveError::Unsupported("its ZIP64 end record has extensions".to_owned()).into());
    }
    fields.skip(36)?;
    let directory_size = fields.u64()?;
    let offset = fields.u64()?;
    place(directory_size, offset, record)
}

/// The directory of that size, which must end at `end`.
fn place(size: u64, offset: u64, end: u64) -> Result<Directory, Halt> {
    if size > DIRECTORY_LIMIT {
        return Err(ArchiveError::TooLarge {
            what: "its directory".to_owned(),
            limit: DIRECTORY_LIMIT,
        }
        .into());
    }
    let start = end.checked_sub(size);
    let prefix = start.and_then(|start| start.checked_sub(offset));
    match (start, prefix) {
        (Some(start), Some(prefix)) => Ok(Directory {
            range: start..end,
            prefix,
        }),
        _ => Err(ArchiveError::damaged("its directory is not where it says").into()),
    }
}

/// Where the end record starts in the last bytes of an archive.
fn find_end(tail: &[u8]) -> Option<usize> {
    let last = tail.len().checked_sub(22)?;
    (0..=last).rev().find(|&start| {
        tail[start..].starts_with(b"PK\x05\x06") && {
            let comment = usize::from(u16::from_le_bytes([tail[start + 20], tail[start + 21]]));
            start + 22 + comment <= tail.len()
        }
    })
}

/// Reads one record of the directory.
fn entry(fields: &mut Fields<'_>, prefix: u64) -> Result<Entry, ArchiveError> {
    if fields.take(4)? != ENTRY {
        return Err(ArchiveError::damaged("its directory is damaged"));
    }
    fields.skip(4)?;
    let flags = fields.u16()?;
    let method = fields.u16()?;
    fields.skip(4)?;
    let crc = fields.u32()?;
    let mut compressed = u64::from(fields.u32()?);
    let mut uncompressed = u64::from(fields.u32()?);
    let name_length = fields.u16()?;
    let extra_length = fields.u16()?;
    let comment_length = fields.u16()?;
    fields.skip(8)?;
    let mut offset = u64::from(fields.u32()?);
    let name = String::from_utf8_lossy(fields.take(name_length.into())?).into_owned();
    let mut extra = Fields(fields.take(extra_length.into())?);
    while extra.0.len() >= 4 {
        let (id, length) = (extra.u16()?, extra.u16()?);
        // Some writers leave the last field short; `zipfile` overlooks that, too.
        let Ok(field) = extra.take(length.into()) else {
            break;
        };
        if id == 1 {
            let mut field = Fields(field);
            for value in [&mut uncompressed, &mut compressed, &mut offset] {
                if *value == 0xFFFF_FFFF {
                    *value = field.u64()?;
                }
            }
        }
    }
    fields.skip(comment_length.into())?;
    Ok(Entry {
        name,
        method,
        flags,
        crc,
        compressed,
        uncompressed,
        offset: offset.saturating_add(prefix),
    })
}

/// Little-endian fields, one after the other.
struct Fields<'bytes>(&'bytes [u8]);

impl<'bytes> Fields<'bytes> {
    fn take(&mut self, length: usize) -> Result<&'bytes [u8], ArchiveError> {
        let (taken, rest) = self
            .0
            .split_at_checked(length)
            .ok_or_else(|| ArchiveError::damaged("one of its records is cut off"))?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const LENGTH: usize>(&mut self) -> Result<[u8; LENGTH], ArchiveError> {
        let mut array = [0; LENGTH];
        array.copy_from_slice(self.take(LENGTH)?);
        Ok(array)
    }

    fn skip(&mut self, length: usize) -> Result<(), ArchiveError> {
        self.take(length).map(|_| ())
    }

    fn u16(&mut self) -> Result<u16, ArchiveError> {
        self.array().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Result<u32, ArchiveError> {
        self.array().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Result<u64, ArchiveError> {
        self.array().map(u64::from_le_bytes)
    }
}

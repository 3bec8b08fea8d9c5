//! [`Sparse`]: a file of which only some pieces are known.

use std::cell::Cell;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;

use super::ArchiveError;

/// A file of known size of which only some pieces are known, so far.
#[derive(Debug, Clone)]
pub struct Sparse {
    size: u64,
    pieces: Vec<(u64, Vec<u8>)>,
    first_read: Cell<Option<u64>>,
}

/// Why reading a [`Sparse`] file came to a halt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Halt {
    /// These bytes are needed to go on. They are within the file, and more than none.
    Need(Range<u64>),
    /// The archive can't be read.
    Broken(ArchiveError),
}

impl From<ArchiveError> for Halt {
    fn from(error: ArchiveError) -> Self {
        Self::Broken(error)
    }
}

impl Sparse {
    /// A file of `size` bytes, of which nothing is known.
    pub fn new(size: u64) -> Self {
        Self {
            size,
            pieces: Vec::new(),
            first_read: Cell::new(None),
        }
    }

    /// A file that is known in full.
    pub fn whole(bytes: Vec<u8>) -> Self {
        Self {
            size: bytes.len() as u64,
            pieces: vec![(0, bytes)],
            first_read: Cell::new(None),
        }
    }

    /// The file's size in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// How many bytes of the end are enough for all that was read so far.
    pub fn end_read(&self) -> u64 {
        self.first_read.get().map_or(0, |first| self.size - first)
    }

    /// Adds a piece that starts at `offset`.
    pub fn supply(&mut self, offset: u64, bytes: Vec<u8>) {
        self.pieces.push((offset, bytes));
    }

    /// The bytes of `range`, or a halt where they are not known, or beyond the end.
    pub fn get(&self, range: Range<u64>) -> Result<&[u8], Halt> {
        if range.start > range.end || range.end > self.size {
            return Err(ArchiveError::damaged("it is cut off, or points beyond its end").into());
        }
        for (offset, bytes) in &self.pieces {
            let found = range
                .start
                .checked_sub(*offset)
                .zip(range.end.checked_sub(*offset));
            let Some((Ok(start), Ok(end))) =
                found.map(|(start, end)| (usize::try_from(start), usize::try_from(end)))
            else {
                continue;
            };
            if let Some(bytes) = bytes.get(start..end) {
                let first = self
                    .first_read
                    .get()
                    .map_or(range.start, |it| it.min(range.start));
                self.first_read.set(Some(first));
                return Ok(bytes);
            }
        }
        if range.is_empty() {
            Ok(&[])
        } else {
            Err(Halt::Need(range))
        }
    }

    /// As much of the start of `range` as is known in one piece.
    pub(super) fn known_start(&self, range: &Range<u64>) -> &[u8] {
        let of = |(offset, bytes): &'_ (u64, Vec<u8>)| {
            let start = usize::try_from(range.start.checked_sub(*offset)?).ok()?;
            let end = usize::try_from(range.end.checked_sub(*offset)?).ok()?;
            (start <= bytes.len()).then_some(start..end.min(bytes.len()))
        };
        self.longest(of)
    }

    /// As much of the end of `range` as is known in one piece.
    pub(super) fn known_end(&self, range: &Range<u64>) -> &[u8] {
        let of = |(offset, bytes): &'_ (u64, Vec<u8>)| {
            let end = usize::try_from(range.end.checked_sub(*offset)?).ok()?;
            let start = usize::try_from(range.start.saturating_sub(*offset)).ok()?;
            (end <= bytes.len()).then_some(start..end)
        };
        self.longest(of)
    }

    /// The longest of what `of` says is wanted of each piece.
    fn longest(&self, of: impl Fn(&(u64, Vec<u8>)) -> Option<Range<usize>>) -> &[u8] {
        let wanted = self.pieces.iter().filter_map(|piece| piece.1.get(of(piece)?));
        wanted.max_by_key(|bytes| bytes.len()).unwrap_or_default()
    }

    /// Calls `read` until it has what it needs, and gets that out of `source`.
    pub fn drive<S: Read + Seek, T>(
        source: &mut S,
        mut read: impl FnMut(&Self) -> Result<T, Halt>,
    ) -> Result<T, ArchiveError> {
        let mut sparse = Self::new(source.seek(SeekFrom::End(0))?);
        loop {
            match read(&sparse) {
                Ok(value) => return Ok(value),
                Err(Halt::Broken(error)) => return Err(error),
                Err(Halt::Need(range)) => {
                    source.seek(SeekFrom::Start(range.start))?;
                    let length = range.end - range.start;
                    let mut bytes = Vec::new();
                    source.take(length).read_to_end(&mut bytes)?;
                    if bytes.len() as u64 != length {
                        return Err(ArchiveError::damaged("it became shorter while it was read"));
                    }
                    sparse.supply(range.start, bytes);
                }
            }
        }
    }
}

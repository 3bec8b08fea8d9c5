//! The metadata of a project's distributions, many in one file that is only ever appended to.
//!
//! A frame is the payload's length and CRC-32 (both 32 bits, little endian), then the payload. Frames are appended under
//! a lock; whoever holds it also cuts off what a killed process or a bad disk left, so a pack heals with the next append.
//! Readers need no lock: they stop at the first frame that does not check out.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize, Serializer};

use crate::distribution::{Distribution, FileLocation};
use crate::metadata::Provenance;

/// Length and checksum.
const FRAME_HEADER: usize = 8;

/// A length above this is taken for damage.
const LARGEST_PAYLOAD: usize = 64 << 20;

/// Which distribution's metadata it is: its file name with its hash where the index states one, else with its URL.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MetadataKey {
    text: String,
    immutable: bool,
}

impl MetadataKey {
    /// The key of `distribution`.
    pub fn new(distribution: &Distribution) -> Self {
        if let Some(hash) = distribution.sha256() {
            return Self {
                text: format!("{} {hash}", distribution.filename),
                immutable: true,
            };
        }
        let place = match &distribution.location {
            FileLocation::Url(url) => url.redacted().to_string(),
            FileLocation::Path(path) => path.display().to_string(),
        };
        Self {
            text: format!("{} {place}", distribution.filename),
            immutable: false,
        }
    }

    /// The key under which what a build said of it is kept: `setup.py` may say something else to another interpreter.
    pub fn of_build(distribution: &Distribution, interpreter: Option<&Path>) -> Self {
        let Self { text, immutable } = Self::new(distribution);
        let interpreter = interpreter.unwrap_or(Path::new("")).display();
        Self {
            text: format!("built by {interpreter} from {text}"),
            immutable,
        }
    }

    /// The key under which it is kept that only a build can tell the metadata of a distribution.
    pub fn of_need(distribution: &Distribution) -> Self {
        let Self { text, immutable } = Self::new(distribution);
        Self {
            text: format!("only a build can tell {text}"),
            immutable,
        }
    }

    /// The key under which the hash of a distribution's file is kept, where the index states none.
    pub fn of_file_hash(distribution: &Distribution) -> Self {
        let Self { text, immutable } = Self::new(distribution);
        Self {
            text: format!("sha256 of {text}"),
            immutable,
        }
    }

    /// Whether what is kept under it stays true for good, since the key holds the file's hash.
    pub fn is_immutable(&self) -> bool {
        self.immutable
    }
}

/// What is kept about one distribution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetadataEntry {
    /// The headers of its metadata, in whatever encoding they have.
    pub headers: Vec<u8>,
    /// Where they came from.
    pub provenance: Provenance,
    /// When they were fetched, in seconds since 1970.
    pub fetched: u64,
    /// What was read leniently before the headers were written down, and so does not show in them.
    pub leniencies: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct EntryRecord<'a> {
    key: &'a str,
    #[serde(serialize_with = "as_bytes")]
    headers: &'a [u8],
    provenance: u8,
    fetched: u64,
    #[serde(borrow)]
    leniencies: Vec<&'a str>,
}

/// All at once; by itself `serde` writes byte by byte.
fn as_bytes<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bytes)
}

/// The numbers under which provenances are kept. They stay as they are within a schema.
const PROVENANCES: [Provenance; 8] = [
    Provenance::MetadataFile,
    Provenance::WheelRange,
    Provenance::WheelFile,
    Provenance::PkgInfo,
    Provenance::PyprojectToml,
    Provenance::EggInfo,
    Provenance::JsonApi,
    Provenance::Build,
];

/// The pack of one project. Read at the first use, in one go.
#[derive(Debug)]
pub struct Pack {
    path: PathBuf,
    /// Whether nothing was kept when it was first asked.
    new: bool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    loaded: bool,
    /// The file as far as it is in good order.
    bytes: Vec<u8>,
    /// Where in it the payload of each key is; the last one counts.
    payloads: FxHashMap<Box<str>, Range<usize>>,
}

impl Pack {
    pub(super) fn new(path: PathBuf, new: bool) -> Self {
        Self {
            path,
            new,
            state: Mutex::default(),
        }
    }

    /// Whether nothing was kept when it was first asked: then nothing has to be looked for.
    pub fn is_new(&self) -> bool {
        self.new
    }

    /// What is kept under `key`.
    pub fn get(&self, key: &MetadataKey) -> Option<MetadataEntry> {
        let mut state = self.state();
        if !state.loaded {
            state.loaded = true;
            // A file that can't be read is a miss, like one that is not there.
            if let Ok(bytes) = fs::read(&self.path) {
                state.take(&bytes);
            }
        }
        let payload = state.bytes.get(state.payloads.get(key.text.as_str())?.clone())?;
        let record: EntryRecord<'_> = postcard::from_bytes(payload).ok()?;
        Some(MetadataEntry {
            headers: record.headers.to_owned(),
            provenance: *PROVENANCES.get(usize::from(record.provenance))?,
            fetched: record.fetched,
            leniencies: record.leniencies.into_iter().map(str::to_owned).collect(),
        })
    }

    /// Keeps `entry` under `key`, and picks up what other processes appended meanwhile.
    pub fn append(&self, key: &MetadataKey, entry: &MetadataEntry) -> io::Result<()> {
        let frame = frame(key, entry)?;
        let mut state = self.state();
        let mut file = self.open()?;
        // Some network file systems have no locks: two processes may then spoil each other's frames, which costs a
        // fetch. Nothing is cut off without a lock.
        let locked = file.lock().is_ok();
        state.loaded = true;
        if file.metadata()?.len() < state.bytes.len() as u64 {
            // Somebody cleaned the cache.
            *state = State {
                loaded: true,
                ..State::default()
            };
        }
        file.seek(SeekFrom::Start(state.bytes.len() as u64))?;
        let mut appended = Vec::new();
        file.read_to_end(&mut appended)?;
        let damaged = state.take(&appended) < appended.len();
        if damaged && locked {
            file.set_len(state.bytes.len() as u64)?;
        }
        file.write_all(&frame)?;
        if !damaged || locked {
            state.take(&frame);
        }
        Ok(())
    }

    fn open(&self) -> io::Result<File> {
        let open = || {
            File::options()
                .read(true)
                .append(true)
                .create(true)
                .open(&self.path)
        };
        match open() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if let Some(folder) = self.path.parent() {
                    fs::create_dir_all(folder)?;
                }
                open()
            }
            other => other,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere leaves at worst a frame less.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Takes the frames of `bytes` up to the first that is not in order; returns how many bytes that were.
    fn take(&mut self, bytes: &[u8]) -> usize {
        let mut taken = 0;
        while let Some((payload, length)) = bytes.get(taken..).and_then(first_frame) {
            let Ok(record) = postcard::from_bytes::<EntryRecord<'_>>(payload) else {
                break;
            };
            let start = self.bytes.len() + taken + FRAME_HEADER;
            self.payloads
                .insert(record.key.into(), start..start + payload.len());
            taken += length;
        }
        self.bytes
            .extend_from_slice(bytes.get(..taken).unwrap_or_default());
        taken
    }
}

/// The payload of the frame at the start of `bytes`, if it is whole, and the frame's length.
fn first_frame(bytes: &[u8]) -> Option<(&[u8], usize)> {
    let (length, rest) = bytes.split_first_chunk()?;
    let (checksum, rest) = rest.split_first_chunk()?;
    let length = u32::from_le_bytes(*length) as usize;
    let checksum = u32::from_le_bytes(*checksum);
    let payload = rest.get(..length).filter(|_| length <= LARGEST_PAYLOAD)?;
    (crc32fast::hash(payload) == checksum).then_some((payload, FRAME_HEADER + length))
}

fn frame(key: &MetadataKey, entry: &MetadataEntry) -> io::Result<Vec<u8>> {
    let too_large = || io::Error::from(io::ErrorKind::InvalidInput);
    let provenance = PROVENANCES
        .iter()
        .position(|known| *known == entry.provenance)
        .unwrap_or_default();
    let record = EntryRecord {
        key: &key.text,
        headers: &entry.headers,
        provenance: u8::try_from(provenance).map_err(|_| too_large())?,
        fetched: entry.fetched,
        leniencies: entry.leniencies.iter().map(String::as_str).collect(),
    };
    let payload = postcard::to_stdvec(&record).map_err(|_| too_large())?;
    let length = u32::try_from(payload.len()).map_err(|_| too_large())?;
    let mut frame = Vec::with_capacity(FRAME_HEADER + payload.len());
    frame.extend_from_slice(&length.to_le_bytes());
    frame.extend_from_slice(&crc32fast::hash(&payload).to_le_bytes());
    frame.extend_from_slice(&payload);
    Ok(frame)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> MetadataKey {
        MetadataKey {
            text: text.to_owned(),
            immutable: true,
        }
    }

    fn entry(headers: &str) -> MetadataEntry {
        MetadataEntry {
            headers: headers.as_bytes().to_vec(),
            provenance: Provenance::WheelRange,
            fetched: 7,
            leniencies: vec!["a comma too many".to_owned()],
        }
    }

    fn keeps(path: &std::path::Path, names: &[&str]) {
        let pack = Pack::new(path.to_owned(), false);
        for name in ["a", "b", "c", "d"] {
            let found = pack.get(&key(name)).map(|entry| entry.headers);
            assert_eq!(
                found.as_deref(),
                names.contains(&name).then_some(name.as_bytes()),
                "{name}"
            );
        }
    }

    #[test]
    fn gives_back_what_was_kept_and_the_last_counts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/er/boto3.pack");
        let pack = Pack::new(path.clone(), false);
        assert_eq!(pack.get(&key("a")), None);
        pack.append(&key("a"), &entry("first")).unwrap();
        pack.append(&key("b"), &entry("b")).unwrap();
        pack.append(&key("a"), &entry("a")).unwrap();
        assert_eq!(pack.get(&key("a")), Some(entry("a")));
        keeps(&path, &["a", "b"]);
    }

    #[test]
    fn two_writers_see_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("boto3.pack");
        let (one, two) = (Pack::new(path.clone(), false), Pack::new(path.clone(), false));
        one.append(&key("a"), &entry("a")).unwrap();
        two.append(&key("b"), &entry("b")).unwrap();
        one.append(&key("c"), &entry("c")).unwrap();
        assert_eq!(one.get(&key("b")), Some(entry("b")));
        keeps(&path, &["a", "b", "c"]);
    }

    #[test]
    fn heals_at_every_cut_and_every_flipped_byte() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("boto3.pack");
        let pack = Pack::new(path.clone(), false);
        pack.append(&key("a"), &entry("a")).unwrap();
        let first = usize::try_from(fs::metadata(&path).unwrap().len()).unwrap();
        pack.append(&key("b"), &entry("b")).unwrap();
        let whole = fs::read(&path).unwrap();

        for cut in first..whole.len() {
            fs::write(&path, &whole[..cut]).unwrap();
            keeps(&path, &["a"]);
            Pack::new(path.clone(), false)
                .append(&key("c"), &entry("c"))
                .unwrap();
            keeps(&path, &["a", "c"]);
        }
        for place in first..whole.len() {
            let mut damaged = whole.clone();
            damaged[place] ^= 0x55;
            fs::write(&path, &damaged).unwrap();
            keeps(&path, &["a"]);
            Pack::new(path.clone(), false)
                .append(&key("c"), &entry("c"))
                .unwrap();
            keeps(&path, &["a", "c"]);
        }
    }

    #[test]
    fn survives_a_cleaning_in_between() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("boto3.pack");
        let pack = Pack::new(path.clone(), false);
        pack.append(&key("a"), &entry("a")).unwrap();
        fs::remove_file(&path).unwrap();
        pack.append(&key("b"), &entry("b")).unwrap();
        keeps(&path, &["b"]);
    }
}

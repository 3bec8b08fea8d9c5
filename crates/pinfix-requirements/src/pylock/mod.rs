//! `pylock.toml` (PEP 751): a lock as input. Each package that it has is read as a line that pins it.

mod package;
mod read;

pub(crate) use read::read;

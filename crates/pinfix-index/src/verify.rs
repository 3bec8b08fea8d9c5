//! Checks that files and metadata are what their index says they are.

use sha2::{Digest, Sha256};

use crate::distribution::{Distribution, Hash};
use crate::error::MetadataProblem;
use crate::metadata::CoreMetadata;

/// The SHA-256 of `bytes`.
pub fn sha256(bytes: &[u8]) -> Hash {
    let digest = Sha256::digest(bytes);
    Hash::sha256(hexadecimal(&digest))
}

/// `bytes` in hexadecimal digits.
fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}

/// Checks `bytes` against a hash that the index states; other algorithms than SHA-256 are not checked.
pub fn check_hash(file: &str, bytes: &[u8], expected: &Hash) -> Result<(), MetadataProblem> {
    if expected.algorithm != "sha256" {
        return Ok(());
    }
    let found = sha256(bytes);
    if found.digest.eq_ignore_ascii_case(&expected.digest) {
        return Ok(());
    }
    Err(MetadataProblem::HashMismatch {
        file: file.to_owned(),
        expected: expected.to_string(),
        found: found.to_string(),
    })
}

/// Checks that the metadata is that of the distribution: the same name and version.
pub fn check_identity(metadata: &CoreMetadata, distribution: &Distribution) -> Result<(), MetadataProblem> {
    if metadata.name != distribution.project {
        return Err(MetadataProblem::NameMismatch {
            found: metadata.name.to_string(),
        });
    }
    if metadata.version != distribution.version {
        return Err(MetadataProblem::VersionMismatch {
            found: metadata.version.to_string(),
        });
    }
    Ok(())
}

//! Checks that files and metadata are what their index says they are.

use sha2::{Digest, Sha256};

use crate::distribution::{Distribution, Hash};
use crate::error::MetadataProblem;
use crate::metadata::CoreMetadata;

/// The SHA-256 of `bytes`.
pub fn sha256(bytes: &[u8]) -> Hash {
    finish(Sha256::new_with_prefix(bytes))
}

/// The SHA-256 of all that `hasher` was given.
pub fn finish(hasher: Sha256) -> Hash {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digest = hasher.finalize();
    let digits = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    Hash::sha256(
        digits
            .map(|digit| char::from(DIGITS[usize::from(digit)]))
            .collect::<String>(),
    )
}

/// Checks `bytes` against a hash that the index states; other algorithms than SHA-256 are not checked.
pub fn check_hash(file: &str, bytes: &[u8], expected: &Hash) -> Result<(), MetadataProblem> {
    if expected.algorithm == "sha256" {
        compare(file, &sha256(bytes), expected)
    } else {
        Ok(())
    }
}

/// Checks that a file's hash is the one that the index states.
pub fn compare(file: &str, found: &Hash, expected: &Hash) -> Result<(), MetadataProblem> {
    if found == expected {
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

//! JSON pages (PEP 691), with sizes and upload times (PEP 700).
//!
//! The largest pages have 2 MB, so texts are borrowed from the page and nothing is read twice. Unknown fields are ignored.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::collect::{Collector, Link, Page};
use super::{PageError, check_api_version};
use crate::distribution::{Advertised, Hash, Yanked};
use crate::project::Project;

/// Reads a JSON page.
pub fn parse(bytes: &[u8], page: Page<'_>) -> Result<Project, PageError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| PageError::new("it is not UTF-8"))?;
    let document: Document<'_> = serde_json::from_str(text)
        .map_err(|error| PageError::new(format!("its JSON can't be read: {error}")))?;
    if let Some(Text(version)) = document.meta.and_then(|meta| meta.api_version) {
        check_api_version(&version)?;
    }
    let mut collector = Collector::new(page);
    for file in document.files {
        let advertised = match (file.core_metadata, file.dist_info_metadata) {
            (Some(Metadata(advertised)), _) | (None, Some(Metadata(advertised))) => advertised,
            (None, None) => Advertised::No,
        };
        let link = Link {
            filename: file.filename.0,
            hashes: file.hashes.map(|hashes| hashes.0).unwrap_or_default(),
            requires_python: file.requires_python.map(|text| text.0),
            yanked: file.yanked.and_then(|yanked| yanked.0),
            size: file.size,
            upload_time: file.upload_time.map(|text| text.0),
            advertised,
        };
        collector.follow(link, &file.url.0);
    }
    Ok(collector.finish())
}

#[derive(Deserialize)]
struct Document<'a> {
    #[serde(borrow, default)]
    meta: Option<Meta<'a>>,
    #[serde(borrow)]
    files: Vec<File<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Meta<'a> {
    #[serde(borrow, default)]
    api_version: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct File<'a> {
    #[serde(borrow)]
    filename: Text<'a>,
    #[serde(borrow)]
    url: Text<'a>,
    #[serde(default)]
    hashes: Option<Hashes>,
    #[serde(borrow, default)]
    requires_python: Option<Text<'a>>,
    #[serde(default)]
    yanked: Option<Withdrawn>,
    #[serde(default)]
    size: Option<u64>,
    #[serde(borrow, default)]
    upload_time: Option<Text<'a>>,
    #[serde(default)]
    core_metadata: Option<Metadata>,
    #[serde(default)]
    dist_info_metadata: Option<Metadata>,
}

/// A text that is borrowed where it has no escapes (an `Option<Cow>` would not be).
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// Hashes as an object.
struct Hashes(Vec<Hash>);

/// `true` or `false`, or the metadata's hashes.
struct Metadata(Advertised);

/// `true` or `false`, or the reason.
struct Withdrawn(Option<Yanked>);

impl<'de> Deserialize<'de> for Hashes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_any(MetadataVisitor)
            .map(|(hashes, _)| Self(hashes))
    }
}

impl<'de> Deserialize<'de> for Metadata {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (mut hashes, yes) = deserializer.deserialize_any(MetadataVisitor)?;
        if !yes {
            return Ok(Self(Advertised::No));
        }
        let sha256 = hashes
            .iter()
            .position(|hash| hash.algorithm == "sha256")
            .unwrap_or_default();
        Ok(Self(Advertised::Yes(
            (!hashes.is_empty()).then(|| hashes.swap_remove(sha256)),
        )))
    }
}

/// Reads an object of hashes, or a truth value, or nothing.
struct MetadataVisitor;

impl<'de> Visitor<'de> for MetadataVisitor {
    type Value = (Vec<Hash>, bool);

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("true, false or an object of hashes")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok((Vec::new(), value))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok((Vec::new(), false))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut hashes = Vec::new();
        while let Some((Text(algorithm), value)) = map.next_entry::<Text<'_>, Loose<'_>>()? {
            if let Loose::Text(digest) = value {
                let algorithm = algorithm.to_ascii_lowercase();
                hashes.push(Hash {
                    algorithm,
                    digest: digest.to_ascii_lowercase(),
                });
            }
        }
        hashes.sort_unstable();
        Ok((hashes, true))
    }
}

/// A text, or anything else, which is passed over.
#[derive(Deserialize)]
#[serde(untagged)]
enum Loose<'a> {
    #[serde(borrow)]
    Text(Cow<'a, str>),
    Other(IgnoredAny),
}

impl<'de> Deserialize<'de> for Withdrawn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct WithdrawnVisitor;
        impl Visitor<'_> for WithdrawnVisitor {
            type Value = Withdrawn;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("true, false or a reason")
            }

            fn visit_bool<E: de::Error>(self, value: bool) -> Result<Withdrawn, E> {
                Ok(Withdrawn(value.then(Yanked::default)))
            }

            fn visit_unit<E: de::Error>(self) -> Result<Withdrawn, E> {
                Ok(Withdrawn(None))
            }

            fn visit_str<E: de::Error>(self, value: &str) -> Result<Withdrawn, E> {
                let reason = Some(value.trim()).filter(|reason| !reason.is_empty());
                Ok(Withdrawn(Some(Yanked {
                    reason: reason.map(str::to_owned),
                })))
            }
        }
        deserializer.deserialize_any(WithdrawnVisitor)
    }
}

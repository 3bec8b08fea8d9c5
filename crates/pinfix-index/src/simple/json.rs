//! JSON pages (PEP 691), with sizes and upload times (PEP 700).
//!
//! The largest pages have 2 MB, so texts are borrowed from the page and nothing is read twice. Unknown fields are ignored.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::collect::{Collector, Page};
use super::link::{Link, LinkHash, LinkHashes, LinkMetadata};
use super::{PageError, check_api_version};
use crate::distribution::Yanked;
use crate::project::Project;

/// Reads a JSON page.
pub fn parse(bytes: &[u8], page: Page<'_>) -> Result<Project, PageError> {
    let mut collector = Collector::new(page);
    each_link(bytes, |link, url| collector.follow(link, &url))?;
    Ok(collector.finish())
}

/// Calls `take` with each file that a page names, and its link as it is written. Where this fails, what was taken is
/// worth nothing.
///
/// One by one: a page of thousands of files is not gathered first.
pub(crate) fn each_link<'a>(
    bytes: &'a [u8],
    take: impl FnMut(Link<'a>, Cow<'a, str>),
) -> Result<(), PageError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| PageError::new("it is not UTF-8"))?;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let meta = deserializer
        .deserialize_map(DocumentVisitor(take))
        .and_then(|meta| deserializer.end().map(|()| meta))
        .map_err(|error| PageError::new(format!("its JSON can't be read: {error}")))?;
    if let Some(Text(version)) = meta.and_then(|meta| meta.api_version) {
        check_api_version(&version)?;
    }
    Ok(())
}

/// Reads a page: hands on its files, and gives what it says of itself.
struct DocumentVisitor<F>(F);

impl<'de, F: FnMut(Link<'de>, Cow<'de, str>)> Visitor<'de> for DocumentVisitor<F> {
    type Value = Option<Meta<'de>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut meta, mut has_files) = (None, false);
        while let Some(Text(key)) = map.next_key()? {
            match &*key {
                "files" if has_files => return Err(de::Error::duplicate_field("files")),
                "files" => {
                    map.next_value_seed(FilesVisitor(&mut self.0))?;
                    has_files = true;
                }
                "meta" => meta = map.next_value()?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        if has_files {
            Ok(meta)
        } else {
            Err(de::Error::missing_field("files"))
        }
    }
}

/// Reads a list of files, and hands on each.
struct FilesVisitor<'f, F>(&'f mut F);

impl<'de, F: FnMut(Link<'de>, Cow<'de, str>)> DeserializeSeed<'de> for FilesVisitor<'_, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, F: FnMut(Link<'de>, Cow<'de, str>)> Visitor<'de> for FilesVisitor<'_, F> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of files")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut files: A) -> Result<(), A::Error> {
        while let Some(file) = files.next_element::<File<'de>>()? {
            let (link, url) = file.link();
            (self.0)(link, url);
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Meta<'a> {
    #[serde(borrow, default)]
    api_version: Option<Text<'a>>,
}

/// The description of one file.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct File<'a> {
    #[serde(borrow)]
    filename: Text<'a>,
    #[serde(borrow)]
    url: Text<'a>,
    #[serde(borrow, default)]
    hashes: Option<Hashes<'a>>,
    #[serde(borrow, default)]
    requires_python: Option<Text<'a>>,
    #[serde(default)]
    yanked: Option<Withdrawn>,
    #[serde(default)]
    size: Option<u64>,
    #[serde(borrow, default)]
    upload_time: Option<Text<'a>>,
    #[serde(borrow, default)]
    core_metadata: Option<Metadata<'a>>,
    #[serde(borrow, default)]
    dist_info_metadata: Option<Metadata<'a>>,
}

impl<'a> File<'a> {
    /// What it says, and where it leads.
    pub(super) fn link(self) -> (Link<'a>, Cow<'a, str>) {
        let metadata = self.core_metadata.or(self.dist_info_metadata);
        let link = Link {
            filename: self.filename.0,
            hashes: self.hashes.map(|hashes| hashes.0).unwrap_or_default(),
            requires_python: self.requires_python.map(|text| text.0),
            yanked: self.yanked.and_then(|yanked| yanked.0),
            size: self.size,
            upload_time: self.upload_time.map(|text| text.0),
            metadata: metadata.map(|metadata| metadata.0).unwrap_or_default(),
        };
        (link, self.url.0)
    }
}

/// A text that is borrowed where it has no escapes (an `Option<Cow>` would not be).
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// Hashes as an object.
struct Hashes<'a>(LinkHashes<'a>);

/// `true` or `false`, or the metadata's hashes.
struct Metadata<'a>(LinkMetadata<'a>);

/// `true` or `false`, or the reason.
struct Withdrawn(Option<Yanked>);

impl<'de: 'a, 'a> Deserialize<'de> for Hashes<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (hashes, _) = deserializer.deserialize_any(MetadataVisitor)?;
        Ok(Self(hashes.sorted()))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Metadata<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (hashes, yes) = deserializer.deserialize_any(MetadataVisitor)?;
        Ok(Self(if yes {
            LinkMetadata::Yes(hashes.sorted().preferred())
        } else {
            LinkMetadata::No
        }))
    }
}

/// Reads an object of hashes, or a truth value, or nothing.
struct MetadataVisitor;

impl<'de> Visitor<'de> for MetadataVisitor {
    type Value = (LinkHashes<'de>, bool);

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("true, false or an object of hashes")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok((LinkHashes::default(), value))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok((LinkHashes::default(), false))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut hashes = LinkHashes::default();
        while let Some((Text(algorithm), value)) = map.next_entry::<Text<'de>, Loose<'de>>()? {
            if let Loose::Text(digest) = value {
                hashes.push(LinkHash { algorithm, digest });
            }
        }
        Ok((hashes, true))
    }
}

/// A text, or anything else, which is passed over.
enum Loose<'a> {
    Text(Cow<'a, str>),
    Other,
}

impl<'de: 'a, 'a> Deserialize<'de> for Loose<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor)
    }
}

struct LooseVisitor;

impl<'de> Visitor<'de> for LooseVisitor {
    type Value = Loose<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("anything")
    }

    fn visit_borrowed_str<E: de::Error>(self, value: &'de str) -> Result<Loose<'de>, E> {
        Ok(Loose::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Loose<'de>, E> {
        Ok(Loose::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Loose<'de>, E> {
        Ok(Loose::Other)
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Loose<'de>, E> {
        Ok(Loose::Other)
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Loose<'de>, E> {
        Ok(Loose::Other)
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Loose<'de>, E> {
        Ok(Loose::Other)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Loose<'de>, E> {
        Ok(Loose::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, sequence: A) -> Result<Loose<'de>, A::Error> {
        IgnoredAny.visit_seq(sequence).map(|_| Loose::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Loose<'de>, A::Error> {
        IgnoredAny.visit_map(map).map(|_| Loose::Other)
    }
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

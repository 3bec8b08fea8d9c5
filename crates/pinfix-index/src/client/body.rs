//! The body of an answer as it arrives, inflated where it is compressed.

use flate2::{Decompress, FlushDecompress, Status};
use reqwest::header::{self, HeaderMap};

use super::failure::Failure;

/// What is said to servers: how bodies may be compressed.
pub(super) const ACCEPTED: &str = "gzip";

/// The window of a gzip stream (RFC 1952 allows no larger one), as the power of two.
const WINDOW: u8 = 15;

/// Pages are about so many times as long as they are compressed.
const LIKELY: usize = 6;

/// By how much a body has room to grow at the least, in bytes.
const ROOM: usize = 16 << 10;

/// A body of which some arrived.
pub(super) struct Body {
    bytes: Vec<u8>,
    /// Its largest size, in bytes.
    limit: u64,
    gzip: Option<Gzip>,
}

struct Gzip {
    stream: Decompress,
    /// Whether nothing of a stream is open.
    ended: bool,
}

impl Body {
    /// The body that an answer with these headers has. `length`: how many bytes will arrive, where that is known.
    pub(super) fn new(headers: &HeaderMap, length: Option<u64>, limit: u64) -> Result<Self, Failure> {
        let encoding = headers.get(header::CONTENT_ENCODING);
        let encoding = encoding.map_or(&b""[..], |value| value.as_bytes().trim_ascii());
        let length = length.unwrap_or(0);
        if length > limit {
            return Err(too_large(limit));
        }
        let length = usize::try_from(length).unwrap_or(0);
        if encoding.is_empty() || encoding.eq_ignore_ascii_case(b"identity") {
            return Ok(Self {
                bytes: Vec::with_capacity(length),
                limit,
                gzip: None,
            });
        }
        if !encoding.eq_ignore_ascii_case(b"gzip") && !encoding.eq_ignore_ascii_case(b"x-gzip") {
            return Err(Failure::Refused(
                "its answer is compressed in a way that nobody asked for".to_owned(),
            ));
        }
        let likely = length
            .saturating_mul(LIKELY)
            .min(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(Self {
            bytes: Vec::with_capacity(likely),
            limit,
            gzip: Some(Gzip {
                stream: Decompress::new_gzip(WINDOW),
                ended: false,
            }),
        })
    }

    /// The next piece of what arrives.
    pub(super) fn add(&mut self, piece: &[u8]) -> Result<(), Failure> {
        let Some(gzip) = &mut self.gzip else {
            if (self.bytes.len() + piece.len()) as u64 > self.limit {
                return Err(too_large(self.limit));
            }
            self.bytes.extend_from_slice(piece);
            return Ok(());
        };
        let mut rest = piece;
        while !rest.is_empty() {
            if gzip.ended {
                // One stream may follow the other (RFC 1952, section 2.2).
                gzip.stream = Decompress::new_gzip(WINDOW);
                gzip.ended = false;
            }
            if self.bytes.capacity() == self.bytes.len() {
                self.bytes.reserve(self.bytes.len().max(ROOM));
            }
            let before = (gzip.stream.total_in(), self.bytes.len());
            let status = gzip
                .stream
                .decompress_vec(rest, &mut self.bytes, FlushDecompress::None)
                .map_err(|error| Failure::Network(format!("its answer can't be inflated: {error}")))?;
            if self.bytes.len() as u64 > self.limit {
                return Err(too_large(self.limit));
            }
            if (gzip.stream.total_in(), self.bytes.len()) == before {
                return Err(Failure::Network("its answer can't be inflated".to_owned()));
            }
            let taken = usize::try_from(gzip.stream.total_in() - before.0).unwrap_or(rest.len());
            rest = rest.get(taken..).unwrap_or_default();
            gzip.ended = status == Status::StreamEnd;
        }
        Ok(())
    }

    /// All of it, if all of it arrived.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, Failure> {
        while let Some(gzip) = self.gzip.as_mut().filter(|gzip| !gzip.ended) {
            // What was taken, but had no room yet.
            self.bytes.reserve(ROOM);
            let before = self.bytes.len();
            let status = gzip
                .stream
                .decompress_vec(&[], &mut self.bytes, FlushDecompress::Finish);
            if self.bytes.len() as u64 > self.limit {
                return Err(too_large(self.limit));
            }
            gzip.ended = matches!(status, Ok(Status::StreamEnd));
            if !gzip.ended && self.bytes.len() == before {
                // Nothing arrived where a body was announced: no answer to a question of this kind has one.
                return match gzip.stream.total_in() {
                    0 => Ok(self.bytes),
                    _ => Err(Failure::Network("its answer is cut off".to_owned())),
                };
            }
        }
        Ok(self.bytes)
    }
}

fn too_large(limit: u64) -> Failure {
    Failure::Refused(format!("its answer is larger than {} MB", limit >> 20))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use reqwest::header::HeaderValue;

    use super::*;

    fn compressed(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn read(encoding: &'static str, pieces: &[&[u8]], limit: u64) -> Result<Vec<u8>, String> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        let read = || {
            let mut body = Body::new(&headers, None, limit)?;
            for piece in pieces {
                body.add(piece)?;
            }
            body.finish()
        };
        read().map_err(|failure: Failure| match failure {
            Failure::Refused(cause) | Failure::Network(cause) => cause,
            _ => "another failure".to_owned(),
        })
    }

    #[test]
    fn pieces_of_any_size_are_inflated() {
        let text: Vec<u8> = (0..200_000_u32)
            .flat_map(|it| (it % 1013).to_string().into_bytes())
            .collect();
        let bytes = compressed(&text);
        for size in [1, 7, 4096, bytes.len()] {
            let pieces: Vec<&[u8]> = bytes.chunks(size).collect();
            assert!(read("gzip", &pieces, 1 << 20).as_ref() == Ok(&text), "{size}");
        }
        assert_eq!(read("", &[b"ab", b"c"], 3).as_deref(), Ok(&b"abc"[..]));
    }

    #[test]
    fn one_stream_may_follow_the_other() {
        let both = [compressed(b"one "), compressed(b"two")].concat();
        assert_eq!(
            read("GZIP", &[&both[..30], &both[30..]], 100).as_deref(),
            Ok(&b"one two"[..])
        );
    }

    #[test]
    fn what_is_no_honest_answer_is_refused() {
        let bytes = compressed(&b"a".repeat(100_000));
        let error = |pieces: &[&[u8]], limit| read("gzip", pieces, limit).unwrap_err();
        assert!(error(&[&bytes], 99_999).contains("larger"));
        assert!(error(&[&bytes[..bytes.len() - 1]], 1 << 20).contains("cut off"));
        assert!(error(&[b"<html>"], 1 << 20).contains("inflated"));
        assert!(read("br", &[b"abc"], 100).unwrap_err().contains("nobody asked"));
        assert!(read("", &[b"abcd"], 3).unwrap_err().contains("larger"));
        assert_eq!(read("gzip", &[], 10).as_deref(), Ok(&b""[..]));
    }
}

//! Which form of a page a client gets, and what the page says of metadata.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::options::{Metadata, Pages};

pub(super) const JSON: &str = "application/vnd.pypi.simple.v1+json";
pub(super) const HTML: &str = "text/html; charset=utf-8";

/// Whether the client gets JSON: only one that names the type does.
pub(super) fn wants_json(pages: Pages, accept: Option<&str>) -> bool {
    match pages {
        Pages::Json => true,
        Pages::Html => false,
        Pages::Both => {
            let accept = accept.unwrap_or_default();
            quality(accept, JSON) > 0.0 && quality(accept, JSON) >= quality(accept, "text/html")
        }
    }
}

/// The weight that an `Accept` header gives to a type it names; 0 where it does not name it.
fn quality(accept: &str, wanted: &str) -> f32 {
    for item in accept.split(',') {
        let mut parts = item.split(';').map(str::trim);
        if parts
            .next()
            .is_some_and(|media| media.eq_ignore_ascii_case(wanted))
        {
            let weight = parts.find_map(|part| part.strip_prefix("q="));
            return weight.map_or(1.0, |text| text.parse().unwrap_or(0.0));
        }
    }
    0.0
}

/// The page as it is to be served: without a word of metadata files where the index does not advertise them.
pub(super) fn adapted(body: Vec<u8>, json: bool, metadata: Metadata) -> Vec<u8> {
    match metadata {
        Metadata::Advertised | Metadata::Promised => body,
        Metadata::Unadvertised | Metadata::Absent if json => without_json_fields(body),
        Metadata::Unadvertised | Metadata::Absent => without_html_attributes(&body),
    }
}

fn without_json_fields(body: Vec<u8>) -> Vec<u8> {
    let Ok(mut page) = serde_json::from_slice::<Value>(&body) else {
        return body;
    };
    for file in page["files"]
        .as_array_mut()
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut)
    {
        file.shift_remove("core-metadata");
        file.shift_remove("dist-info-metadata");
    }
    page.to_string().into_bytes()
}

fn without_html_attributes(body: &[u8]) -> Vec<u8> {
    #[expect(clippy::unwrap_used, reason = "the pattern is constant")]
    static ATTRIBUTE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#" data-(core|dist-info)-metadata="[^"]*""#).unwrap());
    ATTRIBUTE
        .replace_all(&String::from_utf8_lossy(body), "")
        .into_owned()
        .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::{JSON, adapted, wants_json};
    use crate::local_index::{Metadata, Pages};

    #[test]
    fn only_a_client_that_names_json_gets_it() {
        let wants = |accept: &str| wants_json(Pages::Both, Some(accept));
        assert!(wants(JSON));
        assert!(wants(&format!("{JSON}, text/html;q=0.01")));
        assert!(!wants(&format!("{JSON};q=0.2, text/html")));
        assert!(!wants("*/*"));
        assert!(!wants_json(Pages::Both, None));
    }

    #[test]
    fn pages_can_be_silent_about_metadata() {
        let html = br#"<a href="a.whl" data-core-metadata="sha256=00" data-yanked="">a</a>"#.to_vec();
        let served = adapted(html, false, Metadata::Unadvertised);
        assert_eq!(served, br#"<a href="a.whl" data-yanked="">a</a>"#);
        let json = br#"{"files":[{"filename":"a.whl","core-metadata":{"sha256":"00"}}]}"#.to_vec();
        assert_eq!(
            adapted(json, true, Metadata::Absent),
            br#"{"files":[{"filename":"a.whl"}]}"#
        );
    }
}

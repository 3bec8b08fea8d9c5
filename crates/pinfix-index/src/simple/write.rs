//! Writing pages: those of snapshots.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use pinfix_packaging::PackageName;
use serde::Serialize;

use crate::distribution::Distribution;
use crate::project::Project;
use crate::verify;

/// What a file's name may not hold in a URL's path.
const ESCAPED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'+')
    .add(b'/')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}');

/// Texts of metadata by file name.
pub(crate) type Texts = BTreeMap<String, Arc<[u8]>>;

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct File<'a> {
    filename: &'a str,
    url: String,
    hashes: BTreeMap<&'a str, &'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    requires_python: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    upload_time: Option<String>,
    yanked: serde_json::Value,
    core_metadata: serde_json::Value,
    dist_info_metadata: serde_json::Value,
}

impl<'a> File<'a> {
    fn new(distribution: &'a Distribution, texts: &Texts) -> Self {
        let metadata = match texts.get(&distribution.filename) {
            Some(text) => serde_json::json!({ "sha256": verify::sha256(text).digest }),
            None => false.into(),
        };
        let hashes = distribution.hashes.iter();
        Self {
            filename: &distribution.filename,
            url: url(&distribution.filename),
            hashes: hashes
                .map(|hash| (hash.algorithm.as_str(), hash.digest.as_str()))
                .collect(),
            requires_python: distribution
                .requires_python
                .as_ref()
                .map(|python| python.text.as_str()),
            size: distribution.size,
            upload_time: distribution.upload_time.map(|time| time.to_string()),
            yanked: match &distribution.yanked {
                None => false.into(),
                Some(yanked) => yanked.reason.clone().map_or(true.into(), Into::into),
            },
            core_metadata: metadata.clone(),
            dist_info_metadata: metadata,
        }
    }
}

/// A project's page as JSON, one file per line.
pub(crate) fn page_json(project: &Project, texts: &Texts) -> String {
    let versions: Vec<String> = project
        .releases
        .iter()
        .map(|release| release.version.to_string())
        .collect();
    let files = project
        .distributions()
        .map(|distribution| json(&File::new(distribution, texts)));
    format!(
        "{{\n\"meta\": {{\"api-version\": \"1.1\"}},\n\"name\": {},\n\"versions\": {},\n\"files\": [\n{}\n]\n}}\n",
        json(&project.name.as_ref()),
        json(&versions),
        files.collect::<Vec<_>>().join(",\n")
    )
}

/// A project's page as HTML, one file per line.
pub(crate) fn page_html(project: &Project, texts: &Texts) -> String {
    let mut page = header(project.name.as_ref());
    for distribution in project.distributions() {
        let fragment = distribution
            .sha256()
            .map_or(String::new(), |digest| format!("#sha256={digest}"));
        let _ = write!(page, "<a href=\"{}{fragment}\"", url(&distribution.filename));
        let mut attribute = |name: &str, value: &str| {
            let _ = write!(page, " {name}=\"{}\"", escape(value));
        };
        if let Some(python) = &distribution.requires_python {
            attribute("data-requires-python", &python.text);
        }
        if let Some(yanked) = &distribution.yanked {
            attribute("data-yanked", yanked.reason.as_deref().unwrap_or_default());
        }
        if let Some(text) = texts.get(&distribution.filename) {
            let hash = format!("sha256={}", verify::sha256(text).digest);
            attribute("data-core-metadata", &hash);
            attribute("data-dist-info-metadata", &hash);
        }
        let _ = writeln!(page, ">{}</a><br>", escape(&distribution.filename));
    }
    page + "</body>\n</html>\n"
}

/// The list of projects as JSON.
pub(crate) fn list_json(names: &[&PackageName]) -> String {
    let projects: Vec<String> = names
        .iter()
        .map(|name| format!("{{\"name\": {}}}", json(&name.as_ref())))
        .collect();
    format!(
        "{{\n\"meta\": {{\"api-version\": \"1.1\"}},\n\"projects\": [\n{}\n]\n}}\n",
        projects.join(",\n")
    )
}

/// The list of projects as HTML.
pub(crate) fn list_html(names: &[&PackageName]) -> String {
    let mut page = header("Projects");
    for name in names {
        let _ = writeln!(page, "<a href=\"{name}/\">{name}</a><br>");
    }
    page + "</body>\n</html>\n"
}

fn header(title: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html>\n<head>\n<meta name=\"pypi:repository-version\" content=\"1.1\">\n<title>{title}</title>\n</head>\n<body>\n"
    )
}

/// A file's URL, relative to the page.
fn url(filename: &str) -> String {
    utf8_percent_encode(filename, ESCAPED).to_string()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// JSON in one line. The values here have nothing in them that JSON can't write.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

//! The pages of a project: PEP 691 JSON and PEP 503 HTML.

use std::fmt::Write;

use serde_json::{Value, json};

use super::distribution::File;
use super::metadata::requires_dist;
use super::release::{Release, normalize};
use crate::digest::sha256;

/// The JSON page, with the fields of PEP 700 and PEP 714.
pub(super) fn json(project: &str, files: &[File]) -> String {
    let mut versions: Vec<&str> = Vec::new();
    for file in files {
        if !versions.contains(&file.release.version.as_str()) {
            versions.push(&file.release.version);
        }
    }
    let page = json!({
        "meta": {"api-version": "1.1"},
        "name": project,
        "versions": versions,
        "files": files.iter().map(json_file).collect::<Vec<_>>(),
    });
    format!("{page:#}\n")
}

fn json_file(file: &File) -> Value {
    let mut entry = json!({
        "filename": file.filename,
        "url": escape_url(&file.filename),
        "hashes": {"sha256": sha256(&file.content)},
        "size": file.content.len(),
    });
    if let Some(text) = &file.release.requires_python {
        entry["requires-python"] = json!(text);
    }
    if let Some(time) = &file.release.upload_time {
        entry["upload-time"] = json!(time);
    }
    entry["yanked"] = match &file.release.yanked {
        None => json!(false),
        Some(reason) if reason.is_empty() => json!(true),
        Some(reason) => json!(reason),
    };
    entry["core-metadata"] = match &file.metadata {
        None => json!(false),
        Some(text) => json!({"sha256": sha256(text.as_bytes())}),
    };
    entry
}

/// The HTML page.
pub(super) fn html(project: &str, files: &[File]) -> String {
    let mut lines = Vec::new();
    for file in files {
        let mut tag = format!(
            "<a href=\"{}#sha256={}\"",
            escape_url(&file.filename),
            sha256(&file.content)
        );
        let mut attribute = |name: &str, value: &str| {
            // Writing to a String can't fail.
            let _ = write!(tag, " {name}=\"{}\"", escape_html(value));
        };
        if let Some(text) = &file.release.requires_python {
            attribute("data-requires-python", text);
        }
        if let Some(reason) = &file.release.yanked {
            attribute("data-yanked", reason);
        }
        if let Some(text) = &file.metadata {
            attribute(
                "data-core-metadata",
                &format!("sha256={}", sha256(text.as_bytes())),
            );
        }
        lines.push(format!("{tag}>{}</a><br>", escape_html(&file.filename)));
    }
    document(&format!("Links for {project}"), &lines)
}

/// The list of all projects, as JSON and as HTML.
pub(super) fn listing<'p>(projects: impl Iterator<Item = &'p String> + Clone) -> (String, String) {
    let names: Vec<Value> = projects.clone().map(|name| json!({"name": name})).collect();
    let page = json!({"meta": {"api-version": "1.1"}, "projects": names});
    let links: Vec<String> = projects
        .map(|name| format!("<a href=\"{name}/\">{name}</a><br>"))
        .collect();
    (format!("{page:#}\n"), document("Simple index", &links))
}

fn document(title: &str, lines: &[String]) -> String {
    let body = lines.join("\n");
    format!(
        "<!DOCTYPE html>\n<html>\n<head>\n<meta name=\"pypi:repository-version\" content=\"1.1\">\n\
         <title>{title}</title>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
}

fn escape_html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// A file name as a relative URL: of what file names hold, only the `+` of local versions and `!` of epochs are escaped.
fn escape_url(filename: &str) -> String {
    filename
        .replace('%', "%25")
        .replace('+', "%2B")
        .replace('!', "%21")
}

/// What the JSON API says of one release, as far as resolvers read it.
pub(super) fn json_api(release: &Release) -> String {
    let answer = json!({
        "info": {
            "name": release.name,
            "version": release.version,
            "requires_dist": requires_dist(release),
            "requires_python": release.requires_python,
            "provides_extra": release.extras.iter().map(|(extra, _)| normalize(extra)).collect::<Vec<_>>(),
            "yanked": release.yanked.is_some(),
        },
        "urls": [],
        "vulnerabilities": release.vulnerabilities.iter().map(|(id, fixed_in)| json!({
            "id": id, "aliases": [], "details": "It lets everyone in.", "summary": null, "fixed_in": [fixed_in],
            "withdrawn": null,
        })).collect::<Vec<_>>(),
    });
    format!("{answer:#}\n")
}

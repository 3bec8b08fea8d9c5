//! Writing a world as a snapshot.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use super::distribution::{File, build};
use super::page;
use super::release::{Release, World, normalize};

impl World {
    /// Writes the world below `root`, which is made where it is missing.
    pub fn write(&self, root: &Path) -> io::Result<()> {
        let projects = self.projects();
        fs::create_dir_all(root)?;
        for (project, releases) in &projects {
            let mut files: Vec<File> = Vec::new();
            for release in releases {
                files.extend(build(release)?);
            }
            write_project(&root.join(project), project, &files)?;
        }
        let (json, html) = page::listing(projects.keys());
        fs::write(root.join("index.json"), json)?;
        fs::write(root.join("index.html"), html)
    }

    /// The answers of the JSON API by path: `/pypi/NAME/VERSION/json`.
    pub fn json_api(&self) -> BTreeMap<String, String> {
        let path = |name: &str, version: &str| format!("/pypi/{}/{version}/json", normalize(name));
        let answer = |release: &Release| (path(&release.name, &release.version), page::json_api(release));
        self.releases.iter().map(answer).collect()
    }
}

fn write_project(folder: &Path, project: &str, files: &[File]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for file in files {
        fs::write(folder.join(&file.filename), &file.content)?;
        if let Some(text) = &file.metadata {
            fs::write(folder.join(format!("{}.metadata", file.filename)), text)?;
        }
    }
    fs::write(folder.join("index.json"), page::json(project, files))?;
    fs::write(folder.join("index.html"), page::html(project, files))
}

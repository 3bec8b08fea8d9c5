//! What the comments of a lock say: who asked for a pin, as pip-compile, uv and pinfix write it.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr as _;

use pinfix_packaging::PackageName;

use crate::manifest::Manifest;
use crate::source::SourceId;

/// Whether the comments at a pin say that the user asked for it: `# via -r requirements.in`, `# via mine
/// (pyproject.toml)`, on its line or below it. `line` counts from 1.
pub fn is_users_own(text: &str, line: usize) -> bool {
    askers(text, line).into_iter().any(|asker| {
        let in_project = ["(pyproject.toml)", "(setup.py)", "(setup.cfg)"];
        asker.starts_with("-r ") || in_project.iter().any(|file| asker.ends_with(file))
    })
}

impl Manifest {
    /// For each line the packages that asked for it, as the lock that it stands in tells it: by comments (`# via kombu`), or
    /// by the `dependencies` of others (PEP 751).
    pub fn askers(&self) -> Vec<Vec<PackageName>> {
        let mut needing: BTreeMap<(SourceId, &PackageName), Vec<PackageName>> = BTreeMap::new();
        for line in &self.lines {
            for needed in &line.depends_on {
                let askers = needing.entry((line.origin.source, needed)).or_default();
                askers.extend(line.requirement.name());
            }
        }
        let telling: BTreeSet<SourceId> = self
            .sources
            .iter()
            .filter(|(_, source)| source.text.contains("# via"))
            .map(|(id, _)| id)
            .collect();
        if telling.is_empty() && needing.is_empty() {
            return vec![Vec::new(); self.lines.len()];
        }
        let lines = self.lines.iter().map(|line| {
            let source = line.origin.source;
            let name = line.requirement.name();
            let others = name.and_then(|name| needing.get(&(source, &name)).cloned());
            let others = others.unwrap_or_default();
            if !telling.contains(&source) {
                return others;
            }
            let text = &self.sources.get(source).text;
            let start = text[..line.origin.span.start].rfind('\n').map_or(0, |at| at + 1);
            let told = askers(&text[start..], 1).into_iter();
            let named = told.filter_map(|asker| PackageName::from_str(asker).ok());
            named.chain(others).collect()
        });
        lines.collect()
    }
}

/// What the comments at a pin name.
fn askers(text: &str, line: usize) -> Vec<&str> {
    let mut rows = text.lines().skip(line.saturating_sub(1));
    let Some(pin) = rows.next() else {
        return Vec::new();
    };
    let mut continued = pin.trim_end().ends_with('\\');
    let mut comments: Vec<&str> = pin
        .split_once(" #")
        .map(|(_, comment)| comment)
        .into_iter()
        .collect();
    for row in rows {
        let row = row.trim();
        match row.strip_prefix('#') {
            Some(comment) => comments.push(comment),
            None if continued => {
                continued = row.ends_with('\\');
                comments.extend(row.split_once(" #").map(|(_, comment)| comment));
            }
            None => break,
        }
    }
    let askers = comments.into_iter().flat_map(|comment| {
        let comment = comment.trim();
        comment.strip_prefix("via").unwrap_or(comment).split(',')
    });
    askers.map(str::trim).filter(|asker| !asker.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MemoryFiles, Request, read};

    const LOCK: &str = "\
# Locked by pinfix. To lock again:
#    pinfix resolve -r requirements.in
boto3==1.0
    # via -r requirements.in
botocore==1.0
    # via
    #   boto3
    #   s3transfer
django==4.2 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via
    #   -r requirements.in
    #   djangorestframework
six==1.0  # via botocore, -r base.in
s3transfer==1.0           # via boto3
mine==1.0  # via project (pyproject.toml)
";

    #[test]
    fn the_comment_of_each_pin_is_its_own() {
        let own: Vec<&str> = (1..)
            .zip(LOCK.lines())
            .filter(|(_, row)| row.contains("=="))
            .filter(|(line, _)| is_users_own(LOCK, *line))
            .map(|(_, row)| row.split("==").next().unwrap())
            .collect();
        assert_eq!(own, ["boto3", "django", "six", "mine"]);
        assert!(!is_users_own(LOCK, 99));
    }

    /// Each package with those that asked for it, as the file tells it.
    fn told(name: &str, text: &str) -> Vec<String> {
        let files = MemoryFiles::new().with(name, text);
        let request = Request {
            files: vec![name.into()],
            ..Request::default()
        };
        let manifest = read(&request, &files).unwrap();
        let lines = manifest.lines.iter().zip(manifest.askers());
        lines
            .map(|(line, askers)| {
                let askers: Vec<String> = askers.iter().map(ToString::to_string).collect();
                format!("{} <- {}", line.requirement.name().unwrap(), askers.join(" "))
            })
            .collect()
    }

    #[test]
    fn comments_name_the_packages_that_ask() {
        let expected = [
            "boto3 <- ",
            "botocore <- boto3 s3transfer",
            "django <- djangorestframework",
        ];
        let found = told("requirements.txt", LOCK);
        assert_eq!(found[..3], expected);
        assert_eq!(found[3..5], ["six <- botocore", "s3transfer <- boto3"]);
    }

    #[test]
    fn a_pylock_names_what_its_packages_need() {
        let text = r#"
lock-version = "1.0"
[[packages]]
name = "kombu"
version = "5.6.2"
dependencies = [{ name = "Redis" }, { name = "vine", version = "5.1.0" }]
[[packages]]
name = "redis"
version = "6.4.0"
"#;
        assert_eq!(told("pylock.toml", text), ["kombu <- ", "redis <- kombu"]);
    }
}

//! From text to places.

use std::path::PathBuf;

use pinfix_packaging::Span;

use super::fragment::{decode_percent, egg, parameter};
use super::{Location, VcsKind, VcsLocation};
use crate::error::{Code, Mistake};
use crate::nearest::nearest;

/// The schemes of plain URLs that pip reads.
const SCHEMES: &[&str] = &["http", "https", "ftp", "file"];

/// The tools, and what may stand behind each and a plus sign.
const TOOLS: &[(VcsKind, &str, &[&str])] = &[
    (VcsKind::Git, "git", &["http", "https", "ssh", "git", "file"]),
    (
        VcsKind::Mercurial,
        "hg",
        &["http", "https", "ssh", "static-http", "file"],
    ),
    (
        VcsKind::Subversion,
        "svn",
        &["http", "https", "ssh", "svn", "file"],
    ),
    (
        VcsKind::Bazaar,
        "bzr",
        &["http", "https", "ssh", "sftp", "ftp", "lp", "file"],
    ),
];

/// The endings of file names that pip takes for archives.
const ARCHIVES: &[&str] = &[
    ".whl",
    ".zip",
    ".tar.gz",
    ".tgz",
    ".tar",
    ".tar.bz2",
    ".tbz",
    ".tar.xz",
    ".txz",
    ".tlz",
    ".tar.lz",
    ".tar.lzma",
];

/// Whether the name ends like an archive's.
pub(crate) fn is_archive(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ARCHIVES.iter().any(|ending| name.ends_with(ending))
}

/// Whether the text starts with a scheme, known or not: `https:`, `git+git@`, `whatever://`. `-e` also takes `git:…`.
pub(crate) fn has_scheme(text: &str, editable: bool) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let is_scheme = scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    let lower = scheme.to_ascii_lowercase();
    let tool = TOOLS.iter().any(|(_, tool, _)| {
        lower
            .strip_prefix(tool)
            .is_some_and(|rest| rest.starts_with('+') || (editable && rest.is_empty()))
    });
    tool || (is_scheme && (rest.starts_with("//") || SCHEMES.contains(&lower.as_str())))
}

impl Location {
    /// The place that a text names; nothing where it names none.
    pub fn read(text: &str, editable: bool) -> Option<Self> {
        Self::parse(text, editable).ok()
    }

    /// Reads a URL or a path; spans count the bytes of `text`.
    pub(crate) fn parse(text: &str, editable: bool) -> Result<Self, Mistake> {
        if !has_scheme(text, editable) {
            return Ok(Self::Path {
                path: PathBuf::from(text),
                verbatim: text.to_owned(),
            });
        }
        let (scheme, rest) = text.split_once(':').unwrap_or((text, ""));
        let scheme = scheme.to_ascii_lowercase();
        if let Some((kind, tool, transports)) = TOOLS
            .iter()
            .find(|(_, tool, _)| scheme.starts_with(&format!("{tool}+")) || (editable && scheme == *tool))
        {
            let transport = scheme.strip_prefix(&format!("{tool}+")).unwrap_or(tool);
            if transports.contains(&transport) {
                return VcsLocation::parse(*kind, text, &format!("{transport}:{rest}")).map(Self::Vcs);
            }
            return Err(unknown_transport(tool, transports, transport, rest, text));
        }
        if !SCHEMES.contains(&scheme.as_str()) {
            return Err(unknown_scheme(text, &scheme));
        }
        if scheme == "file"
            && let Some(path) = file_path(text)
        {
            return Ok(Self::Path {
                path,
                verbatim: text.to_owned(),
            });
        }
        check_url(text, text)?;
        Ok(Self::Url(text.to_owned()))
    }
}

impl VcsLocation {
    /// Reads `transport:rest@revision#fragment`, written as `verbatim`.
    fn parse(kind: VcsKind, verbatim: &str, plain: &str) -> Result<Self, Mistake> {
        let (place, fragment) = plain.split_once('#').unwrap_or((plain, ""));
        let path_start = place.find("://").map_or(0, |position| {
            let authority = position + "://".len();
            place[authority..]
                .find('/')
                .map_or(place.len(), |slash| authority + slash)
        });
        let (url, revision) = match place[path_start..].rfind('@') {
            Some(at) => (&place[..path_start + at], Some(&place[path_start + at + 1..])),
            None => (place, None),
        };
        let revision_span = Span::new(0, verbatim.len());
        if revision.is_some_and(str::is_empty) {
            return Err(Mistake::new(
                Code::Url,
                revision_span,
                "there is nothing behind the `@` of this URL",
            )
            .help("write a branch, a tag or a commit behind it, or take it away"));
        }
        check_url(url, verbatim)?;
        let subdirectory =
            parameter(fragment, "subdirectory").map(|value| decode_percent(value).into_owned());
        Ok(Self {
            kind,
            url: url.to_owned(),
            revision: revision.map(str::to_owned),
            subdirectory,
            egg: egg(verbatim).map(|(name, _)| name.to_owned()),
            verbatim: verbatim.to_owned(),
        })
    }
}

/// The path that a `file:` URL of this machine names; `None` where it names another host.
fn file_path(text: &str) -> Option<PathBuf> {
    let rest = &text["file:".len()..];
    let rest = rest.split(['#', '?']).next().unwrap_or_default();
    let Some(authority) = rest.strip_prefix("//") else {
        return Some(PathBuf::from(decode_percent(rest).into_owned()));
    };
    if let Ok(path) = url::Url::parse(text).ok()?.to_file_path() {
        return Some(path);
    }
    // `file://./directory` has no host by any standard; it is meant as a path, and pip reads it as one.
    authority
        .starts_with('.')
        .then(|| PathBuf::from(decode_percent(authority).into_owned()))
}

/// Refuses a URL that can't be one. `written` is all of the text, for the span.
fn check_url(url: &str, written: &str) -> Result<(), Mistake> {
    let Err(error) = url::Url::parse(url) else {
        return Ok(());
    };
    let span = Span::new(0, written.len());
    let mistake = Mistake::new(Code::Url, span, format!("this is no URL: {error}"));
    let variable = written
        .find("${")
        .and_then(|start| Some(&written[start..=start + written[start..].find('}')?]));
    Err(mistake.help(match variable {
        Some(variable) => format!("the environment variable {variable} is not set"),
        None => "a URL looks like `https://example.org/name-1.0-py3-none-any.whl`".to_owned(),
    }))
}

/// A scheme that nobody knows.
fn unknown_scheme(text: &str, scheme: &str) -> Mistake {
    let tool = TOOLS.iter().find(|(_, tool, _)| *tool == scheme);
    let help = match (tool, nearest(scheme, SCHEMES.iter().copied())) {
        (Some((_, tool, _)), _) => format!("write `{tool}+{text}`"),
        (None, Some(known)) => format!("did you mean `{known}`?"),
        (None, None) if scheme == "ssh" => format!("for a git repository write `git+{text}`"),
        (None, None) => "https, http, ftp and file are known, and git+…, hg+…, svn+… and bzr+…".to_owned(),
    };
    Mistake::new(
        Code::Url,
        Span::new(0, scheme.len()),
        format!("the scheme `{scheme}` is not known"),
    )
    .help(help)
}

/// `git+…` with something behind the plus sign that the tool does not speak.
fn unknown_transport(tool: &str, transports: &[&str], transport: &str, rest: &str, text: &str) -> Mistake {
    let message = format!("`{tool}+` goes before a URL that {tool} can read");
    let help = if transport.contains('@') {
        format!("write it as a URL: `{tool}+ssh://{transport}/{rest}`")
    } else {
        let list: Vec<_> = transports
            .iter()
            .map(|transport| format!("`{tool}+{transport}`"))
            .collect();
        format!("write one of {}", list.join(", "))
    };
    let end = text.find(':').unwrap_or(text.len());
    Mistake::new(Code::Url, Span::new(0, end), message).help(help)
}

#[cfg(test)]
mod tests {
    use super::super::egg_extras;
    use super::*;

    #[test]
    fn takes_repositories_apart() {
        let text = "git+ssh://git@example.org/a/b.git@feature/x#egg=Foo[bar]&subdirectory=sub%20dir";
        let Ok(Location::Vcs(vcs)) = Location::parse(text, false) else {
            panic!()
        };
        assert_eq!(vcs.kind, VcsKind::Git);
        assert_eq!(vcs.url, "ssh://git@example.org/a/b.git");
        assert_eq!(vcs.revision.as_deref(), Some("feature/x"));
        assert_eq!(vcs.subdirectory.as_deref(), Some("sub dir"));
        assert_eq!(vcs.egg.as_deref(), Some("Foo"));
        assert_eq!(egg_extras(text).len(), 1);
        assert_eq!(
            Location::Vcs(vcs).name().map(|name| name.to_string()).as_deref(),
            Some("foo")
        );
    }

    #[test]
    fn a_repository_without_extras_has_none() {
        for text in [
            "git+file:///a",
            "git+file:///a#egg=foo",
            "git+file:///a#egg=foo[]",
            "git+file:///a#egg=foo[ ,]",
        ] {
            assert_eq!(egg_extras(text), [], "{text}");
        }
    }

    #[test]
    fn file_urls_are_paths_of_this_machine() {
        for (text, path) in [
            ("file:a%20b", "a b"),
            ("file:./a#egg=x", "./a"),
            ("file://./a", "./a"),
            ("file:%zz%é", "%zz%é"),
        ] {
            let Ok(Location::Path {
                path: found,
                verbatim,
            }) = Location::parse(text, false)
            else {
                panic!("{text}")
            };
            assert_eq!(found, PathBuf::from(path));
            assert_eq!(verbatim, text);
        }
        assert!(matches!(
            Location::parse("file://host/a", false),
            Ok(Location::Url(_))
        ));
    }

    #[test]
    fn wheels_tell_their_names() {
        let name = |text| {
            Location::parse(text, false)
                .ok()
                .and_then(|place| place.name())
                .map(|name| name.to_string())
        };
        assert_eq!(
            name("https://example.org/Foo_Bar-1.0-py3-none-any.whl#sha256=1").as_deref(),
            Some("foo-bar")
        );
        assert_eq!(name("./w/foo-1.0%2Bcpu-py3-none-any.whl").as_deref(), Some("foo"));
        assert_eq!(name("./foo-1.0.tar.gz"), None);
        assert_eq!(name("https://example.org/x.zip#egg=y").as_deref(), Some("y"));
    }

    #[test]
    fn mistakes_say_what_to_write() {
        for (text, help) in [
            (
                "git+git@example.org:a/b.git",
                "write it as a URL: `git+ssh://git@example.org/a/b.git`",
            ),
            ("htps://example.org/a", "did you mean `https`?"),
            ("git://example.org/a", "write `git+git://example.org/a`"),
            (
                "https://${HOST}:${PORT}/a",
                "the environment variable ${HOST} is not set",
            ),
            (
                "git+https://example.org/a@",
                "write a branch, a tag or a commit behind it, or take it away",
            ),
        ] {
            let mistake = Location::parse(text, false).unwrap_err();
            assert_eq!(mistake.help.as_deref(), Some(help), "{text}");
            assert!(text.get(mistake.span.start..mistake.span.end).is_some(), "{text}");
        }
    }
}

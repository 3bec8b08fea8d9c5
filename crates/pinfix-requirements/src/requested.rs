//! One requirement in any form that pip takes: by name, by URL, by path, from version control.

use pinfix_packaging::{ExtraName, Marker, Requirement, RequirementSource, Span};

use crate::error::{Code, Mistake};
use crate::location::{self, Location};
use crate::manifest::{Requested, RequirementLine};

/// Reads a requirement; spans count the bytes of `text`.
pub(crate) fn requested(text: &str, editable: bool) -> Result<Requested, Mistake> {
    if let Some(position) = text.trim_end().strip_suffix('\\').map(str::len) {
        return Err(crate::words::lone_backslash(position));
    }
    if !names_a_project(text) {
        if location::has_scheme(text, editable) {
            return unnamed(text, url_marker(text), editable);
        }
        if editable || looks_like_path(text) {
            return path(text, editable);
        }
    }
    named(text, editable)
}

impl RequirementLine {
    /// The place that it names, with variables *not* filled in; it may hold credentials that stand in the file.
    pub fn written_place(&self) -> Option<String> {
        let text = self.text.trim_start();
        let text = ["--editable=", "--editable", "-e"]
            .iter()
            .find_map(|flag| text.strip_prefix(flag))
            .filter(|_| self.editable)
            .unwrap_or(text);
        match requested(text.trim(), self.editable).ok()? {
            Requested::Named(requirement) => requirement.url().map(str::to_owned),
            Requested::Unnamed { location, .. } => Some(location.to_string()),
        }
    }
}

/// Reads a requirement by name (PEP 508).
pub(crate) fn named(text: &str, editable: bool) -> Result<Requested, Mistake> {
    let requirement = Requirement::parse(text).map_err(|error| {
        let mistake = Mistake::new(Code::Requirement, clamp(error.span, text), error.message);
        mistake.help(error.help.unwrap_or_else(|| {
            "write a name, then what is wanted of it: `name`, `name[extra]>=1.0,<2`, `name @ https://…`"
                .to_owned()
        }))
    })?;
    if editable && matches!(requirement.source, RequirementSource::Specifiers(_)) {
        return Err(not_editable(text));
    }
    if let Some(url) = requirement.url() {
        check_url_of(text, url)?;
    }
    Ok(Requested::Named(requirement))
}

/// Refuses what stands behind `name @` and is neither a URL nor a path.
fn check_url_of(text: &str, url: &str) -> Result<(), Mistake> {
    let start = text.find(url).unwrap_or(0);
    let whole = Span::new(start, (start + url.len()).min(text.len()));
    if location::has_scheme(url, false) {
        let checked = Location::parse(url, false).map(|_| ());
        return checked.map_err(|mistake| Mistake {
            span: clamp(mistake.span.shifted(start), text),
            ..mistake
        });
    }
    let colon = url
        .find(':')
        .filter(|colon| !url[..*colon].contains(['/', '\\']) && *colon > 1);
    let Some(colon) = colon else { return Ok(()) };
    let (host, path) = (&url[..colon], url[colon + 1..].trim_start_matches('/'));
    let user = text[..start]
        .trim_end()
        .strip_suffix('@')
        .map(str::trim_end)
        .filter(|name| *name == "git");
    let user = user.map(|name| format!("{name}@")).unwrap_or_default();
    Err(Mistake::new(Code::Url, whole, "this is no URL: it has no scheme")
        .help(format!("write it as a URL: `git+ssh://{user}{host}/{path}`")))
}

/// Whether the text starts like `name @ …` or `name[extra] @ …`.
fn names_a_project(text: &str) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let rest = text.trim_start_matches(is_name);
    if rest.len() == text.len() || text.starts_with('.') {
        return false;
    }
    let rest = rest.trim_start();
    let rest = match rest.strip_prefix('[') {
        Some(extras) => extras.split_once(']').map_or("", |(_, rest)| rest).trim_start(),
        None => rest,
    };
    rest.starts_with('@')
}

/// Whether pip would take the text for a path: a separator, a dot in front, or the name of an archive.
fn looks_like_path(text: &str) -> bool {
    let head = text.split(';').next().unwrap_or_default().trim();
    let (head, _) = split_extras(head);
    head.starts_with('.')
        || head.contains(['/', '\\'])
        || location::is_archive(head)
        || (!head.contains(char::is_whitespace) && is_list_of_requirements(head))
}

/// Whether the name is one that files of requirements have.
fn is_list_of_requirements(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    // A project may be called `name.toml`; one that is called `name.txt` or `name.in` would surprise everyone.
    let by_extension = extension.is_some_and(|extension| matches!(extension, "txt" | "in"));
    (by_extension || name.ends_with("pyproject.toml") || name.ends_with("setup.cfg"))
        && !name.contains(['=', '<', '>', '~', '!'])
}

/// A path, perhaps with extras and a marker.
fn path(text: &str, editable: bool) -> Result<Requested, Mistake> {
    let marker = text.find(';');
    let head = text[..marker.unwrap_or(text.len())].trim_end();
    let span = Span::new(0, head.len());
    if !editable && is_list_of_requirements(head) {
        return Err(Mistake::new(
            Code::MissingFlag,
            span,
            format!("`{head}` is a file, not a requirement"),
        )
        .help(format!(
            "to include it, write `-r {head}`; to take it as constraints, `-c {head}`"
        )));
    }
    let is_bare = !head.starts_with('.') && !head.contains(['/', '\\']);
    if editable && is_bare && head.contains(['=', '<', '>', '~', '!']) {
        return Err(not_editable(head));
    }
    unnamed(text, marker, editable)
}

/// `-e` before a name and a version.
fn not_editable(text: &str) -> Mistake {
    let message = "`-e` takes a directory or a repository, not a name and version";
    Mistake::new(Code::Requirement, Span::new(0, text.len()), message)
        .help("write `-e ./directory` or `-e git+https://…`, or take `-e` away")
}

/// A URL or path up to the semicolon at `marker`, and what follows it.
fn unnamed(text: &str, marker: Option<usize>, editable: bool) -> Result<Requested, Mistake> {
    let head = text[..marker.unwrap_or(text.len())].trim_end();
    let marker = match marker {
        Some(semicolon) => Some(read_marker(text, semicolon + 1)?),
        None => None,
    };
    let (place, extras) = split_extras(head);
    let location = Location::parse(place, editable)?;
    let extras = match &location {
        Location::Vcs(vcs) if extras.is_empty() => location::egg_extras(&vcs.verbatim),
        _ => extras,
    };
    Ok(Requested::Unnamed {
        location,
        extras,
        marker,
    })
}

/// The marker behind a semicolon.
fn read_marker(text: &str, start: usize) -> Result<Marker, Mistake> {
    let start = start + (text[start..].len() - text[start..].trim_start().len());
    Marker::parse(&text[start..]).map_err(|error| {
        let span = clamp(error.span, &text[start..]).shifted(start);
        let mistake = Mistake::new(Code::Marker, span, error.message);
        mistake.help(
            error
                .help
                .unwrap_or_else(|| "a marker looks like `python_version < \"3.11\"`".to_owned()),
        )
    })
}

/// Where the marker of a URL starts: a semicolon with white space on one side. A URL may hold others.
fn url_marker(text: &str) -> Option<usize> {
    text.match_indices(';')
        .map(|(position, _)| position)
        .find(|position| {
            text[..*position].ends_with(char::is_whitespace)
                || text[position + 1..].starts_with(char::is_whitespace)
        })
}

/// `place[extra,other]` in two; nothing is split off where the brackets hold no names.
fn split_extras(text: &str) -> (&str, Vec<ExtraName>) {
    let split = text.strip_suffix(']').and_then(|rest| rest.rsplit_once('['));
    if let Some((place, list)) = split
        && !place.is_empty()
        && let Ok(mut extras) = list
            .split(',')
            .map(|name| name.trim().parse())
            .collect::<Result<Vec<ExtraName>, _>>()
    {
        extras.sort();
        extras.dedup();
        return (place.trim_end(), extras);
    }
    (text, Vec::new())
}

/// The span, made to fit the text and its characters.
fn clamp(span: Span, text: &str) -> Span {
    let floor = |position: usize| {
        (0..=position.min(text.len()))
            .rev()
            .find(|at| text.is_char_boundary(*at))
    };
    let start = floor(span.start).unwrap_or(0);
    Span::new(start, floor(span.end).unwrap_or(start).max(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> &'static str {
        match requested(text, false) {
            Ok(Requested::Named(_)) => "named",
            Ok(Requested::Unnamed {
                location: Location::Path { .. },
                ..
            }) => "path",
            Ok(Requested::Unnamed {
                location: Location::Url(_),
                ..
            }) => "url",
            Ok(Requested::Unnamed {
                location: Location::Vcs(_),
                ..
            }) => "vcs",
            Err(mistake) => mistake.code.as_str(),
        }
    }

    #[test]
    fn tells_the_forms_apart() {
        for (text, expected) in [
            ("foo", "named"),
            ("foo.bar>=1", "named"),
            ("foo[a]@https://example.org/a.whl", "named"),
            ("foo @ git+https://example.org/a.git", "named"),
            ("foo ; sys_platform == 'a/b'", "named"),
            (".", "path"),
            ("./foo[a,b] ; python_version<'3'", "path"),
            ("foo-1.0-py3-none-any.whl", "path"),
            ("wheels/foo-1.0.tar.gz", "path"),
            ("C:\\foo\\bar", "path"),
            ("file:./foo", "path"),
            ("file:///foo#egg=a", "path"),
            ("https://example.org/a.zip ; os_name == 'nt'", "url"),
            ("git+ssh://git@example.org/a.git@v1", "vcs"),
            ("dev.txt", "requirements::missing-include-flag"),
            ("requirements/base.in", "requirements::missing-include-flag"),
            ("git://example.org/a.git", "requirements::invalid-url"),
            ("htps://example.org/a.zip", "requirements::invalid-url"),
            ("foo \\", "requirements::unclosed-quote"),
            ("ruamel.toml", "named"),
            ("foo @ ./wheels/foo.whl", "named"),
            ("foo @ htps://example.org/a.zip", "requirements::invalid-url"),
            ("git@example.org:a/b.git", "requirements::invalid-url"),
        ] {
            assert_eq!(kind(text), expected, "{text}");
        }
        assert!(
            requested("git://example.org/a.git", true).is_ok(),
            "pip adds `git+` for -e"
        );
        assert!(requested("project", true).is_ok(), "a directory");
        assert!(requested("project>=1", true).is_err());
    }

    #[test]
    fn extras_and_markers_of_places() {
        let Ok(Requested::Unnamed { extras, marker, .. }) =
            requested("https://example.org/a;b.zip[X_y,a]; python_version < '3'", false)
        else {
            panic!()
        };
        assert_eq!(
            extras.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["a", "x-y"]
        );
        assert!(marker.is_some());
        let mistake = requested("./a ; python_versoin < '3'", false).unwrap_err();
        assert_eq!(mistake.code, Code::Marker);
        assert!(mistake.span.start >= 6, "{:?}", mistake.span);
    }
}

//! What the comments of a lock say.

/// Whether the comments at a pin say that the user asked for it: `# via -r requirements.in`, `# via mine
/// (pyproject.toml)`, on its line or below it, as pip-compile, uv and pinfix write them. `line` counts from 1.
pub fn is_users_own(text: &str, line: usize) -> bool {
    let mut rows = text.lines().skip(line.saturating_sub(1));
    let Some(pin) = rows.next() else {
        return false;
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
    let askers = comments.iter().flat_map(|comment| {
        let comment = comment.trim();
        comment.strip_prefix("via").unwrap_or(comment).split(',')
    });
    askers.map(str::trim).any(|asker| {
        let in_project = ["(pyproject.toml)", "(setup.py)", "(setup.cfg)"];
        asker.starts_with("-r ") || in_project.iter().any(|file| asker.ends_with(file))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
}

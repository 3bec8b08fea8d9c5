//! “Did you mean …?”

/// The candidate that is most like `word`, if one is like enough to be what was meant.
pub(crate) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// What helps who names something that a table does not have: the name that was meant, or those that there are.
pub(crate) fn known(near: Option<&str>, names: &[String], table: &str) -> String {
    match (near, names) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, []) => format!("define it below `{table}`"),
        (None, names) => format!("`{table}` has {}; define it there", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant_and_nothing_far_off() {
        let names = ["--index-url", "--extra-index-url", "--pre"];
        assert_eq!(nearest("--indexurl", names), Some("--index-url"));
        assert_eq!(nearest("--prr", names), Some("--pre"));
        assert_eq!(nearest("--upgrade", names), None);
        assert_eq!(nearest("", names), None);
    }
}

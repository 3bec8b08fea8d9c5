//! Options inside requirements files.

use pinfix_requirements::{MemoryFiles, read};

use crate::support::{codes, read_text, request, warning_codes};

#[test]
fn options_are_merged_in_order_over_all_files() {
    let files = MemoryFiles::new()
        .with(
            "a.txt",
            "-i https://one.example.org\n--extra-index-url=https://x.example.org\n-r sub/b.txt\nfoo\n",
        )
        .with(
            "sub/b.txt",
            "--pypi-url https://two.example.org\n-f wheels\n--trusted-host example.org\n--pre --no-index\n",
        )
        .with(
            "c.txt",
            "--prefer-binary\n--require-hashes\n--use-feature fast-deps\n--trusted-host example.org\n",
        );
    let manifest = read(&request(&["a.txt", "c.txt"]), &files).unwrap();
    let options = &manifest.options;
    let index = options.index_url.as_ref().unwrap();
    assert_eq!(index.value, "https://two.example.org");
    assert_eq!((index.origin.line, index.origin.column), (1, 12));
    assert_eq!(index.origin.included_from.len(), 1);
    assert_eq!(options.extra_index_urls[0].value, "https://x.example.org");
    assert_eq!(options.find_links[0].base, std::path::Path::new("sub"));
    assert!(options.pre && options.no_index && options.prefer_binary && options.require_hashes);
    assert_eq!(options.trusted_hosts, ["example.org"]);
    assert_eq!(options.use_features, ["fast-deps"]);
}

#[test]
fn formats_follow_pip() {
    let manifest = read_text("--no-binary :all:\n--only-binary Foo_Bar,baz\n--no-binary=baz\n").unwrap();
    assert_eq!(manifest.options.no_binary, [":all:", "baz"]);
    assert_eq!(manifest.options.only_binary, ["foo-bar"]);
    assert_eq!(
        codes(&read_text("--no-binary 'a b'")),
        ["requirements::invalid-option-value"]
    );
}

#[test]
fn what_pip_ignores_is_told() {
    let manifest = read_text("foo --pre\n--hash=sha256:00\n").unwrap();
    assert_eq!(
        warning_codes(&manifest.warnings),
        ["requirements::ignored-option", "requirements::ignored-option"]
    );
    assert!(!manifest.options.pre);
}

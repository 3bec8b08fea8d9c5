//! The options that stand in requirements files, as settings with their places.

use pinfix_requirements::{IndexOptions, Manifest, OptionValue, Sources};

use super::links::Links;
use super::setting::{SetBy, Setting};
use crate::cli::PackageSelector;

/// The options that stand in requirements files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WrittenOptions {
    /// `--index-url`
    pub index_url: Option<Setting<String>>,
    /// `--extra-index-url`
    pub extra_index_urls: Vec<Setting<String>>,
    /// `--find-links`; relative paths that exist beside the file are absolute.
    pub find_links: Vec<Setting<Links>>,
    /// `--no-index`
    pub no_index: bool,
    /// `--pre`
    pub pre: bool,
    /// `--trusted-host`
    pub trusted_hosts: Vec<String>,
    /// `--only-binary`
    pub only_binary: Vec<PackageSelector>,
    /// `--no-binary`
    pub no_binary: Vec<PackageSelector>,
}

impl WrittenOptions {
    /// The options of all files that were read.
    pub fn of(manifest: &Manifest) -> Self {
        Self::new(&manifest.options, &manifest.sources)
    }

    fn new(options: &IndexOptions, sources: &Sources) -> Self {
        let setting = |value: &OptionValue| {
            let path = sources.get(value.origin.source).name.clone().into();
            Setting::new(
                value.value.clone(),
                SetBy::File {
                    path,
                    line: value.origin.line,
                },
            )
        };
        let links = |value: &OptionValue| {
            let beside = value.base.join(&value.value);
            let found = !value.value.contains("://") && beside.exists();
            setting(value).map(Links::at).map(|links| {
                if found {
                    links.found_at(beside.to_string_lossy().into_owned())
                } else {
                    links
                }
            })
        };
        // The reader has seen to it that these are names, `:all:` or `:none:`.
        let selectors = |texts: &[String]| texts.iter().filter_map(|text| text.parse().ok()).collect();
        Self {
            index_url: options.index_url.as_ref().map(setting),
            extra_index_urls: options.extra_index_urls.iter().map(setting).collect(),
            find_links: options.find_links.iter().map(links).collect(),
            no_index: options.no_index,
            pre: options.pre,
            trusted_hosts: options.trusted_hosts.clone(),
            only_binary: selectors(&options.only_binary),
            no_binary: selectors(&options.no_binary),
        }
    }
}

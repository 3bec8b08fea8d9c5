//! What may help with a conflict, each a value that says itself in a sentence.

use std::fmt;
use std::sync::Arc;

use pinfix_packaging::{PackageName, PythonVersion, Version};

use super::phrase;
use crate::candidate::Timestamp;

/// What may help with a conflict. Nobody has tried it: what was tried is a [`Repair`](crate::repair::Repair).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hint {
    /// Names like the one that nobody knows.
    DidYouMean {
        /// The names, the nearest first.
        names: Vec<PackageName>,
    },
    /// The name is that of a module, and the package has another one.
    InstalledAs {
        /// What was written.
        module: PackageName,
        /// The package's name.
        package: PackageName,
    },
    /// The name is that of a module of Python itself.
    StandardLibrary {
        /// The module.
        module: PackageName,
    },
    /// The release that is asked for has a local version, and no index that is asked has it.
    OtherBuild {
        /// The release.
        version: Version,
    },
    /// The name is that of the language.
    Language,
    /// No name is like this one.
    Spelling {
        /// What was written.
        name: PackageName,
    },
    /// The indexes are not asked at all.
    NoIndex,
    /// None of the packages that the lines name is known.
    NothingKnown {
        /// The indexes that were asked, as they may be shown.
        indexes: Vec<String>,
    },
    /// The package is taken from the first index that knows it; later ones were not asked.
    LaterIndexes {
        /// The package.
        package: PackageName,
        /// The index that it came from, as it may be shown.
        index: Arc<str>,
        /// How many come after it.
        later: usize,
    },
    /// Releases next to the one that does not exist.
    NearestReleases {
        /// The package.
        package: PackageName,
        /// Just below and just above.
        versions: Vec<Version>,
    },
    /// The newest release that could be had if nobody asked for another.
    NewestUsable {
        /// The package.
        package: PackageName,
        /// The release; nothing where there is none at all.
        version: Option<Version>,
        /// For whom: `Python 3.9.25 on x86_64-manylinux_2_28`.
        target: String,
        /// Whether a cutoff holds.
        before_cutoff: bool,
    },
    /// The first release that fits came after the cutoff.
    Cutoff {
        /// The package.
        package: PackageName,
        /// The release.
        version: Version,
        /// When it was uploaded.
        uploaded: Timestamp,
    },
    /// A newer Python lets a release fit.
    NewerPython {
        /// The lowest that does.
        python: PythonVersion,
        /// The package.
        package: PackageName,
        /// The newest release that then fits.
        version: Version,
    },
    /// The C library of the target is older than any wheel asks for.
    NewerGlibc {
        /// The oldest that a wheel runs with.
        glibc: (u16, u16),
        /// The machine: `x86_64`.
        machine: String,
    },
    /// Files have other hashes than the line demands.
    CompareHashes,
    /// There is a lock, though with a release that is too old.
    AllowAnachronisms,
    /// A release that would fit was withdrawn.
    Yanked {
        /// The package.
        package: PackageName,
        /// The newest such release.
        version: Version,
    },
    /// A pre-release would fit.
    Prereleases {
        /// The package.
        package: PackageName,
        /// The newest such release.
        version: Version,
    },
    /// A source distribution would fit.
    AllowBuilds,
    /// A wheel would fit.
    AllowWheels {
        /// The package.
        package: PackageName,
    },
    /// On a newer Python a demand does not hold.
    LiftsLimit {
        /// The first such Python.
        python: PythonVersion,
        /// Whose demand it is.
        package: PackageName,
    },
    /// There is nothing better to say.
    RelaxOrDrop,
}

impl fmt::Display for Hint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DidYouMean { names } => {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                write!(formatter, "did you mean {}?", phrase::any_of(&names))
            }
            Self::InstalledAs { module, package } => write!(
                formatter,
                "`{module}` is what Python code imports; the package is called `{package}`"
            ),
            Self::StandardLibrary { module } => {
                write!(formatter, "`{module}` is part of Python itself, so the line can go")
            }
            Self::OtherBuild { version } => {
                let text = version.to_string();
                let local = text.split_once('+').map_or("", |(_, local)| local);
                write!(
                    formatter,
                    "`+{local}` marks a build that an index of its own has: name that index with `--extra-index-url`"
                )
            }
            Self::Language => formatter.write_str(
                "Python itself is no package, so the line can go: `--python-version` says for which Python to resolve",
            ),
            Self::Spelling { name } => write!(
                formatter,
                "check the spelling of `{name}`; if another index has it, name that index with `--extra-index-url`"
            ),
            Self::NoIndex => formatter.write_str(
                "no index is asked (`--no-index`): only what `--find-links` names is known, and files that lines point at",
            ),
            Self::NothingKnown { indexes } => write!(
                formatter,
                "none of the packages is known to {}: check that this is the URL of the index; mostly it ends in `/simple`",
                phrase::list(indexes)
            ),
            Self::LaterIndexes { package, index, later } => write!(
                formatter,
                "{package} is taken from {index} only, the first index that knows it; {} not asked for it (`--index-strategy unsafe-best-match` asks all)",
                match later {
                    1 => "the one after it was".to_owned(),
                    later => format!("the {later} after it were"),
                }
            ),
            Self::Yanked { package, version } => write!(
                formatter,
                "pin it (`{package}=={version}`) to have it although it was yanked"
            ),
            Self::Prereleases { package, version } => {
                write!(formatter, "`--prerelease allow` would admit {package} {version}")
            }
            Self::CompareHashes => formatter.write_str(
                "the hashes are those of another release, or the files were replaced: compare them with the project's own before you take others",
            ),
            Self::AllowAnachronisms => {
                formatter.write_str("`--allow-anachronisms` locks what is too old all the same, and warns")
            }
            Self::AllowBuilds => formatter
                .write_str("allow builds (without `--no-build` and `--only-binary`) to use source distributions"),
            Self::AllowWheels { package } => {
                write!(formatter, "there are wheels of {package}, which `--no-binary` rules out")
            }
            Self::LiftsLimit { python, package } => {
                write!(formatter, "Python {} or newer lifts that limit of {package}", python.short())
            }
            Self::RelaxOrDrop => formatter
                .write_str("relax or drop one of the lines shown; any one of them will do for this conflict"),
            Self::NearestReleases { .. }
            | Self::NewestUsable { .. }
            | Self::Cutoff { .. }
            | Self::NewerPython { .. }
            | Self::NewerGlibc { .. } => self.fact(formatter),
        }
    }
}

impl Hint {
    /// Those that tell what there is.
    fn fact(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NearestReleases { package, versions } => {
                let texts: Vec<String> = versions.iter().map(ToString::to_string).collect();
                let are = if versions.len() == 1 {
                    "release is"
                } else {
                    "releases are"
                };
                write!(formatter, "the nearest {are} {package} {}", phrase::list(&texts))
            }
            Self::NewestUsable {
                package,
                version,
                target,
                before_cutoff,
            } => {
                let before = if *before_cutoff { " before the cutoff" } else { "" };
                match version {
                    Some(version) => {
                        write!(
                            formatter,
                            "the newest {package} for {target}{before} is {version}"
                        )
                    }
                    None => write!(
                        formatter,
                        "no release of {package}{before} can be used for {target}"
                    ),
                }
            }
            Self::Cutoff {
                package,
                version,
                uploaded,
            } => write!(
                formatter,
                "the first one after the cutoff is {package} {version}, uploaded on {}",
                uploaded.strftime("%Y-%m-%d")
            ),
            Self::NewerPython {
                python,
                package,
                version,
            } => write!(
                formatter,
                "Python {} is the lowest for which there is one: {package} {version}",
                python.short()
            ),
            Self::NewerGlibc {
                glibc: (major, minor),
                machine,
            } => write!(
                formatter,
                "if the machine has glibc {major}.{minor} or newer (`ldd --version` says), ask for \
                 `--python-platform {machine}-manylinux_{major}_{minor}`"
            ),
            _ => Ok(()),
        }
    }
}

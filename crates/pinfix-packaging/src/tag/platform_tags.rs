//! The platform tags of wheels that run on a platform (PEP 425, 513, 571, 599, 600, 656, 730, 738).

use super::platform::Platform;

/// The last minor version of macOS 10, counting the 10.16 that macOS 11 passes itself off as.
const LAST_MACOS_10: u16 = 16;

impl Platform {
    /// The platform tags of wheels that run here, the best first, without `any`; as PyPA's `packaging` gives them.
    pub fn platform_tags(&self) -> Vec<String> {
        match self {
            Self::Manylinux {
                machine,
                major,
                minor,
            } => linux(machine, |tags, machine| {
                manylinux(tags, machine, (*major, *minor));
            }),
            Self::Musllinux {
                machine,
                major,
                minor,
            } => linux(machine, |tags, machine| {
                tags.extend(
                    (0..=*minor)
                        .rev()
                        .map(|minor| format!("musllinux_{major}_{minor}_{machine}")),
                );
            }),
            Self::Macos {
                machine,
                major,
                minor,
            } => macos(machine, (*major, *minor)),
            Self::Windows { machine } => vec![
                match machine.as_str() {
                    "AMD64" => "win_amd64",
                    "ARM64" => "win_arm64",
                    _ => "win32",
                }
                .to_owned(),
            ],
            Self::Android { machine, api_level } => {
                let abi = if machine == "aarch64" {
                    "arm64_v8a"
                } else {
                    machine
                };
                (16..=*api_level)
                    .rev()
                    .map(|level| format!("android_{level}_{abi}"))
                    .collect()
            }
            Self::Ios {
                machine,
                simulator,
                major,
                minor,
            } => {
                let sdk = if *simulator { "iphonesimulator" } else { "iphoneos" };
                ios(&format!("{machine}_{sdk}"), (*major, *minor))
            }
            Self::Pyodide { year } => {
                let emscripten = if *year == 2024 { "3_1_58" } else { "4_0_9" };
                vec![
                    format!("pyodide_{year}_0_wasm32"),
                    format!("emscripten_{emscripten}_wasm32"),
                ]
            }
        }
    }
}

/// `linux_MACHINE`, then what the C library adds. A 64-bit ARM that runs a 32-bit Python also takes what the older does.
fn linux(machine: &str, library: impl Fn(&mut Vec<String>, &str)) -> Vec<String> {
    let machines: &[&str] = if machine == "armv8l" {
        &["armv8l", "armv7l"]
    } else {
        &[machine]
    };
    let mut tags: Vec<String> = machines
        .iter()
        .map(|machine| format!("linux_{machine}"))
        .collect();
    for machine in machines {
        library(&mut tags, machine);
    }
    tags
}

/// Every glibc from this one down to the oldest that a wheel may ask for, with the names from before PEP 600.
fn manylinux(tags: &mut Vec<String>, machine: &str, (major, minor): (u16, u16)) {
    let oldest = if matches!(machine, "x86_64" | "i686") {
        5
    } else {
        17
    };
    for minor in (oldest..=minor).rev() {
        tags.push(format!("manylinux_{major}_{minor}_{machine}"));
        let legacy = match minor {
            17 => "manylinux2014",
            12 => "manylinux2010",
            5 => "manylinux1",
            _ => continue,
        };
        tags.push(format!("{legacy}_{machine}"));
    }
}

fn macos(machine: &str, (major, minor): (u16, u16)) -> Vec<String> {
    let mut tags = Vec::new();
    let mut push = |major: u16, minor: u16, formats: &[&str]| {
        tags.extend(
            formats
                .iter()
                .map(|format| format!("macosx_{major}_{minor}_{format}")),
        );
    };
    let formats: &[&str] = match machine {
        "x86_64" => &["x86_64", "intel", "fat64", "fat3", "universal2", "universal"],
        _ => &["arm64", "universal2"],
    };
    if major == 10 {
        for minor in (0..=minor).rev() {
            // Nothing was built for 64-bit Intel before 10.4.
            push(
                10,
                minor,
                if machine == "x86_64" && minor < 4 {
                    &[]
                } else {
                    formats
                },
            );
        }
        return tags;
    }
    // From 11 on the major number counts, and minor updates change nothing.
    for major in (11..=major).rev() {
        push(major, 0, formats);
    }
    // There was no ARM before 11, but a universal file may be made for an older system's Intel half.
    let older: &[&str] = if machine == "x86_64" {
        formats
    } else {
        &["universal2"]
    };
    for minor in (4..=LAST_MACOS_10).rev() {
        push(10, minor, older);
    }
    tags
}

fn ios(multiarch: &str, (major, minor): (u16, u16)) -> Vec<String> {
    // The first iOS that CPython runs on.
    const OLDEST: u16 = 12;
    if major < OLDEST {
        return Vec::new();
    }
    let own = (0..=minor).rev().map(|minor| (major, minor));
    let older = (OLDEST..major)
        .rev()
        .flat_map(|major| (0..=9).rev().map(move |minor| (major, minor)));
    own.chain(older)
        .map(|(major, minor)| format!("ios_{major}_{minor}_{multiarch}"))
        .collect()
}

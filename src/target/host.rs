//! The platform of this machine, told without an interpreter.

use std::path::{Path, PathBuf};

use pinfix_packaging::tag::Platform;

/// The platform of this machine. Where the C library's version can't be told, it is that of `linux` (glibc 2.28), which
/// almost all systems in use have.
pub(super) fn platform() -> Platform {
    let machine = std::env::consts::ARCH;
    match std::env::consts::OS {
        "macos" => macos(
            machine,
            Path::new("/System/Library/CoreServices/SystemVersion.plist"),
        ),
        "windows" => Platform::Windows {
            machine: windows_machine(machine).to_owned(),
        },
        _ => linux(machine, Path::new("/")),
    }
}

/// What changes when the system below an interpreter does: its kernel, and its C library.
pub(super) fn identity() -> String {
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let library = loaders(std::env::consts::ARCH, Path::new("/"))
        .into_iter()
        .find_map(|path| path.metadata().and_then(|data| data.modified()).ok())
        .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    format!("{} {}", kernel.trim(), library.map_or(0, |time| time.as_nanos()))
}

fn linux(machine: &str, root: &Path) -> Platform {
    let machine = match machine {
        "x86" => "i686",
        "arm" => "armv7l",
        "powerpc64" if cfg!(target_endian = "little") => "ppc64le",
        other => other,
    };
    let loaders = loaders(machine, root);
    if let Some((major, minor)) = loaders.iter().find_map(|loader| glibc_version(loader)) {
        return Platform::Manylinux {
            machine: machine.to_owned(),
            major,
            minor,
        };
    }
    let musl = root.join(format!("lib/ld-musl-{}.so.1", musl_machine(machine)));
    if let Some((major, minor)) = musl_version(&musl) {
        return Platform::Musllinux {
            machine: machine.to_owned(),
            major,
            minor,
        };
    }
    Platform::Manylinux {
        machine: machine.to_owned(),
        major: 2,
        minor: 28,
    }
}

/// Where the loader of glibc is, by the ABI documents of each machine.
fn loaders(machine: &str, root: &Path) -> Vec<PathBuf> {
    let places: &[&str] = match machine {
        "x86_64" => &["lib64/ld-linux-x86-64.so.2"],
        "aarch64" => &["lib/ld-linux-aarch64.so.1"],
        "x86" | "i686" => &["lib/ld-linux.so.2"],
        "arm" | "armv7l" => &["lib/ld-linux-armhf.so.3", "lib/ld-linux.so.3"],
        "powerpc64" | "ppc64le" => &["lib64/ld64.so.2"],
        "s390x" => &["lib/ld64.so.1"],
        "riscv64" | "riscv64gc" => &["lib/ld-linux-riscv64-lp64d.so.1"],
        "loongarch64" => &["lib64/ld-linux-loongarch-lp64d.so.1"],
        _ => &[],
    };
    places.iter().map(|place| root.join(place)).collect()
}

/// The version of the glibc that a loader belongs to: from its file's name (up to 2.33), else from the text that it or
/// the library beside it prints about itself.
fn glibc_version(loader: &Path) -> Option<(u16, u16)> {
    let file = loader.canonicalize().ok()?;
    let name = file.file_name()?.to_str()?;
    if let Some(version) = name.strip_prefix("ld-").and_then(leading_version) {
        return Some(version);
    }
    [file.clone(), file.with_file_name("libc.so.6")]
        .iter()
        .find_map(|path| {
            let bytes = std::fs::read(path).ok()?;
            version_after(&bytes, b"release version ")
        })
}

/// musl's loader says its version when it is run without arguments.
fn musl_version(loader: &Path) -> Option<(u16, u16)> {
    let output = std::process::Command::new(loader).output().ok()?;
    version_after(&output.stderr, b"Version ")
}

fn version_after(bytes: &[u8], words: &[u8]) -> Option<(u16, u16)> {
    bytes
        .windows(words.len())
        .enumerate()
        .filter(|(_, window)| *window == words)
        .find_map(|(at, _)| {
            let rest = &bytes[at + words.len()..];
            let text: String = rest
                .iter()
                .map(|byte| char::from(*byte))
                .take_while(|letter| letter.is_ascii_digit() || *letter == '.')
                .collect();
            leading_version(&text)
        })
}

/// `2.31` of `2.31.so`.
fn leading_version(text: &str) -> Option<(u16, u16)> {
    let mut numbers = text.split('.');
    let major = numbers.next()?.parse().ok()?;
    let minor = numbers.next()?.parse().ok()?;
    Some((major, minor))
}

fn musl_machine(machine: &str) -> &str {
    match machine {
        "i686" => "i386",
        "armv7l" => "armhf",
        "ppc64le" => "powerpc64le",
        other => other,
    }
}

fn macos(machine: &str, version_file: &Path) -> Platform {
    let machine = if machine == "aarch64" { "arm64" } else { machine };
    let text = std::fs::read_to_string(version_file).unwrap_or_default();
    let version = text
        .split_once("<key>ProductVersion</key>")
        .and_then(|(_, rest)| {
            let value = rest.split_once("<string>")?.1.split_once("</string>")?.0;
            // From macOS 11 on, the minor number plays no part in compatibility and may be missing.
            leading_version(value).or_else(|| leading_version(&format!("{value}.0")))
        });
    let (major, minor) = version.unwrap_or((13, 0));
    Platform::Macos {
        machine: machine.to_owned(),
        major,
        minor,
    }
}

fn windows_machine(machine: &str) -> &str {
    match machine {
        "x86_64" => "AMD64",
        "aarch64" => "ARM64",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manylinux(machine: &str, major: u16, minor: u16) -> Platform {
        Platform::Manylinux {
            machine: machine.to_owned(),
            major,
            minor,
        }
    }

    #[test]
    fn glibc_is_told_by_its_loader() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("lib64");
        std::fs::create_dir(&folder).unwrap();
        let loader = folder.join("ld-linux-x86-64.so.2");
        std::fs::write(
            &loader,
            b"\x7fELF\0ld.so (GNU libc) stable release version 2.34.\n",
        )
        .unwrap();
        assert_eq!(linux("x86_64", root.path()), manylinux("x86_64", 2, 34));

        std::fs::write(&loader, b"\x7fELF").unwrap();
        std::fs::write(
            folder.join("libc.so.6"),
            b"GNU C Library stable release version 2.31, by",
        )
        .unwrap();
        assert_eq!(linux("x86_64", root.path()), manylinux("x86_64", 2, 31));
    }

    #[cfg(unix)]
    #[test]
    fn an_old_glibc_is_told_by_the_name_of_its_loader() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("lib");
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("ld-2.17.so"), b"").unwrap();
        std::os::unix::fs::symlink("ld-2.17.so", folder.join("ld-linux-aarch64.so.1")).unwrap();
        assert_eq!(linux("aarch64", root.path()), manylinux("aarch64", 2, 17));
    }

    #[test]
    fn an_unknown_c_library_is_taken_for_that_of_linux() {
        let root = tempfile::tempdir().unwrap();
        assert_eq!(linux("x86_64", root.path()), manylinux("x86_64", 2, 28));
    }

    #[test]
    fn macos_says_its_version_in_a_file() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("SystemVersion.plist");
        std::fs::write(&file, "<key>ProductVersion</key>\n\t<string>14.5</string>").unwrap();
        let expected = Platform::Macos {
            machine: "arm64".to_owned(),
            major: 14,
            minor: 5,
        };
        assert_eq!(macos("aarch64", &file), expected);
    }
}

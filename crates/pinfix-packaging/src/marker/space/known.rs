//! What is known of the variables of markers: which values they have, and which go together.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::diagram::MarkerSpace;
use crate::marker::variable::MarkerVariable;

/// The values that a variable is known to have; it may have others.
pub(super) const fn values(variable: MarkerVariable) -> &'static [&'static str] {
    match variable {
        MarkerVariable::OsName => &["java", "nt", "posix"],
        MarkerVariable::SysPlatform => &[
            "aix",
            "android",
            "cygwin",
            "darwin",
            "emscripten",
            "ios",
            "linux",
            "linux2",
            "wasi",
            "win32",
        ],
        MarkerVariable::PlatformSystem => &["Android", "Darwin", "Java", "Linux", "Windows", "iOS"],
        MarkerVariable::PlatformMachine => &[
            "AMD64",
            "ARM64",
            "aarch64",
            "amd64",
            "arm64",
            "armv6l",
            "armv7l",
            "i386",
            "i686",
            "loongarch64",
            "ppc64",
            "ppc64le",
            "riscv64",
            "s390x",
            "wasm32",
            "x86",
            "x86_64",
        ],
        MarkerVariable::PlatformPythonImplementation => &["CPython", "GraalVM", "Jython", "PyPy"],
        MarkerVariable::ImplementationName => &["cpython", "graalpy", "jython", "pypy"],
        _ => &[],
    }
}

/// Values that only ever come together: the first is looked at in the stead of the second.
const TOGETHER: [(MarkerVariable, &str, MarkerVariable, &str); 6] = {
    use MarkerVariable::{
        ImplementationName, OsName, PlatformPythonImplementation, PlatformSystem, SysPlatform,
    };
    [
        (SysPlatform, "win32", PlatformSystem, "Windows"),
        (SysPlatform, "win32", OsName, "nt"),
        (SysPlatform, "linux", PlatformSystem, "Linux"),
        (SysPlatform, "darwin", PlatformSystem, "Darwin"),
        (
            ImplementationName,
            "cpython",
            PlatformPythonImplementation,
            "CPython",
        ),
        (ImplementationName, "pypy", PlatformPythonImplementation, "PyPy"),
    ]
};

/// The variable and value that stand for a value of another variable.
pub(super) fn stands_for(variable: MarkerVariable, value: &str) -> Option<(MarkerVariable, &'static str)> {
    let same = TOGETHER
        .into_iter()
        .find(|(_, _, other, with)| *other == variable && *with == value)?;
    Some((same.0, same.1))
}

impl MarkerSpace {
    /// Every environment that there can be: on `sys_platform == "win32"`, `os_name` is not `posix`.
    pub fn possible() -> Self {
        static POSSIBLE: OnceLock<MarkerSpace> = OnceLock::new();
        let build = || {
            let windows = is(MarkerVariable::SysPlatform, "win32");
            windows.and(&is(MarkerVariable::OsName, "posix")).not()
        };
        POSSIBLE.get_or_init(build).clone()
    }
}

/// The environments in which a variable has this value.
pub(super) fn is(variable: MarkerVariable, value: &str) -> MarkerSpace {
    let (variable, value) = stands_for(variable, value).unwrap_or((variable, value));
    let cases = BTreeMap::from([(value.into(), MarkerSpace::all())]);
    MarkerSpace::text(variable, cases, MarkerSpace::none())
}

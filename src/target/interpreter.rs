//! What an interpreter says of itself.

use std::path::PathBuf;

use pinfix_packaging::tag::Platform;
use pinfix_packaging::{MarkerEnvironment, PythonVersion, Target};
use serde::{Deserialize, Serialize};

use super::error::TargetError;

/// A Python that was asked what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interpreter {
    /// The program, as it names itself.
    pub executable: PathBuf,
    /// Its full version.
    pub version: PythonVersion,
    /// The platform it runs on.
    pub platform: Platform,
    /// The values of its markers.
    pub environment: MarkerEnvironment,
}

/// The answer of `query.py`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Answer {
    executable: PathBuf,
    version: String,
    platform: Option<PlatformAnswer>,
    platform_name: String,
    markers: MarkerAnswer,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct PlatformAnswer {
    kind: Kind,
    machine: String,
    major: u16,
    minor: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Manylinux,
    Musllinux,
    Macos,
    Windows,
}

/// The marker variables, as PEP 508 names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct MarkerAnswer {
    implementation_name: String,
    implementation_version: String,
    os_name: String,
    platform_machine: String,
    platform_python_implementation: String,
    platform_release: String,
    platform_system: String,
    platform_version: String,
    python_full_version: String,
    python_version: String,
    sys_platform: String,
}

impl Interpreter {
    /// The target that this interpreter is.
    pub fn target(&self) -> Target {
        Target::from_interpreter(
            self.version.clone(),
            self.platform.clone(),
            self.environment.clone(),
        )
    }

    /// The interpreter that gave an answer; an error where pinfix can't resolve for it.
    pub(super) fn from_answer(answer: Answer) -> Result<Self, TargetError> {
        let Answer {
            executable,
            version,
            platform,
            platform_name,
            markers,
        } = answer;
        let unsupported = |what: String| TargetError::Unsupported {
            path: executable.clone(),
            what,
        };
        let Ok(version) = version.parse::<PythonVersion>() else {
            return Err(unsupported(format!("Python {version}")));
        };
        if markers.implementation_name != "cpython" {
            let name = &markers.platform_python_implementation;
            return Err(unsupported(format!("{name} {}", version.short())));
        }
        let Some(platform) = platform else {
            return Err(unsupported(format!("a Python for {platform_name}")));
        };
        let PlatformAnswer {
            kind,
            machine,
            major,
            minor,
        } = platform;
        let platform = match kind {
            Kind::Manylinux => Platform::Manylinux {
                machine,
                major,
                minor,
            },
            Kind::Musllinux => Platform::Musllinux {
                machine,
                major,
                minor,
            },
            Kind::Macos => Platform::Macos {
                machine,
                major,
                minor,
            },
            Kind::Windows => Platform::Windows { machine },
        };
        Ok(Self {
            executable,
            version,
            platform,
            environment: markers.into(),
        })
    }
}

impl From<MarkerAnswer> for MarkerEnvironment {
    fn from(answer: MarkerAnswer) -> Self {
        Self {
            implementation_name: answer.implementation_name,
            implementation_version: answer.implementation_version,
            os_name: answer.os_name,
            platform_machine: answer.platform_machine,
            platform_python_implementation: answer.platform_python_implementation,
            platform_release: answer.platform_release,
            platform_system: answer.platform_system,
            platform_version: answer.platform_version,
            python_full_version: answer.python_full_version,
            python_version: answer.python_version,
            sys_platform: answer.sys_platform,
        }
    }
}

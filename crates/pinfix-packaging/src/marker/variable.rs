//! The variables of markers, and their names.

use std::fmt;

/// The variables a marker may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MarkerVariable {
    /// `python_version`
    PythonVersion,
    /// `python_full_version`
    PythonFullVersion,
    /// `os_name`
    OsName,
    /// `sys_platform`
    SysPlatform,
    /// `platform_machine`
    PlatformMachine,
    /// `platform_system`
    PlatformSystem,
    /// `platform_release`
    PlatformRelease,
    /// `platform_version`
    PlatformVersion,
    /// `platform_python_implementation`
    PlatformPythonImplementation,
    /// `implementation_name`
    ImplementationName,
    /// `implementation_version`
    ImplementationVersion,
    /// `extra`
    Extra,
    /// `extras` (lock files)
    Extras,
    /// `dependency_groups` (lock files)
    DependencyGroups,
}

impl MarkerVariable {
    /// Every variable.
    pub const ALL: [Self; 14] = [
        Self::PythonVersion,
        Self::PythonFullVersion,
        Self::OsName,
        Self::SysPlatform,
        Self::PlatformMachine,
        Self::PlatformSystem,
        Self::PlatformRelease,
        Self::PlatformVersion,
        Self::PlatformPythonImplementation,
        Self::ImplementationName,
        Self::ImplementationVersion,
        Self::Extra,
        Self::Extras,
        Self::DependencyGroups,
    ];

    /// The name PEP 508 gives it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PythonVersion => "python_version",
            Self::PythonFullVersion => "python_full_version",
            Self::OsName => "os_name",
            Self::SysPlatform => "sys_platform",
            Self::PlatformMachine => "platform_machine",
            Self::PlatformSystem => "platform_system",
            Self::PlatformRelease => "platform_release",
            Self::PlatformVersion => "platform_version",
            Self::PlatformPythonImplementation => "platform_python_implementation",
            Self::ImplementationName => "implementation_name",
            Self::ImplementationVersion => "implementation_version",
            Self::Extra => "extra",
            Self::Extras => "extras",
            Self::DependencyGroups => "dependency_groups",
        }
    }
}

impl fmt::Display for MarkerVariable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

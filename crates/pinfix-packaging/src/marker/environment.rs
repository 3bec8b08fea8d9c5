//! The environment that markers are judged against.

use super::variable::MarkerVariable;

/// The values of the marker variables on one target (PEP 508).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct MarkerEnvironment {
    /// `sys.implementation.name`: `cpython`.
    pub implementation_name: String,
    /// The version of the implementation: `3.9.25`.
    pub implementation_version: String,
    /// `os.name`: `posix`, `nt`.
    pub os_name: String,
    /// `platform.machine()`: `x86_64`, `arm64`, `AMD64`.
    pub platform_machine: String,
    /// `platform.python_implementation()`: `CPython`.
    pub platform_python_implementation: String,
    /// `platform.release()`; empty where the target is not this machine.
    pub platform_release: String,
    /// `platform.system()`: `Linux`, `Darwin`, `Windows`.
    pub platform_system: String,
    /// `platform.version()`; empty where the target is not this machine.
    pub platform_version: String,
    /// `platform.python_version()`: `3.9.25`.
    pub python_full_version: String,
    /// The first two numbers of it: `3.9`.
    pub python_version: String,
    /// `sys.platform`: `linux`, `darwin`, `win32`.
    pub sys_platform: String,
}

impl MarkerEnvironment {
    /// The value of a variable; empty for `extra`, `extras` and `dependency_groups`, which are no part of an
    /// environment.
    pub fn get(&self, variable: MarkerVariable) -> &str {
        match variable {
            MarkerVariable::PythonVersion => &self.python_version,
            MarkerVariable::PythonFullVersion => &self.python_full_version,
            MarkerVariable::OsName => &self.os_name,
            MarkerVariable::SysPlatform => &self.sys_platform,
            MarkerVariable::PlatformMachine => &self.platform_machine,
            MarkerVariable::PlatformSystem => &self.platform_system,
            MarkerVariable::PlatformRelease => &self.platform_release,
            MarkerVariable::PlatformVersion => &self.platform_version,
            MarkerVariable::PlatformPythonImplementation => &self.platform_python_implementation,
            MarkerVariable::ImplementationName => &self.implementation_name,
            MarkerVariable::ImplementationVersion => &self.implementation_version,
            MarkerVariable::Extra | MarkerVariable::Extras | MarkerVariable::DependencyGroups => "",
        }
    }
}

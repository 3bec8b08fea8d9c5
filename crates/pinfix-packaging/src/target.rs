//! The target: the Python and the platform that a resolution is for.

use std::fmt;
use std::sync::Arc;

use crate::marker::MarkerEnvironment;
pub use crate::python::{PythonVersion, PythonVersionError};
use crate::specifier::SpecifierSet;
use crate::tag::{Platform, Tags};

/// What a resolution is for: a Python on a platform, with what follows from them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The version of Python.
    pub python: PythonVersion,
    /// The platform.
    pub platform: Platform,
    /// The values that markers are judged by.
    pub environment: MarkerEnvironment,
    /// The wheels that run there.
    pub tags: Arc<Tags>,
}

impl Target {
    /// CPython `python` on `platform`, known by name only: its release and version are empty in markers.
    pub fn new(python: PythonVersion, platform: Platform) -> Self {
        let values = platform.marker_values();
        let environment = MarkerEnvironment {
            implementation_name: "cpython".into(),
            implementation_version: python.full().to_string(),
            os_name: values.os_name.into(),
            platform_machine: values.platform_machine,
            platform_python_implementation: "CPython".into(),
            platform_release: String::new(),
            platform_system: values.platform_system.into(),
            platform_version: String::new(),
            python_full_version: python.full().to_string(),
            python_version: python.short(),
            sys_platform: values.sys_platform.into(),
        };
        Self::from_interpreter(python, platform, environment)
    }

    /// The target that an interpreter is: it has told the values of its markers itself.
    pub fn from_interpreter(
        python: PythonVersion,
        platform: Platform,
        environment: MarkerEnvironment,
    ) -> Self {
        let tags = Arc::new(Tags::new(&python, &platform));
        Self {
            python,
            platform,
            environment,
            tags,
        }
    }

    /// The same platform with another Python.
    #[must_use]
    pub fn with_python(&self, python: PythonVersion) -> Self {
        let environment = MarkerEnvironment {
            implementation_version: python.full().to_string(),
            python_full_version: python.full().to_string(),
            python_version: python.short(),
            ..self.environment.clone()
        };
        Self::from_interpreter(python, self.platform.clone(), environment)
    }

    /// Whether a Requires-Python admits the Python of this target. As in pip, the full version counts, and pre-releases
    /// of Python are admitted like any other.
    pub fn requires_python_allows(&self, requires_python: &SpecifierSet) -> bool {
        requires_python.contains(self.python.full())
    }
}

impl fmt::Display for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Python {} on {}", self.python, self.platform)
    }
}

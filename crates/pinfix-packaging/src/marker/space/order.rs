//! The order of questions.

use crate::marker::variable::MarkerVariable;

/// The place of a variable in the order of questions: those that are written in its stead come first, so that markers
/// speak of `sys_platform` where they can.
pub(super) const fn place(variable: MarkerVariable) -> u8 {
    match variable {
        MarkerVariable::SysPlatform => 0,
        MarkerVariable::ImplementationName => 1,
        MarkerVariable::PlatformMachine => 2,
        MarkerVariable::OsName => 3,
        MarkerVariable::PlatformSystem => 4,
        MarkerVariable::PlatformPythonImplementation => 5,
        _ => 6,
    }
}

//! Named targets: a Python on a platform, as one name (`eb-al2023-python3.9`).

mod named;

pub use named::{NamedTarget, UnknownTarget, named_target, named_targets};

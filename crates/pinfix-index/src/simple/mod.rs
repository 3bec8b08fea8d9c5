//! Projects' pages in the simple repository API: JSON (PEP 691) and HTML (PEP 503).

pub mod html;
pub mod json;

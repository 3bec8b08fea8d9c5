//! PEP 691 pages.

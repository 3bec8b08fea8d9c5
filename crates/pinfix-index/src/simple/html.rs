//! PEP 503 pages.

//! The smallest change to a text: everything else stays as it is.

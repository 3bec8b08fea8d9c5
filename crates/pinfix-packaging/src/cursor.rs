//! The place in a text that a parser has come to.

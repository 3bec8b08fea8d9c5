//! Repairs: each one that is offered is applied to a copy of the files, as a program would, and a fresh process has to
//! find the pins that were promised.

mod edits;
mod hashes;
mod question;

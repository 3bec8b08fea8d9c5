//! cargo-fuzz's entry to the laws of `pyproject`.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| pinfix_fuzz::pyproject(data));

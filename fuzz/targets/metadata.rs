//! cargo-fuzz's entry to the laws of `metadata`.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| pinfix_fuzz::metadata(data));

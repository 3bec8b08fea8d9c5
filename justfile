# What one does here. `just` lists it.

set shell := ["bash", "-euo", "pipefail", "-c"]

[private]
default:
    @just --list

# All that must hold before a change lands: exactly what CI runs.
ci:
    .ci/run

# The tests; with cargo-nextest where it is installed.
test *ARGS:
    if cargo nextest --version >/dev/null 2>&1; then cargo nextest run --workspace {{ARGS}} && cargo test --workspace --doc; else cargo test --workspace {{ARGS}}; fi

# Property tests with so many cases drawn anew. What fails is a bug: its seed goes into proptest-regressions, the smallest
# case into a test with a name.
hunt CASES="5000" *ARGS:
    env -u PROPTEST_RNG_SEED PROPTEST_CASES={{CASES}} cargo test --workspace {{ARGS}}

# The lints.
lint:
    cargo clippy --workspace --all-targets -- -D warnings

# Format everything.
fmt:
    cargo fmt --all

# The documentation, for reading.
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --open

# Accept what the snapshot tests see now. Read the difference before you commit it.
bless *ARGS:
    INSTA_UPDATE=always INSTA_FORCE_PASS=1 cargo test --workspace {{ARGS}}

# Run one of our scenario files by (part of) its name, and show what pinfix says.
scenario NAME:
    cargo build --quiet
    cargo run --quiet --package pinfix-testing --example ask -- target/debug/pinfix tests/scenarios {{NAME}}

# Run the scenario suite that stands beside the project, where it does.
scenarios *ARGS:
    scripts/scenarios {{ARGS}}

# Serve a scenario's index on localhost, to try things by hand.
serve FILE:
    cargo run --quiet --package pinfix-testing --example serve -- {{FILE}}

# The cases that need the real index.
live *ARGS:
    scripts/live {{ARGS}}

# Real sets of lines that can't hold, against the real index: is every minimal conflict found?
cases *ARGS:
    scripts/conflict-cases {{ARGS}}

# Real requirements files, against the real index: verdicts, pins and ages beside uv's.
corpus *ARGS:
    cargo build --quiet --profile quick
    scripts/corpus "${CARGO_TARGET_DIR:-target}/quick/pinfix" {{ARGS}}

# pip install, from a wheel that is built for it; pre-commit's turn is `scripts/try-pre-commit`.
wheel *ARGS:
    scripts/try-wheel {{ARGS}}

# Deploy the project in fixtures/shop without a cloud, and each fault that such deployments are known for.
rehearse *ARGS:
    scripts/rehearse-faults {{ARGS}}

# What `pinfix check` writes as SARIF, held against the standard's schema.
sarif *ARGS:
    scripts/sarif-beside-schema {{ARGS}}

# Fuzz requirements, pyproject, metadata or page for some seconds; needs cargo-fuzz and a nightly toolchain. What it finds
# and is worth keeping goes into fuzz/corpus, which `cargo test` replays.
fuzz TARGET SECONDS="60":
    mkdir -p fuzz/target/found/{{TARGET}}
    cargo +nightly fuzz run --fuzz-dir fuzz --sanitizer none {{TARGET}} fuzz/target/found/{{TARGET}} fuzz/corpus/{{TARGET}} -- -max_total_time={{SECONDS}} -max_len=4096 -timeout=10

# Real METADATA, read by pinfix and by PyPA's packaging: `just metadata ~/.cache/pinfix`.
metadata *PLACES:
    scripts/metadata-beside-packaging {{PLACES}}

# Time the parts that everything rests on: reading pages and METADATA, specifiers, solving in memory. Offline.
bench-micro *ARGS:
    cargo bench --package pinfix-index --bench reading -- {{ARGS}}
    cargo bench --package pinfix-resolver --bench solving -- {{ARGS}}

# How time and memory grow with the number of packages in one resolution.
growth *ARGS:
    scripts/growth {{ARGS}}

# Time pinfix beside uv on the recorded index that stands beside the project, where it does.
bench *ARGS:
    scripts/bench {{ARGS}}

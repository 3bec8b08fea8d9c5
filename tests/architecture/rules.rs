//! The layers, as data. A new crate or room gets a row here and a line in `docs/architecture.md`.

/// Which crates of ours a crate may import.
pub(crate) struct Crate {
    pub(crate) name: &'static str,
    pub(crate) may_import: &'static [&'static str],
}

/// Which rooms (top-level modules) of its crate a room may import.
pub(crate) struct Room {
    pub(crate) package: &'static str,
    pub(crate) name: &'static str,
    pub(crate) may_import: &'static [&'static str],
    /// The crates of ours that this room may not import, although its crate may.
    pub(crate) closed_to: &'static [&'static str],
}

/// Between crates. Nobody may import `pinfix-testing`: only `tests/` folders use it, which are not read here.
pub(crate) const CRATES: &[Crate] = &[
    Crate {
        name: "pinfix-packaging",
        may_import: &[],
    },
    Crate {
        name: "pinfix-requirements",
        may_import: &["pinfix-packaging"],
    },
    Crate {
        name: "pinfix-index",
        may_import: &["pinfix-packaging"],
    },
    Crate {
        name: "pinfix-resolver",
        may_import: &["pinfix-packaging", "pinfix-requirements", "pinfix-index"],
    },
    Crate {
        name: "pinfix-check",
        may_import: &[
            "pinfix-packaging",
            "pinfix-requirements",
            "pinfix-index",
            "pinfix-resolver",
        ],
    },
    Crate {
        name: "pinfix-bundle",
        may_import: &["pinfix-packaging"],
    },
    Crate {
        name: "pinfix",
        may_import: &[
            "pinfix-bundle",
            "pinfix-packaging",
            "pinfix-requirements",
            "pinfix-index",
            "pinfix-resolver",
            "pinfix-check",
        ],
    },
    Crate {
        name: "pinfix-testing",
        may_import: &[],
    },
];

/// Inside the crates whose order of rooms is worth a wall.
pub(crate) const ROOMS: &[Room] = &[
    resolver("error", &[]),
    resolver("progress", &[]),
    resolver("rank", &[]),
    resolver("problem", &["error"]),
    resolver("candidate", &["problem", "rank"]),
    resolver("graph", &["candidate", "problem", "rank", "error"]),
    resolver("told_extras", &["graph", "problem"]),
    // Where environments that are resolved for as one have to be parted.
    resolver("forking", &["graph", "candidate", "problem", "rank"]),
    resolver(
        "solver",
        &[
            "forking",
            "graph",
            "candidate",
            "problem",
            "rank",
            "progress",
            "error",
        ],
    ),
    resolver("beforehand", &["progress"]),
    resolver("time_limit", &["progress", "error"]),
    resolver("unseen", &["solver", "graph", "rank", "error"]),
    resolver("foresight", &["graph", "rank"]),
    resolver("freshness", &["graph", "candidate", "problem", "rank"]),
    resolver(
        "resolution",
        &[
            "unseen",
            "quality",
            "freshness",
            "solver",
            "graph",
            "candidate",
            "problem",
            "rank",
            "error",
        ],
    ),
    resolver(
        "as_pinned",
        &["resolution", "solver", "graph", "problem", "rank", "error"],
    ),
    resolver("paths", &["resolution", "candidate", "problem", "error"]),
    resolver(
        "quality",
        &[
            "quality",
            "foresight",
            "solver",
            "graph",
            "candidate",
            "problem",
            "rank",
            "error",
        ],
    ),
    resolver(
        "conflict",
        &[
            "unseen",
            "quality",
            "time_limit",
            "progress",
            "solver",
            "graph",
            "candidate",
            "problem",
            "rank",
            "error",
        ],
    ),
    // What a lock that is there might have been.
    resolver(
        "held_back",
        &[
            "resolution",
            "conflict",
            "solver",
            "graph",
            "problem",
            "time_limit",
            "progress",
            "error",
        ],
    ),
    resolver(
        "resolve",
        &[
            "unseen",
            "quality",
            "resolution",
            "conflict",
            "solver",
            "graph",
            "candidate",
            "problem",
            "time_limit",
            "progress",
            "error",
            "rank",
        ],
    ),
    // Asks the whole question for each part of the environments.
    resolver(
        "universal",
        &[
            "resolve",
            "quality",
            "resolution",
            "conflict",
            "solver",
            "forking",
            "graph",
            "problem",
            "time_limit",
            "progress",
            "error",
            "rank",
        ],
    ),
    // Asks the whole question again for each edit, and so is above what composes the stages.
    resolver(
        "repair",
        &[
            "resolve",
            "resolution",
            "conflict",
            "beforehand",
            "foresight",
            "graph",
            "candidate",
            "problem",
            "rank",
            "time_limit",
            "progress",
            "error",
        ],
    ),
    // Words over a conflict that is complete: what they need, the conflict carries.
    Room {
        closed_to: &["pinfix-index"],
        ..resolver("explain", &["conflict", "quality", "candidate", "problem"])
    },
    binary("cli", &[]),
    binary("settings", &["cli"]),
    binary("target", &["settings"]),
    // The style of annotations is an enum of the command line that passes through unchanged.
    binary("lock", &["settings", "cli"]),
    // A summary says what changed in the lock.
    binary("report", &["settings", "lock"]),
    binary("commands", &["cli", "settings", "target", "lock", "report"]),
];

const fn resolver(name: &'static str, may_import: &'static [&'static str]) -> Room {
    Room {
        package: "pinfix-resolver",
        name,
        may_import,
        closed_to: &[],
    }
}

const fn binary(name: &'static str, may_import: &'static [&'static str]) -> Room {
    Room {
        package: "pinfix",
        name,
        may_import,
        closed_to: &[],
    }
}

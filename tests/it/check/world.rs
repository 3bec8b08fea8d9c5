//! The index that most of these checks ask.

use pinfix_testing::{LocalIndex, Release, World};

/// A world in which bots move pins.
pub(crate) fn index() -> LocalIndex {
    let old = "2018-08-01T00:00:00Z";
    let new = "2026-01-01T00:00:00Z";
    let world = World::new()
        .with(
            Release::new("boto3", "1.26")
                .requires(["botocore>=1.29,<1.30"])
                .uploaded(new),
        )
        .with(
            Release::new("boto3", "1.34")
                .requires(["botocore>=1.34,<1.35", "s3transfer>=0.10"])
                .uploaded(new),
        )
        .with(
            Release::new("botocore", "1.29")
                .requires(["urllib3>=1.25,<1.27"])
                .uploaded(new),
        )
        .with(
            Release::new("botocore", "1.34")
                .requires(["urllib3>=1.25,<1.27; python_version < '3.10'"])
                .uploaded(new),
        )
        .with(
            Release::new("s3transfer", "0.10")
                .requires(["botocore>=1.33"])
                .uploaded(new),
        )
        .with(
            Release::new("celery", "5.4")
                .requires(["vine>=5,<6"])
                .extra("redis", ["redis>=4,<5"])
                .uploaded(new),
        )
        .with(Release::new("old", "1.0").uploaded(old))
        .with(
            Release::new("old", "2.0")
                .requires(["urllib3<1.27"])
                .uploaded(new),
        )
        .with(Release::new("pair", "1.0").requires(["twin<2"]).uploaded(old))
        .with(Release::new("pair", "2.0").requires(["twin>=2"]).uploaded(new))
        .with(Release::new("twin", "1.0").uploaded(old))
        .with(
            Release::new("twin", "2.0")
                .requires(["urllib3<1.27"])
                .uploaded(new),
        )
        .with(Release::new("duo", "1.0").requires(["mate<2"]).uploaded(old))
        .with(Release::new("duo", "2.0").requires(["mate>=2"]).uploaded(new))
        .with(Release::new("mate", "1.0").uploaded(old))
        .with(Release::new("mate", "2.0").uploaded(new))
        .with(
            Release::new("mate", "2.1")
                .requires(["urllib3<1.27"])
                .uploaded(new),
        )
        .with(
            Release::new("young", "2.0")
                .requires_python(">=3.10")
                .uploaded(new),
        )
        .with(
            Release::new("windows", "1.0")
                .wheels(["cp39-cp39-win_amd64"])
                .uploaded(new),
        )
        .with(Release::new("gone", "1.0").yanked("it eats files").uploaded(new))
        .with(Release::new("built", "1.0").only_dynamic_sdist().uploaded(new))
        .with_versions("redis", ["4.6", "5.2"])
        .with_versions("vine", ["5.0"])
        .with_versions("six", ["1.16", "1.17"])
        .with(Release::new("urllib3", "1.26").uploaded(new))
        .with(Release::new("urllib3", "2.0").uploaded(new));
    LocalIndex::of(&with_wheels_for_others(world))
}

/// A release with wheels for an old Python only, and another one that asks for the same as it does.
fn with_wheels_for_others(world: World) -> World {
    let numbers = Release::new("numbers", "1.21")
        .wheels(["cp37-cp37m-manylinux_2_17_x86_64"])
        .with_sdist();
    let more = Release::new("more-numbers", "1.0");
    [numbers, more]
        .into_iter()
        .fold(world, |world, release| world.with(release.requires(["six"])))
}

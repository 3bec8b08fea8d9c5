#!/usr/bin/env bash
# One script for people who want one: finds the project, activates its environment, and makes the bundle.
#
#   ./prepare_eb_package.sh [PROJECT] [flags of `pinfix bundle`]
#
# The target is that of [tool.pinfix.bundle], of PINFIX_TARGET, or of --target.
set -Eeuo pipefail

say() {
    printf 'prepare_eb_package: %s\n' "$*" >&2
}

# The first folder from here upwards, then one below, that has a project in it.
find_project() {
    local folder="$PWD" found
    while [ "$folder" != / ]; do
        if [ -f "$folder/manage.py" ] || [ -f "$folder/application.py" ] || [ -f "$folder/wsgi.py" ]; then
            printf '%s\n' "$folder"
            return 0
        fi
        folder="$(dirname "$folder")"
    done
    found="$(find "$PWD" -mindepth 2 -maxdepth 2 -name manage.py -not -path '*/site-packages/*' | sort | head -1)"
    if [ -n "$found" ]; then
        dirname "$found"
        return 0
    fi
    return 1
}

if [ $# -gt 0 ] && [ "${1#-}" = "$1" ]; then
    project="$1"
    shift
elif ! project="$(find_project)"; then
    say 'there is no manage.py, application.py or wsgi.py here, above or one folder below; name the folder of the project'
    exit 2
fi
if [ ! -d "$project" ]; then
    say "$project is no folder"
    exit 2
fi
project="$(cd "$project" && pwd)"
say "project $project"

if [ -z "${VIRTUAL_ENV:-}" ]; then
    for environment in "$project"/.venv "$project"/venv "$project"/env "$project"/../.venv "$project"/../venv; do
        if [ -f "$environment/bin/activate" ]; then
            say "environment $environment"
            # Old scripts of environments name variables that are not set.
            set +u
            # shellcheck disable=SC1091
            source "$environment/bin/activate"
            set -u
            break
        fi
    done
fi

if command -v pinfix >/dev/null; then
    pinfix=(pinfix)
elif command -v python3 >/dev/null && python3 -c 'import pinfix' 2>/dev/null; then
    pinfix=(python3 -m pinfix)
else
    say 'pinfix is not installed: try pip install pinfix, uv tool install pinfix, or cargo install pinfix'
    exit 2
fi
exec "${pinfix[@]}" bundle "$project" "$@"
